package verilog

import (
	"math/big"

	"npugen/hdl/ir"
)

// mod is a small builder of netlists for the tests of this package.
type mod struct {
	*ir.Module
	clk *ir.Signal
	rst *ir.Node
}

func newMod(name string) *mod {
	return &mod{Module: &ir.Module{
		Name: name, Def: "test." + name,
		Loc: ir.Loc{File: "test.go", Pkg: "npugen/verilog", Line: 7},
	}}
}

// clocked adds ports clk and rst.
func (m *mod) clocked() *mod {
	m.clk = m.add(&ir.Signal{Name: "clk", Kind: ir.Input, Type: ir.Type{Width: 1, Class: ir.Clock}, Count: 1})
	m.rst = m.in("rst", b1)
	return m
}

func (m *mod) add(s *ir.Signal) *ir.Signal {
	s.Vec = s.Vec || s.Count > 1
	at := len(m.Signals)
	if s.IsPort() { // ports come first
		for at > 0 && !m.Signals[at-1].IsPort() {
			at--
		}
	}
	m.Signals = append(m.Signals[:at], append([]*ir.Signal{s}, m.Signals[at:]...)...)
	return s
}

var b1 = ir.Type{Width: 1, Bool: true}

func u(width int) ir.Type { return ir.Type{Width: width} }
func s(width int) ir.Type { return ir.Type{Width: width, Signed: true} }

func (m *mod) in(name string, t ir.Type) *ir.Node { return ref(m.inVec(name, t, 1), 0) }

func (m *mod) inVec(name string, t ir.Type, count int) *ir.Signal {
	return m.add(&ir.Signal{Name: name, Kind: ir.Input, Type: t, Count: count})
}

func (m *mod) out(name string, drive ...*ir.Node) *ir.Signal {
	return m.driven(ir.Output, name, drive)
}

func (m *mod) wire(name string, drive ...*ir.Node) *ir.Node {
	return ref(m.driven(ir.Wire, name, drive), 0)
}

func (m *mod) driven(k ir.Kind, name string, drive []*ir.Node) *ir.Signal {
	n := drive[0]
	return m.add(&ir.Signal{Name: name, Kind: k, Type: typeOf(n), Count: len(drive), Drive: drive})
}

func typeOf(n *ir.Node) ir.Type {
	t := ir.Type{Width: n.Width, Signed: n.Signed, Bool: n.Bool, Enum: n.Enum}
	if n.Op == ir.OpRef {
		t.Enum = n.Sig.Type.Enum
	}
	return t
}

// reg adds a register with reset value 0; set its Drive before use.
func (m *mod) reg(name string, t ir.Type, count int) *ir.Signal {
	r := m.add(&ir.Signal{Name: name, Kind: ir.Reg, Type: t, Count: count, Clock: m.clk, Reset: m.rst, Drive: make([]*ir.Node, count)})
	for range count {
		r.Init = append(r.Init, new(big.Int))
	}
	return r
}

func (m *mod) net(k ir.Kind, name string, t ir.Type, count int) *ir.Signal {
	return m.add(&ir.Signal{Name: name, Kind: k, Type: t, Count: count})
}

func (m *mod) assert(k ir.AssertKind, name string, when, cond *ir.Node) {
	m.Asserts = append(m.Asserts, &ir.Assertion{Kind: k, Name: name, Clock: m.clk, Reset: m.rst, When: when, Cond: cond})
}

// port finds a port of a module.
func port(m *ir.Module, name string) *ir.Signal {
	for _, s := range m.Signals {
		if s.IsPort() && s.Name == name {
			return s
		}
	}
	panic("test: no port " + name)
}

func design(ms ...*mod) *ir.Design {
	d := &ir.Design{}
	for _, m := range ms {
		d.Modules = append(d.Modules, m.Module)
	}
	d.Top = ms[len(ms)-1].Module
	return d
}

func ref(s *ir.Signal, elem int) *ir.Node {
	return &ir.Node{Op: ir.OpRef, Width: s.Type.Width, Signed: s.Type.Signed, Bool: s.Type.Bool, Sig: s, Elem: elem}
}

func refs(s *ir.Signal) []*ir.Node { return refsTo(s) }

func k(v int64, t ir.Type) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Width: t.Width, Signed: t.Signed, Bool: t.Bool, Enum: t.Enum, Val: ir.Wrap(big.NewInt(v), t.Width)}
}

// op is a node with the type of its first argument.
func op(o ir.Op, as ...*ir.Node) *ir.Node {
	a := as[0]
	return &ir.Node{Op: o, Width: a.Width, Signed: a.Signed, Bool: a.Bool, Args: as}
}

func typed(o ir.Op, t ir.Type, as ...*ir.Node) *ir.Node {
	return &ir.Node{Op: o, Width: t.Width, Signed: t.Signed, Bool: t.Bool, Args: as}
}

func cond(o ir.Op, as ...*ir.Node) *ir.Node { return typed(o, b1, as...) }
func add(a, b *ir.Node) *ir.Node            { return op(ir.OpAdd, a, b) }
func and(a, b *ir.Node) *ir.Node            { return op(ir.OpAnd, a, b) }
func not(a *ir.Node) *ir.Node               { return op(ir.OpNot, a) }
func eq(a, b *ir.Node) *ir.Node             { return cond(ir.OpEq, a, b) }

func mul(a, b *ir.Node) *ir.Node {
	return typed(ir.OpMul, ir.Type{Width: a.Width + b.Width, Signed: a.Signed}, a, b)
}

func ext(a *ir.Node, width int) *ir.Node {
	return typed(ir.OpExt, ir.Type{Width: width, Signed: a.Signed}, a)
}

func slice(a *ir.Node, lo, width int) *ir.Node {
	n := typed(ir.OpSlice, u(width), a)
	n.Lo = lo
	return n
}

func cat(as ...*ir.Node) *ir.Node {
	width := 0
	for _, a := range as {
		width += a.Width
	}
	return typed(ir.OpCat, u(width), as...)
}

func mux(c, a, b *ir.Node) *ir.Node { return typed(ir.OpMux, typeOf(a), c, a, b) }

func hint(name string, n *ir.Node) *ir.Node {
	n.Hint = name
	return n
}

// choice is a case of values, each with one label, and a default.
func choice(sel *ir.Node, labels []int64, values ...*ir.Node) *ir.Node {
	n := typed(ir.OpCase, typeOf(values[0]), append([]*ir.Node{sel}, values...)...)
	for _, l := range labels {
		n.Labels = append(n.Labels, []*big.Int{big.NewInt(l)})
	}
	return n
}

// all connects every input of m to the value in ins and every output to a new
// net of the parent, named after the instance.
func (m *mod) inst(name string, of *mod, ins map[string][]*ir.Node) *ir.Inst {
	in := &ir.Inst{Name: name, Module: of.Module}
	for _, p := range of.Signals {
		switch p.Kind {
		case ir.Input:
			in.Ins = append(in.Ins, ir.Conn{Port: p, Values: ins[p.Name]})
		case ir.Output:
			in.Outs = append(in.Outs, ir.Out{Port: p, Net: m.net(ir.InstOut, name+"_"+p.Name, p.Type, p.Count)})
		}
	}
	m.Insts = append(m.Insts, in)
	return in
}
