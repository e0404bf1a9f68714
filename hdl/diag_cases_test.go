package hdl_test

import (
	"npugen/hdl"
)

// Every mistake that the language finds while a description runs, one case
// each. The comment "want" on a line says that the diagnostic must point
// there; testdata/diagnostics.txt holds the whole text.

type in4 struct {
	A, B hdl.UInt
	S    hdl.SInt
	C    hdl.Bool
}

type out4 struct{ Y hdl.UInt }

type color uint8

const (
	red color = iota
	green
	blue
)

func (c color) String() string { return [...]string{"Red", "Green", "Blue"}[c] }

// child is a legal module for instances.
type child struct{ W int }

type childIn struct{ X hdl.UInt }

type childOut struct{ Y hdl.UInt }

func (c child) Inputs() childIn { return childIn{hdl.UIntT(c.W)} }

func (c child) Build(m *hdl.Module, in childIn) childOut {
	return childOut{hdl.RegNext(m, "held", in.X.AddWrap(hdl.U(1)))}
}

type streamIn struct{ Enq hdl.Source[hdl.UInt] }

// holder keeps a signal of one module to use it, wrongly, in another.
type holder struct{ x *hdl.UInt }

type thief struct{}

var stolen holder

func (thief) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (thief) Build(m *hdl.Module, in childIn) childOut {
	return childOut{in.X.AddWrap(*stolen.x)} // want foreign
}

type selfish struct{ W int }

func (selfish) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (s selfish) Build(m *hdl.Module, in childIn) childOut {
	return hdl.Inst(m, "again", s, in) // want recursive
}

type uncomparable struct{ Names []string }

func (uncomparable) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (uncomparable) Build(m *hdl.Module, in childIn) childOut { return childOut{in.X} }

// waits offers data only when it would be taken, which may wait for ever.
type waits struct{}

func (waits) Inputs() childIn { return childIn{hdl.UIntT(8)} }

func (waits) Build(m *hdl.Module, in childIn) streamOut {
	sink, deq := hdl.NewStream(m, "deq", hdl.UIntT(8)) // want valid waits for ready
	sink.Offer(sink.Ready().And(in.X.OrR()), in.X)
	return streamOut{deq}
}

type ignores struct{}

type ignoresIn struct {
	X     hdl.UInt
	Spare hdl.UInt
}

func (ignores) Inputs() ignoresIn { // want unused input
	return ignoresIn{hdl.UIntT(4), hdl.UIntT(4)}
}

func (ignores) Build(m *hdl.Module, in ignoresIn) childOut { return childOut{in.X} }

type crosses struct{ Sync bool }

type crossesIn struct {
	Other hdl.Clock
	X     hdl.UInt
}

func (crosses) Inputs() crossesIn { return crossesIn{X: hdl.UIntT(4)} }

func (c crosses) Build(m *hdl.Module, in crossesIn) childOut {
	var there hdl.UInt
	m.In(hdl.Domain{Clk: in.Other}, func() { there = hdl.RegNext(m, "there", in.X) })
	if c.Sync {
		flag := hdl.RegSync(m, "flag", there.OrR()) // want synchroniser of logic
		return childOut{hdl.RegEn(m, "held", in.X, flag)}
	}
	return childOut{hdl.RegNext(m, "here", there)} // want clock crossing
}

var mistakes = map[string]func(m *hdl.Module, in in4) hdl.UInt{
	"width zero": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.RegNextInit(m, "r", in.A, hdl.U(0, 0)) // want width zero
	},
	"constant too wide": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.Xor(hdl.U(16, 4)) // want constant too wide
	},
	"negative unsigned": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.AddWrap(hdl.S(-9, 4).AsUInt()) // want negative unsigned
	},
	"assign wide to narrow": func(m *hdl.Module, in in4) hdl.UInt {
		r := hdl.Reg(m, "r", hdl.UIntT(4))
		r.D(in.A.Add(in.B)) // want assign wide to narrow
		return r.Q()
	},
	"assign narrow to wide": func(m *hdl.Module, in in4) hdl.UInt {
		r := hdl.Reg(m, "r", hdl.UIntT(6))
		r.D(in.A) // want assign narrow to wide
		return r.Q()
	},
	"logic widths": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.And(hdl.U(1)) // want logic widths
	},
	"mux widths": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Mux(in.C, in.A, hdl.U(0)) // want mux widths
	},
	"trunc up": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.Trunc(5).Trunc(4) // want trunc up
	},
	"ext down": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.Ext(3).Ext(4) // want ext down
	},
	"bit one past": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.Bit(4).AsUInt() // want bit one past
	},
	"bits swapped": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.Bits(0, 3) // want bits swapped
	},
	"index too wide": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Index([]hdl.UInt{in.A, in.B}, in.A) // want index too wide
	},
	"type as signal": func(m *hdl.Module, in in4) hdl.UInt {
		return in.A.AddWrap(hdl.UIntT(4)) // want type as signal
	},
	"foreign": func(m *hdl.Module, in in4) hdl.UInt {
		stolen.x = &in.A
		return hdl.Inst(m, "thief", thief{}, childIn{in.A}).Y
	},
	"never driven": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.UIntT(4)) // want never driven
		return w.Get()
	},
	"register never assigned": func(m *hdl.Module, in in4) hdl.UInt {
		r := hdl.Reg(m, "r", hdl.UIntT(4)) // want register never assigned
		return r.Q()
	},
	"latch": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.UIntT(4))
		m.When(in.C, func() { w.Set(in.A) }) // want latch
		return w.Get()
	},
	"driven twice": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.UIntT(4))
		w.Set(in.A)
		w.Set(in.B) // want driven twice
		return w.Get()
	},
	"driven twice after when": func(m *hdl.Module, in in4) hdl.UInt {
		r := hdl.Reg(m, "r", hdl.UIntT(4))
		m.When(in.C, func() { r.D(in.A) })
		r.D(in.B) // want driven twice after when
		return r.Q()
	},
	"name taken": func(m *hdl.Module, in in4) hdl.UInt {
		a := hdl.RegNext(m, "r", in.A)
		return hdl.RegNext(m, "r", a) // want name taken
	},
	"output's name": func(m *hdl.Module, in in4) hdl.UInt {
		y := hdl.Name(m, "y", in.A.Xor(in.B)) // want output's name
		return y.AddWrap(in.A)
	},
	"instance width": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", child{W: 6}, childIn{in.A}).Y // want instance width
	},
	"instance unconnected": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", child{W: 4}, childIn{}).Y // want instance unconnected
	},
	"recursive": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", selfish{W: 4}, childIn{in.A}).Y
	},
	"not comparable": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", uncomparable{}, childIn{in.A}).Y // want not comparable
	},
	"reset value not constant": func(m *hdl.Module, in in4) hdl.UInt {
		r := hdl.RegInit(m, "r", in.A) // want reset value not constant
		r.D(in.B)
		return r.Q()
	},
	"no reset in domain": func(m *hdl.Module, in in4) hdl.UInt {
		y := in.A
		m.In(hdl.Domain{Clk: m.Clock()}, func() {
			r := hdl.RegInit(m, "r", hdl.U(0, 4)) // want no reset in domain
			r.D(in.A)
			y = r.Q()
		})
		return y
	},
	"panic": func(m *hdl.Module, in in4) hdl.UInt {
		var none []hdl.UInt
		return none[len(none)] // want panic
	},
	"grid edge length": func(m *hdl.Module, in in4) hdl.UInt {
		g := hdl.Grid(m, "g", 2, 2, child{W: 4}, func(c hdl.Cell, o childOut) childIn {
			return childIn{hdl.West(c, o.Y, []hdl.UInt{in.A})} // want grid edge length
		})
		return g.At(1, 1).Y
	},
	"grid empty": func(m *hdl.Module, in in4) hdl.UInt {
		g := hdl.Grid(m, "g", 0, 2, child{W: 4}, func(c hdl.Cell, o childOut) childIn { return childIn{in.A} }) // want grid empty
		return g.At(0, 0).Y
	},
	"grid cell out of range": func(m *hdl.Module, in in4) hdl.UInt {
		g := hdl.Grid(m, "g", 2, 2, child{W: 4}, func(c hdl.Cell, o childOut) childIn { return childIn{in.A} })
		return g.At(2, 0).Y // want grid cell out of range
	},
	"memory depth": func(m *hdl.Module, in in4) hdl.UInt {
		x := hdl.Mem(m, "x", 0, hdl.UIntT(4)) // want memory depth
		x.Write(in.A.Bits(0, 0), in.B)
		return x.Read("q", in.A.Bits(0, 0))
	},
	"memory address": func(m *hdl.Module, in in4) hdl.UInt {
		x := hdl.Mem(m, "x", 8, hdl.UIntT(4))
		x.Write(in.A, in.B) // want memory address
		return x.Read("q", in.A.Trunc(3))
	},
	"memory constant address": func(m *hdl.Module, in in4) hdl.UInt {
		x := hdl.Mem(m, "x", 5, hdl.UIntT(4))
		x.Write(in.A.Trunc(3), in.B)
		return x.Read("q", hdl.U(5, 3)) // want memory constant address
	},
	"synchronous in asynchronous": func(m *hdl.Module, in in4) hdl.UInt {
		var y hdl.UInt
		m.In(hdl.Domain{Clk: m.Clock(), Rst: m.Reset(), Async: true}, func() {
			y = hdl.Inst(m, "u", counter{4}, counterIn{in.C, in.C}).Count // want synchronous in asynchronous
		})
		return y
	},
	"memory lanes": func(m *hdl.Module, in in4) hdl.UInt {
		x := hdl.Mem(m, "x", 16, hdl.UIntT(4), hdl.Lanes(3)) // want memory lanes
		x.Write(in.A, in.B)
		return x.Read("q", in.A)
	},
	"stream never accepted": func(m *hdl.Module, in in4) hdl.UInt {
		w, _ := hdl.NewStream(m, "s", hdl.UIntT(4)) // want stream never accepted
		w.Offer(in.C, in.A)
		return in.B
	},
	"stream accepted twice": func(m *hdl.Module, in in4) hdl.UInt {
		w, r := hdl.NewStream(m, "s", hdl.UIntT(4))
		w.Offer(in.C, in.A)
		r.Accept(in.C)
		r.Accept(in.C.Not()) // want stream accepted twice
		return r.Data()
	},
	"case twice": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.UIntT(4))
		w.Set(in.A)
		hdl.Switch(m, in.B).
			Case(1, func() { w.Set(in.B) }).
			Case(1, func() { w.Set(in.B) }) // want case twice
		return w.Get()
	},
	"case cannot match": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.UIntT(4))
		w.Set(in.A)
		hdl.Switch(m, in.B).Case(16, func() { w.Set(in.B) }) // want case cannot match
		return w.Get()
	},
	"elsewhen after otherwise": func(m *hdl.Module, in in4) hdl.UInt {
		w := hdl.Wire(m, "w", hdl.UIntT(4))
		c := m.When(in.C, func() { w.Set(in.A) })
		c.Otherwise(func() { w.Set(in.B) })
		c.Elsewhen(in.C, func() { w.Set(in.B) }) // want elsewhen after otherwise
		return w.Get()
	},
	"enum value": func(m *hdl.Module, in in4) hdl.UInt {
		s := hdl.FSM(m, "state", red, green)
		m.When(in.C, func() { s.Goto(blue) }) // want enum value
		return s.Q().AsUInt().Ext(4)
	},
	"combinational loop": func(m *hdl.Module, in in4) hdl.UInt {
		a := hdl.Wire(m, "a_and", hdl.UIntT(4)) // want combinational loop
		b := hdl.Wire(m, "b_add", hdl.UIntT(4))
		a.Set(in.A.And(b.Get()))
		b.Set(a.Get().AddWrap(in.B))
		return b.Get()
	},
	"valid waits for ready": func(m *hdl.Module, in in4) hdl.UInt {
		s := hdl.Inst(m, "u", waits{}, childIn{in.A.Ext(8)})
		s.Deq.Accept(in.C)
		return s.Deq.Data().Trunc(4)
	},
	"unused register": func(m *hdl.Module, in in4) hdl.UInt {
		hdl.RegNext(m, "r", in.A) // want unused register
		return in.B
	},
	"unused input": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", ignores{}, ignoresIn{in.A, in.B}).Y
	},
	"keyword": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.RegNext(m, "reg", in.A) // want keyword
	},
	"no identifier": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.RegNext(m, "next value", in.A) // want no identifier
	},
	"clock crossing": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", crosses{}, crossesIn{m.Clock(), in.A}).Y
	},
	"synchroniser of logic": func(m *hdl.Module, in in4) hdl.UInt {
		return hdl.Inst(m, "u", crosses{Sync: true}, crossesIn{m.Clock(), in.A}).Y
	},
	"several in one run": func(m *hdl.Module, in in4) hdl.UInt {
		r := hdl.Reg(m, "r", hdl.UIntT(4))
		r.D(in.A.Add(in.B))                    // want several in one run
		x := in.A.Bit(7)                       // want several in one run
		return hdl.Mux(x, in.A, in.B.Trunc(3)) // want several in one run
	},
}
