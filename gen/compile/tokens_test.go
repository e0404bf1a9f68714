package compile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/isa"
	"npugen/isa/order"
)

// Every token that the matrix and the vector unit wait for is needed, and every
// sync: without it something is no longer ordered. Of transfers the compiler
// does not know where registers take them, so some of theirs are for other
// positions.
func TestNoTokenTooMany(t *testing.T) {
	p := tiny(t)
	step, err := p.Step(9, 3)
	require.NoError(t, err)
	batch, n, err := p.Prefill(8, []int{1, 2, 3, 4})
	require.NoError(t, err)
	require.Equal(t, 4, n)
	for _, run := range []compile.Run{step, batch} {
		code, err := p.Instructions(run)
		require.NoError(t, err)
		program := make([]isa.Instruction, len(code))
		for i, in := range code {
			program[i] = in.Code.Resolved(&run.Registers)
		}
		require.NoError(t, order.Check(p.Target.Shape, program))
		removed := 0
		for counter := range isa.Tokens {
			if q := waiter(program, counter); q != isa.Matrix && q != isa.Vector {
				continue
			}
			for k := range count(program, "wait", counter) {
				less := append([]isa.Instruction(nil), program...)
				clearBit(t, less, "wait", counter, k)
				clearBit(t, less, "signal", counter, k)
				require.Error(t, order.Check(p.Target.Shape, less), "token %d, the %dth", counter, k)
				removed++
			}
		}
		for k := range count(program, "sync", 0) {
			less := append([]isa.Instruction(nil), program...)
			clearBit(t, less, "sync", 0, k)
			require.Error(t, order.Check(p.Target.Shape, less), "the %dth sync", k)
			removed++
		}
		require.Greater(t, removed, 50)
	}
}

// waiter is the queue that takes from a counter.
func waiter(program []isa.Instruction, counter int) isa.Queue {
	for _, in := range program {
		if in.Get("wait")>>counter&1 == 1 {
			return in.Op().Queue()
		}
	}
	return isa.Control
}

// count is how many instructions have a bit of a field.
func count(program []isa.Instruction, field string, bit int) int {
	n := 0
	for _, in := range program {
		n += int(in.Get(field) >> bit & 1)
	}
	return n
}

// clearBit takes the bit from the k-th instruction that has it.
func clearBit(t *testing.T, program []isa.Instruction, field string, bit, k int) {
	t.Helper()
	for i := range program {
		v := program[i].Get(field)
		if v>>bit&1 == 0 {
			continue
		}
		if k == 0 {
			require.NoError(t, program[i].Set(field, v&^(1<<bit)))
			return
		}
		k--
	}
	t.Fatalf("no such %s", field)
}
