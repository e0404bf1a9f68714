package hdl_test

import (
	"maps"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
)

// Mistakes in how definitions and modules are used, and those that once led to
// a panic, to a message about something else, or to several messages.

// free is a module of any shape, for one mistake each.
type free struct{ X any }

func (free) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (free) Build(m *hdl.Module, in childIn) childOut { return childOut{in.X} }

type endless struct{ Depth int }

func (endless) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (e endless) Build(m *hdl.Module, in childIn) childOut {
	return hdl.Inst(m, "u", endless{e.Depth - 1}, in) // want endless recursion
}

type explosive struct{}

func (explosive) Inputs() childIn {
	var none []int
	return childIn{hdl.UIntT(none[0])} // want inputs panic
}

func (explosive) Build(m *hdl.Module, in childIn) childOut { return childOut{in.X} }

type library struct{}

func (library) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (library) Build(m *hdl.Module, in childIn) childOut {
	_ = strings.Repeat("x", -1) // want panic in a library
	return childOut{in.X}
}

// ported has the ports P.
type ported[P any] struct{}

func (ported[P]) Inputs() P { // want clock port
	var p P
	return p
}

func (ported[P]) Build(m *hdl.Module, in P) childOut { return childOut{hdl.U(1, 4)} }

type clockPort struct{ Clk hdl.Clock }

type sinkPort struct{ Out hdl.Sink[hdl.UInt] }

type vectorChild struct{}

type vectorIn struct {
	V []hdl.UInt
	X hdl.UInt
}

func (vectorChild) Inputs() vectorIn { return vectorIn{hdl.Vec(2, hdl.UIntT(4)), hdl.UIntT(4)} }

func (vectorChild) Build(m *hdl.Module, in vectorIn) childOut {
	return childOut{in.V[0].Xor(in.V[1]).Xor(in.X)}
}

// intruder uses what another module keeps for it.
type intruder struct{ Do string }

type kept struct {
	reg *hdl.Register[hdl.UInt]
	m   *hdl.Module
}

var keep kept

func (intruder) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (i intruder) Build(m *hdl.Module, in childIn) childOut {
	switch i.Do {
	case "drive":
		keep.reg.D(hdl.U(1, 4)) // want driven from another module
	case "keep":
		keep.m = m
	}
	return childOut{in.X}
}

// drain takes all that comes.
type drain struct{}

func (drain) Inputs() streamIn { return streamIn{hdl.StreamT(hdl.UIntT(4))} }

func (drain) Build(m *hdl.Module, in streamIn) childOut {
	return childOut{hdl.RegEn(m, "held", in.Enq.Data(), in.Enq.Accept(hdl.B(true)))}
}

type blank struct{}

func (blank) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (blank) Build(m *hdl.Module, in childIn) childOut { // want output never set
	m.Unused(in.X)
	return childOut{}
}

func init() { maps.Copy(mistakes, misuses) }

var misuses = map[string]func(m *hdl.Module, in in4) hdl.UInt{
	"pointer definition": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", &child{W: 4}, childIn{in.A}).Y // want pointer definition
	},
	"nil definition": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst[childIn, childOut](m, "u", nil, childIn{in.A}).Y // want nil definition
	},
	"pointer parameter": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", free{[2]any{1, new(int)}}, childIn{in.A}).Y // want pointer parameter
	},
	"slice parameter": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", free{[]int{1}}, childIn{in.A}).Y // want slice parameter
	},
	"endless recursion": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", endless{}, childIn{in.A}).Y
	},
	"inputs panic": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", explosive{}, childIn{in.A}).Y
	},
	"panic in a library": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", library{}, childIn{in.A}).Y
	},
	"clock port": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", ported[clockPort]{}, clockPort{m.Clock()}).Y
	},
	"vector not connected": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", vectorChild{}, vectorIn{X: in.A}).Y // want vector not connected
	},
	"driven from another module": func(m *hdl.Module, in in4) hdl.UInt {
		keep.reg = hdl.Reg(m, "r", hdl.UIntT(4))
		return hdl.Inst(m, "u", intruder{"drive"}, childIn{in.A}).Y.Xor(keep.reg.Q())
	},
	"made in a finished module": func(m *hdl.Module, in in4) hdl.UInt {
		y := hdl.Inst(m, "u", intruder{"keep"}, childIn{in.A}).Y
		return hdl.RegNext(keep.m, "late", y) // want made in a finished module
	},
	"output never set": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", blank{}, childIn{in.A}).Y
	},
	"never set": func(m *hdl.Module, in in4) hdl.UInt {
		var x hdl.UInt
		return in.A.Xor(x) // want never set
	},
	"never set in a choice": func(m *hdl.Module, in in4) hdl.UInt {
		xs := make([]hdl.SInt, 2)
		xs[1] = in.S
		return hdl.Index([]hdl.SInt{xs[0].Not(), xs[1]}, in.A.Trunc(1)).AsUInt() // want never set in a choice
	},
	"empty name": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.RegNext(m, "", in.A) // want empty name
	},
	"empty vector": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Index([]hdl.UInt{}, in.A) // want empty vector
	},
	"repeated too often": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.Rep(1 << 61).Trunc(4) // want repeated too often
	},
	"elements differ": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", []hdl.UInt{hdl.UIntT(4), hdl.UIntT(5)}) // want elements differ
		w.Set([]hdl.UInt{in.A, in.A.Ext(5)})
		return w.Get()[0]
	},
	"domain without clock": func(m *hdl.Module, in in4) hdl.UInt {
		var y hdl.UInt
		m.In(hdl.Domain{}, func() { y = hdl.RegNext(m, "r", in.A) }) // want domain without clock
		return y
	},
	"memory without width": func(m *hdl.Module, in in4) hdl.UInt {
		x := hdl.Mem(m, "x", 16, hdl.UInt{}) // want memory without width
		x.Write(in.A, in.B)
		return x.Read("q", in.A)
	},
	"memory never written": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Mem(m, "x", 16, hdl.UIntT(4)).Read("q", in.A) // want memory never written
	},
	"memory too deep": func(m *hdl.Module, in in4) hdl.UInt {
		x := hdl.Mem(m, "x", 1<<40, hdl.UIntT(4)) // want memory too deep
		x.Write(in.A.Ext(40), in.B)
		return x.Read("q", in.A.Ext(40))
	},
	"case not listed": func(m *hdl.Module, in in4) hdl.UInt {
		s := hdl.FSM(m, "state", red, blue) // 0 and 2: two bits
		hdl.Switch(m, s.Q()).
			Case(red, func() { s.Goto(blue) }).
			Case(green, func() { s.Goto(red) }) // want case not listed
		return s.Q().AsUInt().Ext(4)
	},
	"value without name": func(m *hdl.Module, in in4) hdl.UInt {
		s := hdl.FSM(m, "state", red, blue)
		m.When(in.C, func() { s.Goto(color(7)) }) // want value without name
		return s.Q().AsUInt().Ext(4)
	},
	"enumeration without name": func(m *hdl.Module, in in4) hdl.UInt {
		s := hdl.FSM(m, "state", red, color(7)) // want enumeration without name
		return s.Q().AsUInt().Ext(4)
	},
	"other values": func(m *hdl.Module, in in4) hdl.UInt {
		s := hdl.Reg(m, "state", hdl.EnumT(red, green, blue))
		s.D(hdl.EnumT(red, green).Of(red)) // want other values
		return s.Q().AsUInt().Ext(4)
	},
	"saturated to nothing": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.Sat(0) // want saturated to nothing
	},
	"element never set": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.Vec(2, hdl.UIntT(4)))
		w.Set([]hdl.UInt{in.A, {}}) // want element never set
		return w.Get()[1]
	},
	"no elements": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.Vec(2, hdl.UIntT(4)))
		w.Set(nil) // want no elements
		return w.Get()[1]
	},
	"register without width": func(m *hdl.Module, in in4) hdl.UInt {
		r := hdl.Reg(m, "r", hdl.UInt{}) // want register without width
		r.D(in.A)
		return r.Q()
	},
	"choice of streams": func(m *hdl.Module, in in4) hdl.UInt {
		put, one := hdl.NewStream(m, "one", hdl.UIntT(4))
		put.Offer(in.C, in.A)
		one.Accept(in.C)
		return hdl.Mux(in.C, one, one).Data() // want choice of streams
	},
	"stream not connected": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", drain{}, streamIn{}).Y // want stream not connected
	},
	"cases but one": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.UIntT(4))
		hdl.Switch(m, in.A.Trunc(2)).
			Case(0, func() { w.Set(in.A) }). // want cases but one
			Cases([]int{1, 3}, func() { w.Set(in.B) })
		return w.Get()
	},
}

func TestSinkPort(t *testing.T) {
	_, err := hdl.Elaborate(ported[sinkPort]{})
	require.ErrorContains(t, err, `E0206: "out" is a Sink, which is no port`)
	require.Len(t, err, 1)
}

// A type that contains itself is a bundle as good as any.
type branch struct {
	X    hdl.UInt
	Kids []branch
}

type branches struct{}

func (branches) Inputs() branch {
	leaf := branch{X: hdl.UIntT(4)}
	return branch{X: hdl.UIntT(4), Kids: []branch{leaf, leaf}}
}

func (branches) Build(m *hdl.Module, in branch) childOut {
	return childOut{in.X.Xor(in.Kids[0].X).Xor(in.Kids[1].X)}
}

func TestRecursiveBundle(t *testing.T) {
	c, err := hdl.Elaborate(branches{})
	require.NoError(t, err)
	require.Len(t, c.Design.Top.Signals, 3)
}

// covered drives a wire in the cases of a Switch alone, which are all there are.
type covered struct{}

func (covered) Inputs() childIn { return childIn{hdl.UIntT(2)} }

func (covered) Build(m *hdl.Module, in childIn) childOut {
	w := hdl.Wire(m, "w", hdl.UIntT(2))
	hdl.Switch(m, in.X).
		Case(0, func() { w.Set(hdl.U(3, 2)) }).
		Cases([]int{1, 3}, func() { w.Set(in.X) }).
		Case(2, func() { w.Set(hdl.U(0, 2)) })
	return childOut{w.Get()}
}

func TestCoveringSwitch(t *testing.T) {
	c, err := hdl.Elaborate(covered{})
	require.NoError(t, err)
	for x, want := range []int64{3, 1, 0, 3} {
		var value func(s *ir.Signal, elem int) *big.Int
		value = func(s *ir.Signal, elem int) *big.Int {
			if s.Kind == ir.Input {
				return big.NewInt(int64(x))
			}
			return ir.EvalTree(s.Drive[elem], value)
		}
		require.Equal(t, want, value(c.Out.Y.Node().Sig, 0).Int64(), x)
	}
}
