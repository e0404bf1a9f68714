package compiled

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// Asynchronous resets that change each other, and themselves, act in rounds on
// both engines: all that are active at once.
func TestResetsOfResets(t *testing.T) {
	for seed := range uint64(400) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rng(seed)
			newBothIn(t, irtest.RandomResets(r), seed, manner{checked: true, together: 1 + int(seed%3)}).run(t, 20, r)
		})
	}
}

// Where resets are inputs, many cycles run in one call, whatever became of a
// register's reset in the lowering.
func TestResetsByInputsDoNotShortenRuns(t *testing.T) {
	for _, by := range []string{"input", "register"} {
		m := irtest.New("m")
		ck, rst := m.Clock("ck"), m.In("rst", irtest.U(1))
		late := m.Reg("late", irtest.U(1), ck)
		late.Drive[0] = irtest.Ref(rst)
		on := rst
		if by == "register" {
			on = late
		}
		q := m.RegReset("q", irtest.U(1), ck, irtest.Ref(on), 0)
		q.Async = true
		q.Drive[0] = irtest.N(ir.OpNot, irtest.Ref(q))
		m.Out("y", irtest.U(1), irtest.Ref(q))
		b := newBoth(t, irtest.Design(m), 1)
		require.Equal(t, by == "register", b.got.early)
		b.run(t, 20, rng(3))
	}
}
