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

// estimated is the estimate of a token of each of n sequences whose program
// changes.
func estimated(t *testing.T, p *Program, n, pos int, change func(in *Instruction)) int {
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
		change(&code[i])
	}
	spans := p.geometry.estimate(code, run.Registers, NominalCost(p.geometry.Channels))
	return spans[len(spans)-1].End
}

// What it wins that the array finds the maximum of the scores that it makes, and
// what a softmax could win that needs no pass for exponentials either. With -v,
// the table of docs/compiler.md.
func TestOnlineMaximumWins(t *testing.T) {
	s := bundle.Shape{Rows: 64, Cols: 64, Lanes: 16, VBWords: 1 << 16, ABRows: 1 << 14, SBWords: 2048, AccDepth: 64, Channels: 2, TopK: 64}
	softmax := func(in *Instruction, red uint32) bool { return in.Operator == "softmax" && in.Code.Get("red") == red }
	pass := func(in *Instruction) { // over whole rows, by the vector unit
		set := func(name string, v int) { require.NoError(t, in.Code.Set(name, uint32(v))) }
		switch {
		case in.Code.Op() == isa.MATMUL:
			set("peak", 0)
		case softmax(in, isa.RedMax):
			for _, name := range []string{"pre", "bin", "swap"} {
				set(name, 0)
			}
			set("len", s.Lanes)
			f, _ := isa.Lookup(isa.MAP, "len")
			require.NoError(t, in.Code.Modify(isa.Modifier{Word: f.Word, Register: int(cached)}))
		}
	}
	short := func(in *Instruction) { // a word
		if softmax(in, isa.RedSum) {
			in.Code[1], in.Code[2] = 0, 0 // no registers
			require.NoError(t, in.Code.Set("n0", 1))
		}
	}
	small := checkpoint.Config{Dim: 64, Hidden: 172, Layers: 5, Heads: 8, KVHeads: 4, Vocab: 512, SeqLen: 2048}
	large := checkpoint.Config{Dim: 2048, Hidden: 5632, Layers: 1, Heads: 32, KVHeads: 4, Vocab: 512, SeqLen: 2048}
	for _, m := range []struct {
		c    checkpoint.Config
		n    int                // sequences
		wins map[int][2]float64 // by position: least and most share of a token that the pass would take
	}{
		{small, 1, map[int][2]float64{1: {0, 0.02}, 255: {0.05, 0.08}, 1024: {0.1, 0.13}, 2047: {0.11, 0.15}}},
		{small, 8, map[int][2]float64{1: {0, 0.04}, 255: {0.08, 0.14}, 1024: {0.13, 0.18}, 2047: {0.14, 0.19}}},
		{large, 1, map[int][2]float64{1: {0, 0.002}, 1024: {0, 0.002}, 2047: {0, 0.002}}},
		{large, 8, map[int][2]float64{1: {0, 0.002}, 1024: {0, 0.002}, 2047: {0, 0.002}}},
	} {
		p, err := Compile(Model{Config: m.c, Weights: modeltest.Noise{Config: m.c}}, Target{Shape: s, MemoryBytes: 1 << 32, Sequences: m.n})
		require.NoError(t, err)
		for _, pos := range []int{1, 255, 1024, 2047} {
			now := estimated(t, p, m.n, pos, func(*Instruction) {})
			with, without := estimated(t, p, m.n, pos, pass), estimated(t, p, m.n, pos, short)
			t.Logf("dim %d, %d sequences, position %d: %d cycles, with a pass for the maximum %d, without one for exponentials %d", m.c.Dim, m.n, pos, now, with, without)
			require.LessOrEqual(t, without, now)
			if share, ok := m.wins[pos]; ok {
				require.GreaterOrEqual(t, float64(with-now), share[0]*float64(with))
				require.LessOrEqual(t, float64(with-now), share[1]*float64(with))
			}
		}
	}
}
