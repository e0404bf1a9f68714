package modeltest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing/fstest"

	"npugen/model/checkpoint"
)

// RandomConfig is an architecture of any head size and grouping, with widths
// that are multiples of nothing, each at most width.
func RandomConfig(rng *rand.Rand, width int) checkpoint.Config {
	kv := 1 + rng.IntN(5)
	return checkpoint.Config{
		Dim: 1 + rng.IntN(width), Hidden: 1 + rng.IntN(width), Layers: 1 + rng.IntN(2), KVHeads: kv, Heads: kv * (1 + rng.IntN(4)),
		HeadDim: 2 * (1 + rng.IntN(12)), Vocab: 2 + rng.IntN(90), SeqLen: 1 + rng.IntN(20), SharedClassifier: rng.IntN(2) == 0,
		RopeTheta: []float32{0, 100}[rng.IntN(2)], NormEps: []float32{0, 0.1}[rng.IntN(2)],
		Scaling: []checkpoint.RopeScaling{{}, {Factor: 3}, {Factor: 8, Low: 1, High: 2, Original: 12}}[rng.IntN(3)],
	}
}

// RandomFolder is a Hugging Face folder with weights so small that scores differ,
// but not so much that nothing but the greatest counts. The norms' weights are
// about 1.
func RandomFolder(c checkpoint.Config, rng *rand.Rand) fstest.MapFS {
	var all []HFTensor
	add := func(name string, middle, spread float64, rows, cols int) {
		t := HFTensor{Name: name + ".weight", Shape: []int{rows, cols}, Data: make([]float32, rows*cols)}
		if rows == 0 { // a vector
			t.Shape, t.Data = []int{cols}, make([]float32, cols)
		}
		for i := range t.Data {
			t.Data[i] = float32(middle + spread*(2*rng.Float64()-1))
		}
		all = append(all, t)
	}
	matrix := func(name string, rows, cols int) { add(name, 0, 1/math.Sqrt(float64(cols)), rows, cols) }
	sharp := func(name string, rows, cols int) { add(name, 0, 2.5/math.Sqrt(float64(cols)), rows, cols) }
	add("model.embed_tokens", 0, 1, c.Vocab, c.Dim)
	add("model.norm", 1, 0.25, 0, c.Dim)
	if !c.SharedClassifier {
		matrix("lm_head", c.Vocab, c.Dim)
	}
	for l := range c.Layers {
		layer := fmt.Sprintf("model.layers.%d.", l)
		add(layer+"input_layernorm", 1, 0.25, 0, c.Dim)
		add(layer+"post_attention_layernorm", 1, 0.25, 0, c.Dim)
		sharp(layer+"self_attn.q_proj", c.QDim(), c.Dim)
		sharp(layer+"self_attn.k_proj", c.KVDim(), c.Dim)
		matrix(layer+"self_attn.v_proj", c.KVDim(), c.Dim)
		matrix(layer+"self_attn.o_proj", c.Dim, c.QDim())
		matrix(layer+"mlp.gate_proj", c.Hidden, c.Dim)
		matrix(layer+"mlp.up_proj", c.Hidden, c.Dim)
		matrix(layer+"mlp.down_proj", c.Dim, c.Hidden)
	}
	return fstest.MapFS{
		"config.json":       {Data: HFConfig(c, nil)},
		"model.safetensors": {Data: Safetensors(all, "F32")},
	}
}
