package compile_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/model/checkpoint"
)

// noise is weights of any shape.
type noise struct{ checkpoint.Config }

func (n noise) Tensor(name string, layer int) (checkpoint.Tensor, error) {
	c := n.Config
	shapes := map[string][2]int{
		"token_embedding": {c.Vocab, c.Dim}, "wcls": {c.Vocab, c.Dim}, "rms_att": {1, c.Dim}, "rms_ffn": {1, c.Dim}, "rms_final": {1, c.Dim},
		"wq": {c.QDim(), c.Dim}, "wk": {c.KVDim(), c.Dim}, "wv": {c.KVDim(), c.Dim}, "wo": {c.Dim, c.QDim()},
		"w1": {c.Hidden, c.Dim}, "w3": {c.Hidden, c.Dim}, "w2": {c.Dim, c.Hidden},
	}
	s := shapes[name]
	t := checkpoint.Tensor{Name: name, Layer: layer, Rows: s[0], Cols: s[1], Data: make([]float32, s[0]*s[1])}
	rng := rand.New(rand.NewPCG(uint64(layer), uint64(len(name))))
	for i := range t.Data {
		t.Data[i] = float32(rng.Int32()) / (1 << 31)
	}
	return t, nil
}

// A layer as models of a billion weights have it compiles for decode-64.
func TestLargeLayer(t *testing.T) {
	for _, kv := range []int{4, 8} {
		c := checkpoint.Config{Dim: 2048, Hidden: 5632, Layers: 1, Heads: 32, KVHeads: kv, Vocab: 512, SeqLen: 2048}
		p, err := compile.Compile(compile.Model{Config: c, Weights: noise{c}}, compile.Target{Shape: decode64(), MemoryBytes: 1 << 32})
		require.NoError(t, err)
		n := cycles(t, p, 1000)
		rows := 68*(c.Dim*(2*c.Dim+2*c.KVDim())+3*c.Dim*c.Hidden+c.Dim*c.Vocab)/64/64 + 1
		require.Less(t, float64(n), 1.1*float64(rows)/0.9, "cycles; rows of weights at nine tenths of the memory's rate")
	}
}
