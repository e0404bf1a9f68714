package verif_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

// tally is a module, an instance, a register and a port of one name, which
// Verilator takes for a mistake.
type tally struct{}

type tallyIn struct{ U hdl.UInt } // the name of the instance in a generate loop

type tallyOut struct{ Tally hdl.UInt }

func (tally) Inputs() tallyIn { return tallyIn{hdl.UIntT(4)} }

func (tally) Build(m *hdl.Module, in tallyIn) tallyOut {
	sum := hdl.RegInit(m, "tally", hdl.U(0, 4))
	sum.D(sum.Q().AddWrap(in.U))
	return tallyOut{sum.Q()}
}

// ripple is vectors whose elements depend on one another, and a division of
// more than 64 bits, in which Icarus 11 is wrong where the divisor is 1.
type ripple struct{ Width int }

type rippleIn struct {
	A, B       []hdl.Bool
	Num, Denom hdl.UInt
	X          hdl.UInt
}

type rippleOut struct {
	Sum       []hdl.Bool
	Carry     []hdl.Bool
	First     []hdl.UInt
	Quot, Rem hdl.UInt
	Total     hdl.UInt
	Cells     []hdl.UInt
}

func (p ripple) Inputs() rippleIn {
	return rippleIn{A: hdl.Vec(p.Width, hdl.BoolT()), B: hdl.Vec(p.Width, hdl.BoolT()),
		Num: hdl.UIntT(70), Denom: hdl.UIntT(70), X: hdl.UIntT(4)}
}

func (p ripple) Build(m *hdl.Module, in rippleIn) rippleOut {
	inner := hdl.Wire(m, "inner", hdl.Vec(p.Width+1, hdl.BoolT()))    // stays inside
	carry := hdl.Wire(m, "carry", hdl.Vec(p.Width, hdl.BoolT()))      // is a port
	first := hdl.Wire(m, "first", hdl.Vec(p.Width+1, hdl.UIntT(4)))   // through another wire
	between := hdl.Wire(m, "between", hdl.Vec(p.Width, hdl.UIntT(4))) // of its own
	c, f := inner.Get(), first.Get()
	cs, fs := []hdl.Bool{hdl.B(false)}, []hdl.UInt{in.X}
	var sum, out []hdl.Bool
	var bs []hdl.UInt
	for i := range p.Width {
		sum = append(sum, in.A[i].Xor(in.B[i], c[i]))
		cs = append(cs, in.A[i].And(in.B[i]).Or(c[i].And(in.A[i].Xor(in.B[i]))))
		bs = append(bs, hdl.Mux(in.A[i], f[i].AddWrap(hdl.U(3)), f[i]))
		fs = append(fs, between.Get()[i].Xor(in.X))
		out = append(out, in.A[i])
		if i > 0 {
			out[i] = in.A[i].Xor(carry.Get()[i-1])
		}
	}
	inner.Set(cs)
	carry.Set(out)
	between.Set(bs)
	first.Set(fs)
	cells := hdl.Grid(m, "tallies", 1, 2, tally{}, func(c hdl.Cell, out tallyOut) tallyIn {
		return tallyIn{hdl.West(c, out.Tally, []hdl.UInt{in.X})}
	})
	return rippleOut{
		Sum: sum, Carry: carry.Get(), First: first.Get(),
		Quot: in.Num.Div(in.Denom), Rem: in.Num.Rem(in.Denom),
		Total: hdl.Inst(m, "tally", tally{}, tallyIn{in.X}).Tally,
		Cells: []hdl.UInt{cells.At(0, 0).Tally, cells.At(0, 1).Tally},
	}
}

// scan is numbers whose bits depend on the bits below, one of them a port.
type scan struct{ Width int }

type scanIn struct {
	X  hdl.UInt
	Up hdl.Bool
	S  hdl.SInt
}

type scanOut struct {
	Or  hdl.UInt `hdl:"or_all"`
	And hdl.UInt `hdl:"and_scan"`
	S   hdl.SInt
}

func (p scan) Inputs() scanIn { return scanIn{X: hdl.UIntT(p.Width), S: hdl.SIntT(p.Width)} }

func (p scan) Build(m *hdl.Module, in scanIn) scanOut {
	or := hdl.Wire(m, "or_scan", hdl.UIntT(p.Width))
	and := hdl.Wire(m, "and_scan", hdl.UIntT(p.Width))
	s := hdl.Wire(m, "s_scan", hdl.SIntT(p.Width))
	below := func(x hdl.UInt, first bool) hdl.UInt { return hdl.Cat(x.Trunc(p.Width-1), hdl.B(first)) }
	or.Set(in.X.Or(below(or.Get(), false)))
	and.Set(hdl.Mux(in.Up, in.X.And(below(and.Get(), true)), or.Get().Not()))
	s.Set(in.S.Xor(below(s.Get().AsUInt(), true).AsSInt()))
	return scanOut{Or: or.Get(), And: and.Get(), S: s.Get().Not()}
}

func TestScan(t *testing.T) {
	var ds []*ir.Design
	for _, w := range []int{2, 7, 70} {
		c, err := hdl.Elaborate(scan{w})
		require.NoError(t, err)
		ds = append(ds, c.Design)
	}
	verif.Lint(t, ds...)
	verif.Check(t, ds, 100, 5, verif.Simulator, verif.Skipping, verif.Icarus, verif.Verilator)
}

func TestNamesAndRipples(t *testing.T) {
	one, err := hdl.Elaborate(tally{})
	require.NoError(t, err)
	require.Equal(t, "tally_unit", one.Design.Top.Name)
	many, err := hdl.Elaborate(ripple{Width: 5})
	require.NoError(t, err)
	verif.Lint(t, one.Design, many.Design)
	verif.Check(t, []*ir.Design{one.Design, many.Design}, 300, 3, all...)
}
