package sim

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// A run up to a failure may ask for as many cycles as there are numbers.
func TestVCDOfAsManyCyclesAsItTakes(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		m := irtest.New("m")
		clk := m.Clock("clk")
		n := m.Reg("n", irtest.U(8), clk)
		n.Drive[0] = irtest.N(ir.OpAdd, irtest.Ref(n), irtest.K(1, 8))
		m.Out("q", irtest.U(8), irtest.Ref(n))
		m.Asserts = append(m.Asserts, &ir.Assertion{Name: "small", Clock: clk, Cond: irtest.N(ir.OpLt, irtest.Ref(n), irtest.K(200, 8))})
		d := irtest.Design(m)
		run := func(cycles int) func(s *Sim) {
			return func(s *Sim) {
				s.PokeName("n", 0)
				var f *Failure
				require.ErrorAs(t, s.StepN(nil, cycles), &f)
			}
		}
		for _, o := range []VCDOptions{{}, {From: Us}, {From: Us, Until: 1500 * Ns}} {
			want, got := wavesOf(t, on(t, d, e), o, run(1000)), wavesOf(t, on(t, d, e), o, run(math.MaxInt))
			require.True(t, want == got, "%d bytes, want %d", len(got), len(want))
		}
	})
}
