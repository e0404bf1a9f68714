package verif_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

// pitfalls is what once went wrong between the language and a simulator, each
// found by a random design.
type pitfalls struct{}

type pitfallsIn struct {
	A, B hdl.UInt
	S    hdl.SInt
	V    []hdl.Bool
	X    hdl.UInt
}

type pitfallsOut struct {
	One    hdl.Bool
	Word   hdl.UInt
	Sync   hdl.UInt
	U      hdl.UInt // the name of the instance in a generate loop
	Sign   hdl.Bool
	Chosen hdl.UInt
	Held   []hdl.UInt
}

func (pitfalls) Inputs() pitfallsIn {
	return pitfallsIn{A: hdl.UIntT(4), B: hdl.UIntT(4), S: hdl.SIntT(3), V: hdl.Vec(8, hdl.BoolT()), X: hdl.UIntT(8)}
}

func (pitfalls) Build(m *hdl.Module, in pitfallsIn) pitfallsOut {
	// Some words given, the others not; a depth that is no power of two; a
	// write without condition whose address is a sum that wraps.
	mem := hdl.Mem(m, "mem", 10, hdl.UIntT(8), hdl.MemInit([]uint64{1, 2, 3}))
	mem.Write(in.A.AddWrap(in.B), in.X)
	cells := hdl.Grid(m, "row", 1, 2, step{}, func(c hdl.Cell, out stepOut) stepIn {
		return stepIn{hdl.West(c, out.Y, []hdl.UInt{in.X})}
	})
	chosen := hdl.Reg(m, "chosen", hdl.UIntT(4))
	hdl.Switch(m, in.S.ShrVar(in.A.Trunc(2)).AsUInt()). // an arithmetic shift among unsigned labels
								Case(7, func() { chosen.D(in.A) }).
								Case(3, func() { chosen.D(in.B) }).
								Default(func() { chosen.D(hdl.U(0, 4)) })
	held := hdl.Reg(m, "held", hdl.Vec(3, hdl.UIntT(8))) // the element in the middle never changes
	held.D([]hdl.UInt{in.X, held.Q()[1], held.Q()[0]})
	return pitfallsOut{
		Chosen: chosen.Q(),
		Held:   held.Q(),
		One:    hdl.Index(in.V, in.S.AsUInt()), // a signed net as an index
		Word:   mem.Read("word", in.B.SubWrap(in.A)),
		Sync:   mem.ReadSync("sync", in.A, hdl.B(true)), // beyond the depth at times
		U:      cells.At(0, 1).Y,
		Sign:   in.S.Ext(130).AsUInt().At(in.X), // 130 copies of few bits
	}
}

type step struct{}

type stepIn struct{ X hdl.UInt }

type stepOut struct{ Y hdl.UInt }

func (step) Inputs() stepIn { return stepIn{hdl.UIntT(8)} }

func (step) Build(m *hdl.Module, in stepIn) stepOut { return stepOut{hdl.RegNext(m, "y", in.X)} }

func TestPitfalls(t *testing.T) {
	c, err := hdl.Elaborate(pitfalls{})
	require.NoError(t, err)
	verif.Lint(t, c.Design)
	verif.Check(t, []*ir.Design{c.Design}, 200, 3, all...)
}
