package sim

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// same compares a recording with a file that is written meanwhile in another
// run; there begin looks instead, which lets resets act as Record does.
func same(t *testing.T, d *ir.Design, e Engine, before, run func(s *Sim)) {
	t.Helper()
	s := on(t, d, e)
	before(s)
	s.ready()
	want := wavesOf(t, s, VCDOptions{}, run)
	s = on(t, d, e)
	before(s)
	r, err := s.Record(RecordOptions{})
	require.NoError(t, err)
	run(s)
	require.Equal(t, want, recordedWaves(t, r, VCDOptions{}))
	r.Stop()
	require.Equal(t, want, recordedWaves(t, r, VCDOptions{}), "stopped")
}

// A pulse on an asynchronous reset acts where somebody looks in the middle of
// it: after a poke, after an edge, or because a recording begins.
func TestRecordingOfPulsesThatSomebodySaw(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		look := func(s *Sim) { s.Must("q").Uint() }
		none := func(s *Sim) { s.PokeName("k", 0); s.PokeName("n", 7) }
		steps := func(s *Sim) { require.NoError(t, s.StepN(nil, 3)) }
		same(t, resetByState(), e, none, func(s *Sim) {
			s.PokeName("k", 2)
			s.PokeName("on", 1)
			look(s)
			s.PokeName("on", 0)
			steps(s)
		})
		same(t, resetByState(), e, none, func(s *Sim) {
			s.PokeName("on", 1)
			require.NoError(t, s.StepN(nil, 2))
			look(s)
			s.PokeName("on", 0)
			steps(s)
		})
		for _, looks := range []bool{false, true} { // after an edge of a clock that is poked
			same(t, resetByState(), e, none, func(s *Sim) {
				s.PokeName("k", 1)
				s.PokeName("on", 1)
				s.PokeName("clk", 1)
				s.flushManual()
				if looks {
					look(s)
				}
				s.PokeName("on", 0)
				s.PokeName("clk", 0)
				require.NoError(t, s.RunUntil(5*Ns))
				require.Equal(t, looks, s.Must("q").Uint() == 100)
				steps(s)
			})
		}
		same(t, resetByState(), e, func(s *Sim) {
			none(s)
			s.PokeName("k", 2)
			s.PokeName("on", 1)
		}, func(s *Sim) {
			s.PokeName("on", 0)
			look(s)
			steps(s)
		})
	})
}

// A clock that was poked begins to run, from its low level on, and an edge that
// waits for other clocks belongs to the recording.
func TestRecordingOfPokedClocks(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		none := func(*Sim) {}
		same(t, irtest.Array(3, 8, 32), e, none, func(s *Sim) {
			s.PokeName("clk", 1)
			require.NoError(t, s.RunUntil(7*Ns))
			s.Clock("clk", 10*Ns, 20*Ns)
			require.NoError(t, s.StepN(nil, 30))
		})
		same(t, irtest.Array(3, 8, 32), e, none, func(s *Sim) {
			require.NoError(t, s.RunUntil(7*Ns))
			s.PokeName("clk", 1)
		})
		s := on(t, irtest.Array(3, 8, 32), e)
		r, err := s.Record(RecordOptions{})
		require.NoError(t, err)
		s.PokeName("clk", 1)
		r.Stop()
		require.Contains(t, recordedWaves(t, r, VCDOptions{}), "\n1!")
	})
}

// Waves of a design that does not settle say so, after what there is.
func TestRecordingOfWhatDoesNotSettle(t *testing.T) {
	m := irtest.New("m")
	m.Clock("clk")
	w := m.Wire("ring", irtest.U(1), 1)
	w.Drive[0] = irtest.N(ir.OpAnd, irtest.Ref(m.In("on", irtest.U(1))), irtest.N(ir.OpNot, irtest.Ref(w)))
	m.Out("o", irtest.U(1), irtest.Ref(w))
	s := on(t, irtest.Design(m), Interpreter)
	r, err := s.Record(RecordOptions{})
	require.NoError(t, err)
	require.NoError(t, s.StepN(nil, 3))
	s.PokeName("on", 1)
	require.ErrorContains(t, s.StepN(nil, 3), "does not settle")
	require.ErrorContains(t, r.VCD(io.Discard, VCDOptions{}), "does not settle")
}
