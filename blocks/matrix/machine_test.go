package matrix_test

import (
	"math"
	"slices"

	"github.com/stretchr/testify/require"

	"npugen/isa"
	"npugen/isa/machine"
)

// agrees compares what is expected of an instruction with the functional model
// of the whole machine.
func (b *bench) agrees(c matmul, weights [][]byte, words []word, hash uint32) {
	b.T.Helper()
	memory := machine.NewMemory()
	m, err := machine.New(b.model.shape, memory, machine.Options{AnyBuffer: true})
	require.NoError(b.T, err)
	for i, r := range b.model.rows {
		m.AB[i] = machine.Row{Q: r.q, Scale: math.Float32bits(r.scale)}
	}
	const line = 64 // of the weights
	data := slices.Concat(weights...)
	memory.Write(64*line, append(data, make([]byte, 64)...))
	program := []isa.Instruction{isa.New(isa.STREAM), isa.New(isa.MATMUL), isa.New(isa.END)}
	set := func(in *isa.Instruction, name string, v int) { require.NoError(b.T, in.Set(name, uint32(v))) }
	set(&program[0], "line", line)
	set(&program[0], "rows", len(weights))
	for i, name := range fields {
		set(&program[1], name, int(c.datum(b.model.shape).U(i)))
	}
	var code []byte
	for _, in := range program {
		code = in.Append(code)
	}
	memory.Write(0, code)
	steps, err := m.Run(0, [isa.Registers]uint32{})
	require.NoError(b.T, err)
	require.Equal(b.T, steps[1].Hash, hash)
	last := map[int]uint32{} // elements may be written more than once
	for _, w := range words {
		for l, x := range w.data {
			if w.lanes[l] {
				last[w.addr*b.model.shape.Lanes+l] = x
			}
		}
	}
	for e, x := range last {
		require.Equal(b.T, x, m.VB[e])
	}
}
