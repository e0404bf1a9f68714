package compile_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/isa/machine"
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

// step is the logits of a run.
func (r runner) step(t *testing.T, run compile.Run) []float32 {
	t.Helper()
	for _, w := range run.Writes {
		r.memory.Write(w.Addr, w.Data)
	}
	// A run finds nothing in the buffers: it may not rely on what others left.
	fresh, err := machine.New(r.p.Target.Shape, r.memory, machine.Options{})
	require.NoError(t, err)
	_, err = fresh.Run(run.Line, run.Registers)
	require.NoError(t, err)
	logits := make([]float32, r.p.Config.Vocab)
	for i := range logits {
		logits[i] = math.Float32frombits(fresh.VB[run.Logits+i])
	}
	return logits
}

// forced is the logits of the functional model over given tokens.
func forced(t *testing.T, p *compile.Program, tokens []int) [][]float32 {
	t.Helper()
	m := newMachine(t, p)
	var all [][]float32
	for pos, token := range tokens {
		run, err := p.Step(pos, token)
		require.NoError(t, err)
		all = append(all, m.step(t, run))
	}
	return all
}
