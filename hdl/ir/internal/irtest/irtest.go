// Package irtest builds small netlists by hand, and random ones, for the tests
// of the packages around ir. Nothing here checks what it builds: a test runs
// ir.Verify, or wants an illegal netlist.
package irtest

import (
	"math/big"

	"npugen/hdl/ir"
)

// Uint, Sint, Bool and Clock are the types of signals.
func Uint(width int) ir.Type { return ir.Type{Width: width} }
func Sint(width int) ir.Type { return ir.Type{Width: width, Signed: true} }

var (
	Bool  = ir.Type{Width: 1, Bool: true}
	Clock = ir.Type{Width: 1, Class: ir.Clock}
)

// M is a module under construction. Each signal it adds lies on the next line
// of <name>.go.
type M struct {
	*ir.Module
	line int
}

// New starts a module.
func New(name string) *M {
	return &M{Module: &ir.Module{Name: name, Def: name, Loc: ir.Loc{File: name + ".go", Line: 1}}, line: 1}
}

// Loc is the next line of the module's file.
func (m *M) Loc() ir.Loc {
	m.line++
	return ir.Loc{File: m.Name + ".go", Line: m.line}
}

// Add appends a signal with one element.
func (m *M) Add(kind ir.Kind, name string, t ir.Type, drive ...*ir.Node) *ir.Signal {
	s := &ir.Signal{Name: name, Kind: kind, Type: t, Count: 1, Drive: drive, Loc: m.Loc()}
	if len(drive) > 1 {
		s.Count, s.Vec = len(drive), true
	}
	m.Signals = append(m.Signals, s)
	return s
}

// In adds an input and returns a reference to it.
func (m *M) In(name string, t ir.Type) *ir.Node { return Ref(m.Add(ir.Input, name, t)) }

// Clk adds a clock input.
func (m *M) Clk(name string) *ir.Signal { return m.Add(ir.Input, name, Clock) }

// Out adds an output of the drives' type.
func (m *M) Out(name string, drive ...*ir.Node) *ir.Signal {
	return m.Add(ir.Output, name, TypeOf(drive[0]), drive...)
}

// Wire adds a wire and returns a reference to it.
func (m *M) Wire(name string, drive *ir.Node) *ir.Node {
	return Ref(m.Add(ir.Wire, name, TypeOf(drive), drive))
}

// Reg adds a register that holds its value until its Drive is replaced.
func (m *M) Reg(name string, t ir.Type, clk *ir.Signal) *ir.Node {
	s := m.Add(ir.Reg, name, t)
	s.Clock = clk
	s.Drive = []*ir.Node{Ref(s)}
	return Ref(s)
}

// Inst adds an instance of child whose outputs drive nets named
// <name>_<port>. The values of data inputs and clocks are given in port order.
func (m *M) Inst(name string, child *ir.Module, values ...*ir.Node) *ir.Inst {
	inst := &ir.Inst{Name: name, Module: child, Loc: m.Loc()}
	for _, s := range child.Signals {
		switch s.Kind {
		case ir.Input:
			inst.Ins = append(inst.Ins, ir.Conn{Port: s, Values: values[:s.Count]})
			values = values[s.Count:]
		case ir.Output:
			net := m.Add(ir.InstOut, name+"_"+s.Name, s.Type)
			net.Count, net.Vec, net.Loc = s.Count, s.Vec, inst.Loc
			inst.Outs = append(inst.Outs, ir.Out{Port: s, Net: net})
		}
	}
	m.Insts = append(m.Insts, inst)
	return inst
}

// GridOf turns an instance into a grid and sizes its nets.
func GridOf(inst *ir.Inst, g ir.Grid) {
	inst.Grid = &g
	for _, o := range inst.Outs {
		o.Net.Count, o.Net.Vec = o.Port.Count*g.Cells(), true
	}
}

// Repeat is the same node n times.
func Repeat(x *ir.Node, n int) []*ir.Node {
	xs := make([]*ir.Node, n)
	for i := range xs {
		xs[i] = x
	}
	return xs
}

// Design is the modules in order, the last the top.
func Design(ms ...*M) *ir.Design {
	d := &ir.Design{}
	for _, m := range ms {
		d.Modules = append(d.Modules, m.Module)
		d.Top = m.Module
	}
	return d
}

// TypeOf is the type a signal needs to hold n.
func TypeOf(n *ir.Node) ir.Type {
	return ir.Type{Width: n.Width, Signed: n.Signed, Bool: n.Bool}
}

// Ref refers to element 0 of a signal, Elem to any.
func Ref(s *ir.Signal) *ir.Node { return Elem(s, 0) }

func Elem(s *ir.Signal, i int) *ir.Node {
	return &ir.Node{Op: ir.OpRef, Width: s.Type.Width, Signed: s.Type.Signed, Bool: s.Type.Bool, Sig: s, Elem: i}
}

// U and S are constants of a width.
func U(v int64, width int) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Width: width, Val: ir.Wrap(big.NewInt(v), width)}
}

func S(v int64, width int) *ir.Node {
	n := U(v, width)
	n.Signed = true
	return n
}

// B is a constant condition.
func B(v bool) *ir.Node {
	n := U(0, 1)
	n.Bool = true
	if v {
		n.Val = big.NewInt(1)
	}
	return n
}

// Op is a node of the type of its first argument; see the other constructors
// where the type differs.
func Op(op ir.Op, args ...*ir.Node) *ir.Node {
	return &ir.Node{Op: op, Width: args[0].Width, Signed: args[0].Signed, Bool: args[0].Bool, Args: args}
}

func Not(x *ir.Node) *ir.Node     { return Op(ir.OpNot, x) }
func And(xs ...*ir.Node) *ir.Node { return Op(ir.OpAnd, xs...) }
func Or(xs ...*ir.Node) *ir.Node  { return Op(ir.OpOr, xs...) }
func Xor(xs ...*ir.Node) *ir.Node { return Op(ir.OpXor, xs...) }
func Add(x, y *ir.Node) *ir.Node  { return Op(ir.OpAdd, x, y) }
func Sub(x, y *ir.Node) *ir.Node  { return Op(ir.OpSub, x, y) }
func Shl(x, y *ir.Node) *ir.Node  { return Op(ir.OpShl, x, y) }
func Shr(x, y *ir.Node) *ir.Node  { return Op(ir.OpShr, x, y) }

// Mul is the full product.
func Mul(x, y *ir.Node) *ir.Node {
	n := Op(ir.OpMul, x, y)
	n.Width += y.Width
	return n
}

// Cmp is a comparison or reduction: a condition.
func Cmp(op ir.Op, xs ...*ir.Node) *ir.Node {
	return &ir.Node{Op: op, Width: 1, Bool: true, Args: xs}
}

func Eq(x, y *ir.Node) *ir.Node { return Cmp(ir.OpEq, x, y) }
func Lt(x, y *ir.Node) *ir.Node { return Cmp(ir.OpLt, x, y) }

func Cat(xs ...*ir.Node) *ir.Node {
	n := &ir.Node{Op: ir.OpCat, Args: xs}
	for _, x := range xs {
		n.Width += x.Width
	}
	return n
}

// Slice is bits hi down to lo.
func Slice(x *ir.Node, hi, lo int) *ir.Node {
	return &ir.Node{Op: ir.OpSlice, Width: hi - lo + 1, Lo: lo, Args: []*ir.Node{x}}
}

// Ext extends x to width, keeping its sign.
func Ext(x *ir.Node, width int) *ir.Node {
	return &ir.Node{Op: ir.OpExt, Width: width, Signed: x.Signed, Args: []*ir.Node{x}}
}

// Cast gives the bits of x another type of the same width.
func Cast(x *ir.Node, t ir.Type) *ir.Node {
	return &ir.Node{Op: ir.OpCast, Width: x.Width, Signed: t.Signed, Bool: t.Bool, Args: []*ir.Node{x}}
}

func Mux(c, x, y *ir.Node) *ir.Node {
	return &ir.Node{Op: ir.OpMux, Width: x.Width, Signed: x.Signed, Bool: x.Bool, Args: []*ir.Node{c, x, y}}
}

func Index(i *ir.Node, xs ...*ir.Node) *ir.Node {
	return &ir.Node{Op: ir.OpIndex, Width: xs[0].Width, Signed: xs[0].Signed, Bool: xs[0].Bool, Args: append([]*ir.Node{i}, xs...)}
}

// Case chooses arms[i] when sel has labels[i], else the last of arms.
func Case(sel *ir.Node, labels []int64, arms ...*ir.Node) *ir.Node {
	n := &ir.Node{Op: ir.OpCase, Width: arms[0].Width, Signed: arms[0].Signed, Bool: arms[0].Bool, Args: append([]*ir.Node{sel}, arms...)}
	for _, l := range labels {
		n.Labels = append(n.Labels, []*big.Int{ir.Wrap(big.NewInt(l), sel.Width)})
	}
	return n
}
