package compiled

import (
	"fmt"
	"math/big"
	"testing"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// Comparisons with constants on either side, of all that the machine can combine with
// a branch: each enables enough registers for one, chooses a value, and is one.
func TestComparisonsAsBranches(t *testing.T) {
	for _, o := range []ir.Op{ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe} {
		for _, w := range []int{1, 7, 8, 16, 31, 32, 33, 63, 64} {
			for _, signed := range []bool{false, true} {
				t.Run(fmt.Sprintf("%v-%d-%v", o, w, signed), func(t *testing.T) {
					t.Parallel()
					seed := uint64(w)
					newBothIn(t, irtest.Design(compares(o, w, signed)), seed, manner{checked: true, arm: 1}).run(t, 12, rng(seed))
				})
			}
		}
	}
}

func compares(o ir.Op, w int, signed bool) irtest.M {
	m := irtest.New("compares")
	clk := m.Clock("clk")
	limit := new(big.Int).Lsh(big.NewInt(1), uint(w-1))
	numbers := []*big.Int{big.NewInt(0), big.NewInt(1), new(big.Int).Sub(limit, big.NewInt(1)), limit}
	for _, use := range []string{"enable", "choose", "value"} {
		y := irtest.Ref(m.In("y_"+use, irtest.U(w)))
		for shape := range 3 {
			for j, k := range numbers {
				for left := range 2 {
					name := fmt.Sprintf("%s%d_%d_%d", use, shape, j, left)
					x := irtest.Ref(m.In("x_"+name, irtest.U(w))) // one each: machines combine what is used once
					a := []*ir.Node{x, irtest.N(ir.OpAnd, x, y), irtest.Slice(irtest.N(ir.OpSub, x, y), 0, w)}[shape]
					sides := []*ir.Node{irtest.Cast(a, signed), irtest.Cast(irtest.K(k.Uint64(), w), signed)}
					when := irtest.N(o, sides[left], sides[1-left])
					switch use {
					case "enable":
						for n := range manyTogether {
							q := m.Reg(fmt.Sprint(name, "_", n), irtest.U(8), clk)
							q.Drive[0] = irtest.N(ir.OpMux, when, irtest.N(ir.OpAdd, irtest.Ref(q), irtest.K(uint64(n), 8)), irtest.Ref(q))
						}
					case "choose":
						m.Out(name, irtest.U(w), irtest.N(ir.OpMux, when, irtest.N(ir.OpXor, x, irtest.K(1, w)), irtest.N(ir.OpOr, x, y)))
					case "value":
						m.Out(name, irtest.U(1), when)
					}
				}
			}
		}
	}
	return m
}
