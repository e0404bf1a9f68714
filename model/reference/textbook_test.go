package reference_test

import (
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
)

// textbook is the logits of all positions, written from the equations of the
// papers: float64, complex rotation, every position over all before it.
func textbook(t *testing.T, c *checkpoint.Checkpoint, tokens []int) [][]float64 {
	cfg := c.Config
	mul := func(name string, layer int, x []float64) []float64 {
		w, err := c.Tensor(name, layer)
		require.NoError(t, err)
		y := make([]float64, w.Rows)
		for i, v := range w.Data {
			y[i/w.Cols] += float64(v) * x[i%w.Cols]
		}
		return y
	}
	norm := func(name string, layer int, x []float64) []float64 {
		w, err := c.Tensor(name, layer)
		require.NoError(t, err)
		mean, y := 0.0, make([]float64, len(x))
		for _, v := range x {
			mean += v * v / float64(len(x))
		}
		for i := range x {
			y[i] = x[i] / math.Sqrt(mean+float64(cfg.Epsilon())) * float64(w.Data[i])
		}
		return y
	}
	turn := func(x []float64, pos int) {
		for i := 0; i < len(x); i += 2 {
			theta := math.Pow(float64(cfg.Theta()), -float64(i%cfg.HeadSize())/float64(cfg.HeadSize()))
			if s := cfg.Scaling; s.Factor != 0 {
				share := min(max((float64(s.Original)*theta/2/math.Pi-float64(s.Low))/float64(s.High-s.Low), 0), 1)
				theta *= share + (1-share)/float64(s.Factor)
			}
			z := complex(x[i], x[i+1]) * cmplx.Exp(complex(0, float64(pos)*theta))
			x[i], x[i+1] = real(z), imag(z)
		}
	}

	embedding, err := c.Tensor("token_embedding", 0)
	require.NoError(t, err)
	xs := make([][]float64, len(tokens))
	for p, token := range tokens {
		for _, v := range embedding.Data[token*cfg.Dim : (token+1)*cfg.Dim] {
			xs[p] = append(xs[p], float64(v))
		}
	}
	for layer := range cfg.Layers {
		q, k, v := make([][]float64, len(xs)), make([][]float64, len(xs)), make([][]float64, len(xs))
		for p, x := range xs {
			h := norm("rms_att", layer, x)
			q[p], k[p], v[p] = mul("wq", layer, h), mul("wk", layer, h), mul("wv", layer, h)
			turn(q[p], p)
			turn(k[p], p)
		}
		for p := range xs {
			mixed := make([]float64, cfg.QDim())
			for i := range mixed {
				head := i / cfg.HeadSize()
				shared := head * cfg.KVHeads / cfg.Heads
				var sum, weighted float64
				for t := 0; t <= p; t++ {
					score := 0.0
					for j := range cfg.HeadSize() {
						score += q[p][head*cfg.HeadSize()+j] * k[t][shared*cfg.HeadSize()+j]
					}
					e := math.Exp(score / math.Sqrt(float64(cfg.HeadSize())))
					sum += e
					weighted += e * v[t][shared*cfg.HeadSize()+i%cfg.HeadSize()]
				}
				mixed[i] = weighted / sum
			}
			for i, d := range mul("wo", layer, mixed) {
				xs[p][i] += d
			}
			h := norm("rms_ffn", layer, xs[p])
			gate, up := mul("w1", layer, h), mul("w3", layer, h)
			for i := range gate {
				gate[i] *= up[i] / (1 + math.Exp(-gate[i]))
			}
			for i, d := range mul("w2", layer, gate) {
				xs[p][i] += d
			}
		}
	}
	logits := make([][]float64, len(xs))
	for p, x := range xs {
		logits[p] = mul("wcls", 0, norm("rms_final", 0, x))
	}
	return logits
}
