package compile_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/reference"
)

// A batch of several packs, with more than one step each, on an array that cuts
// its products in parts: they are cut, and give the logits of fp32.
func TestBatchInParts(t *testing.T) {
	c := checkpoint.Config{Dim: 64, Hidden: 176, Layers: 2, Heads: 8, KVHeads: 4, Vocab: 40, SeqLen: 24}
	rng := rand.New(rand.NewPCG(3, 4))
	open, err := checkpoint.ReadFS("parts", modeltest.RandomFolder(c, rng))
	require.NoError(t, err)
	ref, err := reference.New(open)
	require.NoError(t, err)
	shape := bundle.Shape{Rows: 8, Cols: 8, Lanes: 4, VBWords: 1 << 13, ABRows: 1 << 11, SBWords: 256, AccDepth: 8, Channels: 2}
	p, err := compile.Compile(compile.Model{Config: open.Config, Weights: open}, compile.Target{Shape: shape, MemoryBytes: 1 << 24})
	require.NoError(t, err)

	tokens := make([]int, c.SeqLen)
	for i := range tokens {
		tokens[i] = rng.IntN(c.Vocab)
	}
	run, n, err := p.Prefill(8, tokens[8:16])
	require.NoError(t, err)
	require.Equal(t, 8, n)
	code, err := p.Instructions(run)
	require.NoError(t, err)
	products := map[string]int{}
	for _, in := range code {
		if in.Layer == 1 && in.Code.Op() == isa.MATMUL {
			products[in.Operator]++
		}
	}
	require.Equal(t, 8, products["q"], "a product for each 8 of 64 elements")
	require.Equal(t, 2, products["attention out"])
	require.Equal(t, 4, products["down"], "two for all chunks but the last, two for the last")

	want, err := ref.Logits(tokens)
	require.NoError(t, err)
	at, got := prompted(t, p, tokens, 0, len(tokens))
	require.Less(t, distance(picked(want, at), got), 0.03)
}
