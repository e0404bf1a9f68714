package sim

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

func TestBatchMisuse(t *testing.T) {
	for _, e := range []Engine{Interpreter, Compiled} {
		s := on(t, irtest.Array(2, 8, 32), e)
		a, p := s.Must("a"), s.Must("p")
		_, err := s.NewBatch(nil, []*Handle{p}, nil)
		require.ErrorContains(t, err, "p: want an input of the top")
		_, err = s.NewBatch(nil, []*Handle{s.Must("clk")}, nil)
		require.ErrorContains(t, err, "clk: want an input of the top module that is not a clock")
		b, err := s.NewBatch(nil, []*Handle{a}, []*Handle{p})
		require.NoError(t, err)
		_, err = b.Run(make([]uint64, 3), make([]uint64, 2))
		require.ErrorContains(t, err, "want rows of 2 and 2")
		_, err = b.Run([]uint64{0, 0, 256, 0}, make([]uint64, 4))
		require.ErrorContains(t, err, "row 1: value 0x100 does not fit")
		v, err := s.VCD(io.Discard, VCDOptions{})
		require.NoError(t, err)
		_, err = b.Run(make([]uint64, 2), make([]uint64, 2))
		require.ErrorContains(t, err, "a VCD file or another clock are at work")
		require.NoError(t, v.Close())
		s.Background("watcher", func(p *Proc) { p.Tick() })
		_, err = b.Run(make([]uint64, 2), make([]uint64, 2))
		require.ErrorContains(t, err, "at work")
	}
}

// An assertion that fails stops a batch, and a burst, at its cycle.
func TestFailuresStopBursts(t *testing.T) {
	for _, e := range []Engine{Interpreter, Compiled} {
		m := irtest.New("m")
		clk := m.Clock("clk")
		x := m.In("x", irtest.U(8))
		rst := m.In("rst", irtest.U(1))
		n := m.RegReset("n", irtest.U(8), clk, irtest.Ref(rst), 0)
		n.Drive[0] = irtest.N(ir.OpAdd, irtest.Ref(n), irtest.Ref(x))
		m.Asserts = []*ir.Assertion{
			{Kind: ir.Assert, Name: "small", Clock: clk, Reset: irtest.Ref(rst), Cond: irtest.N(ir.OpLt, irtest.Ref(n), irtest.K(20, 8))},
			{Kind: ir.Cover, Name: "five", Clock: clk, Cond: irtest.N(ir.OpEq, irtest.Ref(n), irtest.K(5, 8))},
		}
		m.Out("q", irtest.U(8), irtest.Ref(n))
		s := on(t, irtest.Design(m), e)
		s.PokeName("rst", 1)
		require.NoError(t, s.Step())
		s.PokeName("rst", 0)
		s.PokeName("x", 1)
		var f *Failure
		require.ErrorAs(t, s.StepN(nil, 1000), &f)
		require.Equal(t, "small", f.Name)
		require.Equal(t, 215*Ns, f.Time)
		require.EqualValues(t, 21, s.PeekName("q"))
		require.EqualValues(t, 1, s.Covers()[0].Count)

		b, err := s.NewBatch(nil, []*Handle{s.Must("x"), s.Must("rst")}, []*Handle{s.Must("q")})
		require.NoError(t, err)
		out := make([]uint64, 4)
		cycles, err := b.Run([]uint64{0, 1, 30, 0, 0, 0, 0, 0}, out)
		require.ErrorAs(t, err, &f)
		require.Equal(t, 3, cycles)
		require.Equal(t, []uint64{21, 0, 30, 0}, out)
		require.Equal(t, 245*Ns, f.Time)

		s.opts.ContinueOnFailure = true
		cycles, err = b.Run([]uint64{0, 1, 30, 0, 0, 0, 0, 0}, out)
		require.NoError(t, err)
		require.Equal(t, 4, cycles)
		require.Equal(t, 285*Ns, s.Time())
		require.Equal(t, []Time{275 * Ns, 285 * Ns}, timesOf(s.Failures()[2:]))
	}
}

func timesOf(failures []*Failure) (list []Time) {
	for _, f := range failures {
		list = append(list, f.Time)
	}
	return list
}
