package modeltest

import (
	"fmt"
	"math/rand/v2"

	"npugen/model/checkpoint"
)

// Noise is a model whose weights are random, evenly in -1 .. 1.
type Noise struct{ checkpoint.Config }

// Tensor is the same each time.
func (n Noise) Tensor(name string, layer int) (checkpoint.Tensor, error) {
	c := n.Config
	shapes := map[string][2]int{
		"token_embedding": {c.Vocab, c.Dim}, "wcls": {c.Vocab, c.Dim}, "rms_att": {1, c.Dim}, "rms_ffn": {1, c.Dim}, "rms_final": {1, c.Dim},
		"wq": {c.QDim(), c.Dim}, "wk": {c.KVDim(), c.Dim}, "wv": {c.KVDim(), c.Dim}, "wo": {c.Dim, c.QDim()},
		"w1": {c.Hidden, c.Dim}, "w3": {c.Hidden, c.Dim}, "w2": {c.Dim, c.Hidden},
	}
	s, ok := shapes[name]
	if !ok {
		return checkpoint.Tensor{}, fmt.Errorf("no tensor %q", name)
	}
	t := checkpoint.Tensor{Name: name, Layer: layer, Rows: s[0], Cols: s[1], Data: make([]float32, s[0]*s[1])}
	seed := uint64(layer) << 32
	for _, b := range []byte(name) {
		seed = 131*seed + uint64(b)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	for i := range t.Data {
		t.Data[i] = float32(rng.Int32())/(1<<30) - 1
	}
	return t, nil
}
