package compile_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// The multiplications of a run are those of the model, whatever array it is
// compiled for, and no more than the array does.
func TestMACs(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 7))
		s, c := randomShape(rng), modeltest.RandomConfig(rng, 150)
		s.TopK = max(1, s.TopK)
		p, err := compile.Compile(compile.Model{Config: c, Weights: modeltest.Noise{Config: c}}, compile.Target{Shape: s, MemoryBytes: 1 << 26, Sequences: 3})
		require.NoError(t, err)
		for pos := range c.SeqLen {
			run, err := p.Step(pos, 0)
			require.NoError(t, err)
			require.Equal(t, macsOf(c, pos, 1), multiplied(t, p, run), "%+v on %+v, position %d", c, s, pos)
			run, n, err := p.Prefill(pos, make([]int, c.SeqLen-pos))
			require.NoError(t, err)
			require.Equal(t, macsOf(c, pos, n), multiplied(t, p, run), "%+v on %+v, positions %d, %d of them", c, s, pos, n)
		}
		last := c.SeqLen - 1
		run, err := p.Steps(compile.Sequence{Position: 0}, compile.Sequence{Cache: 1, Position: last}, compile.Sequence{Cache: 2, Position: last / 2})
		require.NoError(t, err)
		want := 0
		for _, pos := range []int{0, last, last / 2} {
			want += macsOf(c, pos, 1)
			if pos == 0 {
				want += c.Layers * c.Dim * c.Heads * c.HeadSize() // its query, beside the others'
			}
		}
		require.Equal(t, want, multiplied(t, p, run), "%+v on %+v, together", c, s)
	}
}

// macsOf is the multiplications of n positions together, without those of a
// single one with itself, and of a first one with its query.
func macsOf(c checkpoint.Config, pos, n int) int {
	q, kv := c.Heads*c.HeadSize(), c.KVHeads*c.HeadSize()
	weights := c.Dim*(q+2*kv) + q*c.Dim + 3*c.Dim*c.Hidden
	seen := n*pos + n*(n+1)/2
	if n == 1 {
		seen = pos
		if pos == 0 {
			weights -= c.Dim * q
		}
	}
	return c.Layers*(n*weights+2*q*seen) + c.Dim*c.Vocab
}

func multiplied(t *testing.T, p *compile.Program, run compile.Run) (sum int) {
	code, err := p.Instructions(run)
	require.NoError(t, err)
	for _, in := range code {
		x := in.Code.Resolved(&run.Registers)
		some, all := in.MACs(run), int(access.Passes(x))*p.Target.Shape.Rows*p.Target.Shape.Cols
		if x.Op() != isa.MATMUL {
			all = 0
		}
		require.LessOrEqual(t, some, all, in.Operator)
		sum += some
	}
	return sum
}
