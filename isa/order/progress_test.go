package order

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/isa"
)

// list makes a program.
func list(t *testing.T, ops ...func() (isa.Op, map[string]uint32)) (program []isa.Instruction) {
	t.Helper()
	for _, o := range ops {
		op, fields := o()
		in := isa.New(op)
		for name, v := range fields {
			require.NoError(t, in.Set(name, v))
		}
		program = append(program, in)
	}
	return program
}

func is(op isa.Op, fields map[string]uint32) func() (isa.Op, map[string]uint32) {
	return func() (isa.Op, map[string]uint32) { return op, fields }
}

func stream(rows uint32) func() (isa.Op, map[string]uint32) {
	return is(isa.STREAM, map[string]uint32{"rows": rows})
}

func matmul(wait, signal uint32) func() (isa.Op, map[string]uint32) {
	return is(isa.MATMUL, map[string]uint32{"m": 1, "kt": 1, "nt": 1, "last_rows": 4, "wait": wait, "signal": signal})
}

func TestProgress(t *testing.T) {
	end := is(isa.END, nil)
	limits := Limits{Queue: 2, Weights: 16}
	require.NoError(t, Progress(shape, list(t, stream(8), matmul(0, 0), stream(24), matmul(0, 0), matmul(0, 0), matmul(0, 0), end), limits))

	// The FIFO holds two of four STREAMs; the third runs, the fourth waits.
	four := list(t, stream(8), stream(8), stream(8), stream(8), matmul(0, 0), matmul(0, 0), matmul(0, 0), matmul(0, 0), end)
	require.NoError(t, Progress(shape, four, limits))
	require.EqualError(t, Progress(shape, four, Limits{Queue: 1, Weights: 8}),
		"the program stands still: weight queue: instruction 1 (STREAM) has 8 rows to move, the weight FIFO holds 8 of 8; "+
			"instruction 3 (STREAM) is not dispatched: its queue of 1 is full")

	require.EqualError(t, Progress(shape, list(t, stream(8), matmul(1<<3, 0), end), limits),
		"the program stands still: matrix queue: instruction 1 (MATMUL) waits for t3; instruction 2 (END) is not dispatched: queues are not idle")
}
