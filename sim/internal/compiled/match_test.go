package compiled

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// Tables that are searched in all ways, of elements of all sizes, while what is found
// changes them.
func TestTablesSearchedByContent(t *testing.T) {
	for _, w := range []int{2, 5, 8, 9, 16, 17, 32, 33, 64} {
		for seed := range uint64(12) {
			t.Run(fmt.Sprint(w, "-", seed), func(t *testing.T) {
				t.Parallel()
				r := rng(seed)
				b := newBothIn(t, irtest.Design(searched(w, r)), seed, anyManner(r))
				matches := 0
				for _, v := range b.got.l.values {
					if v.op == opMatch {
						matches++
						last := v.args[len(v.args)-1].store
						require.LessOrEqual(t, last.addr+16, b.got.l.arena.next) // a whole vector is there
					}
				}
				require.Positive(t, matches)
				b.run(t, 30, r)
			})
		}
	}
}

func searched(w int, r *rand.Rand) irtest.M {
	m := irtest.New("searched")
	clk := m.Clock("clk")
	few := func(n *ir.Node) *ir.Node { // values that are often equal
		return irtest.N(ir.OpAnd, n, irtest.K(2|1<<(w-1), w))
	}
	n := 8 + r.IntN(90)
	data, key := few(irtest.Ref(m.In("data", irtest.U(w)))), few(irtest.Ref(m.In("key", irtest.U(w))))
	other := m.Reg("other", irtest.U(w), clk)
	other.Drive[0] = key
	enter := irtest.Ref(m.In("enter", irtest.U(n)))
	table := m.Reg("table", irtest.U(w), clk)
	table.Count, table.Vec, table.Drive = n, true, make([]*ir.Node, n)
	answer := enter
	for i := range 4 {
		kind := r.IntN(5)
		bits := make([]*ir.Node, n) // the highest first
		for e := range n {
			x, key := irtest.RefAt(table, e), key
			if r.IntN(24) == 0 {
				key = data
			}
			switch kind {
			case 0:
				x = irtest.N(ir.OpEq, x, key)
			case 1:
				x = irtest.N(ir.OpNe, irtest.Ref(other), x)
			case 2:
				x = irtest.N(ir.OpNe, irtest.N(ir.OpAnd, key, x), irtest.K(0, w))
			case 3:
				x = irtest.N(ir.OpEq, irtest.N(ir.OpAnd, x, key), irtest.Ref(other))
			case 4:
				x = irtest.N(ir.OpEq, x, irtest.K(2, w))
			}
			if r.IntN(64) == 0 { // a gap
				x = irtest.Slice(enter, e, 1)
			}
			bits[n-1-e] = x
		}
		if i == 3 && n > 20 { // the elements in another order
			bits[1], bits[4] = bits[4], bits[1]
		}
		found := irtest.N(ir.OpCat, bits...)
		m.Out(fmt.Sprint("found", i), irtest.U(n), found)
		answer = irtest.N([]ir.Op{ir.OpXor, ir.OpOr}[i%2], answer, found)
	}
	for e := range n {
		table.Drive[e] = irtest.N(ir.OpMux, irtest.Slice(answer, e, 1), data, irtest.RefAt(table, e))
	}
	return m
}
