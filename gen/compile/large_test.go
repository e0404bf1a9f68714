package compile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// A layer as models of a billion weights have it compiles for decode-64.
func TestLargeLayer(t *testing.T) {
	for _, kv := range []int{4, 8} {
		c := checkpoint.Config{Dim: 2048, Hidden: 5632, Layers: 1, Heads: 32, KVHeads: kv, Vocab: 512, SeqLen: 2048}
		p, err := compile.Compile(compile.Model{Config: c, Weights: modeltest.Noise{Config: c}}, compile.Target{Shape: decode64(), MemoryBytes: 1 << 32})
		require.NoError(t, err)
		n := cycles(t, p, 1000)
		rows := 68*(c.Dim*(2*c.Dim+2*c.KVDim())+3*c.Dim*c.Hidden+c.Dim*c.Vocab)/64/64 + 1
		require.Less(t, float64(n), 1.1*float64(rows)/0.9, "cycles; rows of weights at nine tenths of the memory's rate")
	}
}
