package sim_test

import (
	"fmt"
	"io"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/sim/internal/irtest"
)

// A mistake of the test bench is one error that says what is wrong; it never hangs,
// never panics and never turns back time.
func TestMistakesAreErrors(t *testing.T) {
	d, _, _ := counter()
	other := newSim(t, d, sim.Options{})
	foreign := other.Clock("clk", 10*sim.Ns, 0)
	inProcess := func(f func(s *sim.Sim, p *sim.Proc)) func(s *sim.Sim) error {
		return func(s *sim.Sim) error {
			s.Go("p", func(p *sim.Proc) { f(s, p) })
			return s.Run(100 * sim.Ns)
		}
	}
	for _, x := range []struct {
		name string
		do   func(s *sim.Sim) error
		want string
	}{
		{"step of another's clock", func(s *sim.Sim) error { return s.StepN(foreign, 2) }, "of another simulation"},
		{"batch of another's clock", func(s *sim.Sim) error {
			_, err := s.NewBatch(foreign, nil, []*sim.Handle{s.Must("q")})
			return err
		}, "of another simulation"},
		{"batch of another's signal", func(s *sim.Sim) error {
			_, err := s.NewBatch(nil, nil, []*sim.Handle{other.Must("q")})
			return err
		}, "q: of another simulation"},
		{"rise of no clock", inProcess(func(_ *sim.Sim, p *sim.Proc) { p.Rise(nil) }), "not of its simulation"},
		{"fall of another's clock", inProcess(func(_ *sim.Sim, p *sim.Proc) { p.Fall(foreign) }), "not of its simulation"},
		{"the process around", inProcess(func(s *sim.Sim, p *sim.Proc) {
			s.Go("q", func(*sim.Proc) { p.Tick() })
			p.Ticks(2)
		}), "process p is made to wait by process q"},
		{"a process from outside", func(s *sim.Sim) error {
			var out *sim.Proc
			s.Background("p", func(p *sim.Proc) { out = p; p.Ticks(9) })
			require.NoError(t, s.Step())
			out.Tick()
			return s.Err()
		}, "process p is made to wait from outside"},
		{"a condition that waits", inProcess(func(_ *sim.Sim, p *sim.Proc) {
			asked := 0
			p.Until(func() bool {
				if asked++; asked > 1 {
					p.Tick()
				}
				return asked > 2
			})
		}), "process p waits in a condition"},
		{"a condition that steps", inProcess(func(s *sim.Sim, p *sim.Proc) {
			asked, err := 0, error(nil)
			p.Until(func() bool {
				if asked++; asked > 1 {
					err = s.Step()
				}
				return asked > 1
			})
			s.PokeName(err.Error(), 1)
		}), "may not advance time itself"},
		{"a process that steps", func(s *sim.Sim) (err error) {
			s.Go("p", func(p *sim.Proc) { err = s.Step() })
			require.NoError(t, s.RunUntil(sim.Us)) // with no clock
			require.EqualValues(t, 0, s.PeekName("clk"))
			return err
		}, "may not advance time itself"},
		{"a step of what is closed", func(s *sim.Sim) error { s.Close(); return s.Step() }, "closed"},
		{"a poked clock that then runs", inProcess(func(s *sim.Sim, p *sim.Proc) {
			s.PokeName("clk", 1)
			s.Clock("clk", 10*sim.Ns, 5*sim.Ns)
		}), "poke of clock clk, which runs by itself"},
		{"beyond the end of time", func(s *sim.Sim) error {
			return s.StepN(s.Clock("clk", math.MaxInt64/3, 0), 9)
		}, "after the end of time"},
		{"a delay for ever", inProcess(func(_ *sim.Sim, p *sim.Proc) { p.Tick(); p.Delay(math.MaxInt64) }), "time limit 100ns"},
		{"an engine that is none", func(*sim.Sim) error {
			_, err := sim.New(d, sim.Options{Engine: 9})
			return err
		}, "engine 9: want"},
		{"a skip that is none", func(*sim.Sim) error {
			_, err := sim.New(d, sim.Options{Skip: -1})
			return err
		}, "skip -1: want"},
		{"fewer deltas than none", func(*sim.Sim) error {
			_, err := sim.New(d, sim.Options{MaxDeltas: -1})
			return err
		}, "at most -1 deltas: want"},
		{"a window that ends before time begins", func(s *sim.Sim) error {
			_, err := s.VCD(io.Discard, sim.VCDOptions{Until: -5})
			return err
		}, "until -5ps: want"},
	} {
		for _, e := range []sim.Engine{sim.Interpreter, sim.Compiled} {
			t.Run(fmt.Sprint(x.name, " ", e), func(t *testing.T) {
				s := newSim(t, d, sim.Options{Engine: e})
				require.ErrorContains(t, x.do(s), x.want)
				require.GreaterOrEqual(t, s.Time(), sim.Time(0))
			})
		}
	}
}

// A time to wait that is over is no time: it does not go back.
func TestNoTimeIsWaited(t *testing.T) {
	d, _, _ := counter()
	s := newSim(t, d, sim.Options{})
	s.Go("p", func(p *sim.Proc) {
		p.Tick()
		for _, d := range []sim.Time{0, -3 * sim.Ns} {
			require.Error(t, p.UntilWithin(d, func() bool { return false }))
			p.Delay(d)
			require.Equal(t, 5*sim.Ns, s.Time())
		}
	})
	require.NoError(t, s.Run(sim.Us))
}

// A clock that was poked begins low, when the edge is over.
func TestClockStartsAfterItsPokedEdge(t *testing.T) {
	d, en, q := counter()
	s := newSim(t, d, sim.Options{})
	s.PokeName("count", 0)
	s.Poke(of(en), 1)
	s.PokeName("clk", 1)
	c := s.Clock("clk", 10*sim.Ns, 20*sim.Ns)
	require.EqualValues(t, 1, s.Peek(of(q)))
	require.NoError(t, s.StepN(c, 2))
	require.Equal(t, 30*sim.Ns, s.Time())
	require.EqualValues(t, 3, s.Peek(of(q)))
	require.NoError(t, s.RunUntil(35*sim.Ns))
	require.False(t, s.Must("clk").Bool())
}

// Set gives a wide signed value its sign.
func TestSetOfWideSignedValues(t *testing.T) {
	for _, width := range []int{63, 64, 65, 70, 128, 130} {
		m := irtest.New("wide")
		x := m.In("x", irtest.S(width))
		r := m.Reg("r", irtest.S(width), m.Clock("clk"))
		r.Drive[0] = irtest.Ref(x)
		for _, e := range []sim.Engine{sim.Interpreter, sim.Compiled} {
			s := newSim(t, irtest.Design(m), sim.Options{Engine: e})
			for _, v := range []int64{5, -5, 0, 1 << 61, -1 << 62} {
				for _, name := range []string{"x", "r"} {
					s.PokeName(name, v)
					require.Equal(t, big.NewInt(v), s.Must(name).Big(), "%s of %d bits", name, width)
				}
			}
			require.NoError(t, s.Err())
		}
	}
}

// The elements of a vector of an enumeration together are a number, whatever member
// has it.
func TestVectorOfAnEnumerationIsNoMember(t *testing.T) {
	m := irtest.New("states")
	e := irtest.U(2)
	e.Enum = &ir.Enum{Name: "State", Width: 2, Members: []ir.Member{{Name: "Idle", Value: 0}, {Name: "Busy", Value: 1}}}
	m.InVec("x", e, 2)
	m.Clock("clk")
	s := newSim(t, irtest.Design(m), sim.Options{})
	s.PokeName("x[0]", 1)
	w := sim.NewWaves(s, "clk", "x", "x[0]")
	require.Equal(t, "1", s.Must("x").String())
	require.Equal(t, "Busy", s.Must("x[0]").String())
	require.Equal(t, "clk   ______\nx     |1\nx[0]  |Busy\n", w.String())
}
