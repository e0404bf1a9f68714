package compile_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/machine"
	"npugen/isa/order"
	"npugen/model/sample"
)

// runner is the functional model with a program in its memory.
type runner struct {
	memory *machine.Memory
	p      *compile.Program
}

func newMachine(t *testing.T, p *compile.Program) runner {
	t.Helper()
	memory := machine.NewMemory()
	for _, s := range p.Segments {
		memory.Write(s.Addr, s.Data)
		memory.Write(s.Addr, make([]byte, s.Zeros))
	}
	return runner{memory, p}
}

// step is the logits of a run of one sequence, whose tokens are checked if wanted.
func (r runner) step(t *testing.T, run compile.Run, check bool) []float32 {
	t.Helper()
	return r.steps(t, run, check)[0]
}

// steps is the logits of each sequence of a run.
func (r runner) steps(t *testing.T, run compile.Run, check bool) (all [][]float32) {
	t.Helper()
	for _, w := range run.Writes {
		r.memory.Write(w.Addr, w.Data)
	}
	// A run finds nothing in the buffers: it may not rely on what others left.
	fresh, err := machine.New(r.p.Target.Shape, r.memory, machine.Options{})
	require.NoError(t, err)
	fresh.Start(run.Line, run.Registers)
	var steps []machine.Step
	tops := maxima{t: t, shape: r.p.Target.Shape, m: fresh, rows: map[uint64]access.Span{}}
	for len(steps) == 0 || steps[len(steps)-1].In.Op() != isa.END {
		step, err := fresh.Step()
		require.NoError(t, err)
		steps = append(steps, step)
		tops.step(step)
	}
	if check {
		ordered(t, r.p, steps)
	}
	for _, at := range run.Logits {
		logits := make([]float32, r.p.Config.Vocab)
		for i := range logits {
			logits[i] = math.Float32frombits(fresh.VB[at+i])
		}
		all = append(all, logits)
	}
	for i, g := range run.Greatest {
		r.greatest(t, g, all[i])
	}
	return all
}

// greatest checks what a run leaves in memory for the host.
func (r runner) greatest(t *testing.T, g compile.Greatest, logits []float32) {
	t.Helper()
	data := make([]byte, g.Bytes())
	r.memory.Read(g.Addr, data)
	order := make([]int, len(logits))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(logits[b], logits[a]) })
	for i, c := range g.Candidates(data) {
		if i >= len(order) {
			require.True(t, math.IsNaN(float64(c.Logit)), "beyond the vocabulary")
			continue
		}
		require.Equal(t, sample.Candidate{Token: order[i], Logit: logits[order[i]]}, c, "place %d", i)
	}
}

// forced is the logits of the functional model over given tokens.
func forced(t *testing.T, p *compile.Program, tokens []int) [][]float32 {
	t.Helper()
	m := newMachine(t, p)
	var all [][]float32
	for pos, token := range tokens {
		run, err := p.Step(pos, token)
		require.NoError(t, err)
		all = append(all, m.step(t, run, pos%7 == 0))
	}
	return all
}

// ordered checks that tokens order all that may not overlap, and that the
// program comes to its end with queues of 4 and a weight FIFO of 4 tiles.
func ordered(t *testing.T, p *compile.Program, steps []machine.Step) {
	t.Helper()
	var program []isa.Instruction
	for _, s := range steps {
		program = append(program, s.In)
	}
	require.NoError(t, order.Check(p.Target.Shape, program))
	require.NoError(t, order.Progress(p.Target.Shape, program, order.Limits{Queue: 4, Weights: 4 * (p.Target.Shape.Rows + 4)}))
}

// cycles is how many a step is expected to take.
func cycles(t *testing.T, p *compile.Program, pos int) int {
	t.Helper()
	run, err := p.Step(pos, 0)
	require.NoError(t, err)
	spans, err := p.Estimate(run, compile.NominalCost(p.Target.Shape.Channels))
	require.NoError(t, err)
	return spans[len(spans)-1].End
}
