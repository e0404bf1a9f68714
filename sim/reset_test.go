package sim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// An asynchronous reset holds a register that nothing reads, and whose next value
// is a constant, as it holds any other.
func TestPokeOfWhatIsInReset(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		m := irtest.New("m")
		ck, rst := m.Clock("ck"), m.In("rst", irtest.U(1))
		q := m.RegReset("q", irtest.U(8), ck, irtest.Ref(rst), 3)
		q.Async = true
		q.Drive[0] = irtest.K(9, 8)
		s := on(t, irtest.Design(m), e)
		s.PokeName("rst", 1)
		require.EqualValues(t, 3, s.Must("q").Uint())
		s.PokeName("q", 7)
		require.EqualValues(t, 3, s.Must("q").Uint())
		s.PokeName("rst", 0)
		s.PokeName("q", 7)
		require.EqualValues(t, 7, s.Must("q").Uint())
	})
}

// Resets that take each other back act at once: b, which clears a, is cleared by
// itself. So are nonblocking assignments of one time step.
func TestResetsActAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		for _, names := range [][]string{{"a", "b"}, {"b", "a"}} {
			m := irtest.New("m")
			ck := m.Clock("ck")
			regs := map[string]*ir.Signal{}
			for _, name := range names {
				regs[name] = m.RegReset(name, irtest.U(1), ck, nil, 0)
			}
			for _, s := range regs {
				s.Reset, s.Async = irtest.Ref(regs["b"]), true
				s.Drive[0] = irtest.Ref(s)
			}
			s := on(t, irtest.Design(m), e)
			s.PokeName("b", 0)
			s.PokeName("a", 1)
			require.EqualValues(t, 1, s.Must("a").Uint())
			s.PokeName("b", 1)
			require.EqualValues(t, 0, s.Must("a").Uint(), "%v", names)
			require.EqualValues(t, 0, s.Must("b").Uint(), "%v", names)
		}
	})
}

// A reset goes through as many cells of a grid as there are, one each round.
func TestResetThroughManyCells(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		const n = 40
		cell := irtest.New("cell")
		ck, in := cell.Clock("ck"), cell.In("in", irtest.U(1))
		q := cell.RegReset("q", irtest.U(1), ck, irtest.Ref(in), 1)
		q.Async = true
		q.Drive[0] = irtest.Ref(in)
		out := cell.Out("out", irtest.U(1), irtest.Ref(q))
		m := irtest.New("m")
		ck, in = m.Clock("ck"), m.In("in", irtest.U(1))
		nets := m.Inst("u", irtest.Design(cell).Top, &ir.Grid{Rows: 1, Base: n},
			irtest.All(irtest.Ref(ck)), irtest.From(ir.ConnWest, out, irtest.Ref(in)))
		m.Out("last", irtest.U(1), irtest.RefAt(nets["out"], n-1))
		s := on(t, irtest.Design(cell, m), e)
		require.NoError(t, s.StepN(nil, n))
		require.Zero(t, s.Must("last").Uint())
		s.PokeName("in", 1)
		require.EqualValues(t, 1, s.Must("last").Uint())
		require.NoError(t, s.Err())
	})
}
