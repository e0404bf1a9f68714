package compile

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// without is the estimate of a token of each of n sequences if some passes of
// softmax took a word.
func without(t *testing.T, p *Program, n, pos int, passes ...uint32) int {
	var all []Sequence
	for i := range n {
		all = append(all, Sequence{Cache: i, Position: pos})
	}
	run, err := p.Steps(all...)
	require.NoError(t, err)
	code, err := p.Instructions(run)
	require.NoError(t, err)
	code = slices.Clone(code)
	for i := range code {
		in := &code[i].Code
		if code[i].Operator != "softmax" || !slices.Contains(passes, in.Get("red")) {
			continue
		}
		in[1], in[2] = 0, 0 // no registers
		require.NoError(t, in.Set("n0", 1))
		require.NoError(t, in.Set("len", uint32(p.geometry.Lanes)))
	}
	spans := p.geometry.estimate(code, run.Registers, NominalCost(p.geometry.Channels))
	return spans[len(spans)-1].End
}

// The most that an online softmax could win: it has no pass for the maximum, and
// its exponentials go on beside the scores. With -v, the table of docs/compiler.md.
func TestOnlineSoftmaxWinsLittle(t *testing.T) {
	s := bundle.Shape{Rows: 64, Cols: 64, Lanes: 16, VBWords: 1 << 16, ABRows: 1 << 14, SBWords: 2048, AccDepth: 64, Channels: 2, TopK: 64}
	for _, m := range []struct {
		c    checkpoint.Config
		n    int     // sequences
		most float64 // share of a token that the pass for the maximum may have
	}{
		{checkpoint.Config{Dim: 64, Hidden: 172, Layers: 5, Heads: 8, KVHeads: 4, Vocab: 512, SeqLen: 2048}, 1, 0.14},
		{checkpoint.Config{Dim: 64, Hidden: 172, Layers: 5, Heads: 8, KVHeads: 4, Vocab: 512, SeqLen: 2048}, 8, 0.17},
		{checkpoint.Config{Dim: 2048, Hidden: 5632, Layers: 1, Heads: 32, KVHeads: 4, Vocab: 512, SeqLen: 2048}, 1, 0.002},
		{checkpoint.Config{Dim: 2048, Hidden: 5632, Layers: 1, Heads: 32, KVHeads: 4, Vocab: 512, SeqLen: 2048}, 8, 0.002},
	} {
		p, err := Compile(Model{Config: m.c, Weights: modeltest.Noise{Config: m.c}}, Target{Shape: s, MemoryBytes: 1 << 32, Sequences: m.n})
		require.NoError(t, err)
		for _, pos := range []int{255, 1024, 2047} {
			all, top, both := without(t, p, m.n, pos), without(t, p, m.n, pos, isa.RedMax), without(t, p, m.n, pos, isa.RedMax, isa.RedSum)
			t.Logf("dim %d, %d sequences, position %d: %d cycles, %d without the maximum, %d without exponentials too", m.c.Dim, m.n, pos, all, top, both)
			require.Less(t, float64(all-top), m.most*float64(all))
		}
	}
}
