// Package irtest builds small netlists by hand, for tests of the simulator
// that must not depend on the language in front of it.
package irtest

import (
	"math/big"
	"math/bits"

	"npugen/hdl/ir"
)

// M is a module under construction.
type M struct{ *ir.Module }

// New starts a module.
func New(name string) M { return M{&ir.Module{Name: name, Def: "irtest." + name}} }

// U and S are types of unsigned and signed numbers; Clk is a clock.
func U(w int) ir.Type { return ir.Type{Width: w} }
func S(w int) ir.Type { return ir.Type{Width: w, Signed: true} }

var clk = ir.Type{Width: 1, Class: ir.Clock}

func (m M) add(s *ir.Signal) *ir.Signal {
	s.Loc = ir.Loc{File: m.Name + ".go", Pkg: "irtest", Line: len(m.Signals) + 1}
	if s.Count == 0 {
		s.Count = 1
	}
	m.Signals = append(m.Signals, s)
	return s
}

// Clock declares a clock input.
func (m M) Clock(name string) *ir.Signal {
	return m.add(&ir.Signal{Name: name, Kind: ir.Input, Type: clk})
}

// In declares an input.
func (m M) In(name string, t ir.Type) *ir.Signal {
	return m.add(&ir.Signal{Name: name, Kind: ir.Input, Type: t})
}

// InVec declares a vector input.
func (m M) InVec(name string, t ir.Type, n int) *ir.Signal {
	return m.add(&ir.Signal{Name: name, Kind: ir.Input, Type: t, Count: n, Vec: true})
}

// Out declares an output driven by one node an element.
func (m M) Out(name string, t ir.Type, drive ...*ir.Node) *ir.Signal {
	return m.add(&ir.Signal{Name: name, Kind: ir.Output, Type: t, Count: len(drive), Vec: len(drive) > 1, Drive: drive})
}

// Wire declares a wire of n elements; set Drive afterwards.
func (m M) Wire(name string, t ir.Type, n int) *ir.Signal {
	return m.add(&ir.Signal{Name: name, Kind: ir.Wire, Type: t, Count: n, Vec: n > 1, Named: true, Drive: make([]*ir.Node, n)})
}

// Reg declares a register; set Drive afterwards.
func (m M) Reg(name string, t ir.Type, clock *ir.Signal) *ir.Signal {
	return m.add(&ir.Signal{Name: name, Kind: ir.Reg, Type: t, Clock: clock, Drive: make([]*ir.Node, 1)})
}

// RegReset declares a register with a reset value.
func (m M) RegReset(name string, t ir.Type, clock *ir.Signal, reset *ir.Node, init int64) *ir.Signal {
	r := m.Reg(name, t, clock)
	r.Reset = reset
	r.Init = []*big.Int{ir.Wrap(big.NewInt(init), t.Width)}
	return r
}

// Mem declares a memory.
func (m M) Mem(name string, width, depth int) *ir.Mem {
	mem := &ir.Mem{Name: name, Width: width, Depth: depth, Lane: width}
	m.Mems = append(m.Mems, mem)
	return mem
}

// Read adds a read port; clock nil makes it asynchronous.
func (m M) Read(mem *ir.Mem, name string, clock *ir.Signal, en, addr *ir.Node) *ir.Node {
	out := m.add(&ir.Signal{Name: name, Kind: ir.MemOut, Type: U(mem.Width)})
	mem.Reads = append(mem.Reads, &ir.ReadPort{Clock: clock, En: en, Addr: addr, Out: out})
	return Ref(out)
}

// Write adds a write port.
func (m M) Write(mem *ir.Mem, clock *ir.Signal, en, addr, data, mask *ir.Node) {
	mem.Writes = append(mem.Writes, &ir.WritePort{Clock: clock, En: en, Addr: addr, Data: data, Mask: mask})
}

// Inst adds an instance or, with a grid, an array. Outputs get nets named
// <inst>_<port>.
func (m M) Inst(name string, of *ir.Module, grid *ir.Grid, ins ...ir.Conn) map[string]*ir.Signal {
	inst := &ir.Inst{Name: name, Module: of, Grid: grid}
	cells := 1
	if grid != nil {
		cells = grid.Cells()
	}
	nets := map[string]*ir.Signal{}
	i := 0
	for _, s := range of.Signals {
		switch s.Kind {
		case ir.Input:
			ins[i].Port = s
			i++
		case ir.Output:
			net := m.add(&ir.Signal{Name: name + "_" + s.Name, Kind: ir.InstOut, Type: s.Type, Count: cells * s.Count, Vec: cells*s.Count > 1})
			inst.Outs = append(inst.Outs, ir.Out{Port: s, Net: net})
			nets[s.Name] = net
		}
	}
	inst.Ins = ins
	m.Insts = append(m.Insts, inst)
	return nets
}

// All connects the same values to every cell.
func All(v ...*ir.Node) ir.Conn { return ir.Conn{Kind: ir.ConnAll, Values: v} }

// From connects cells to each other.
func From(kind ir.ConnKind, port *ir.Signal, v ...*ir.Node) ir.Conn {
	return ir.Conn{Kind: kind, From: port, Values: v}
}

// Each connects with one of the kinds that take a value a row, column or cell.
func Each(kind ir.ConnKind, v ...*ir.Node) ir.Conn { return ir.Conn{Kind: kind, Values: v} }

// Design is a design of the modules, ports moved to the front of each.
func Design(ms ...M) *ir.Design {
	d := &ir.Design{}
	for _, m := range ms {
		var ports, rest []*ir.Signal
		for _, s := range m.Signals {
			if s.IsPort() {
				ports = append(ports, s)
			} else {
				rest = append(rest, s)
			}
		}
		m.Signals = append(ports, rest...)
		d.Modules = append(d.Modules, m.Module)
		d.Top = m.Module
	}
	return d
}

// Ref reads element 0 of a signal, RefAt another.
func Ref(s *ir.Signal) *ir.Node { return RefAt(s, 0) }

func RefAt(s *ir.Signal, i int) *ir.Node {
	return &ir.Node{Op: ir.OpRef, Sig: s, Elem: i, Width: s.Type.Width, Signed: s.Type.Signed, Bool: s.Type.Bool}
}

// K is an unsigned constant, KS a signed one.
func K(v uint64, w int) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Val: new(big.Int).SetUint64(v), Width: w}
}

func KS(v int64, w int) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Val: ir.Wrap(big.NewInt(v), w), Width: w, Signed: true}
}

// N is a node; its width and sign follow from the operator and arguments.
func N(op ir.Op, args ...*ir.Node) *ir.Node {
	n := &ir.Node{Op: op, Args: args, Width: args[0].Width, Signed: args[0].Signed}
	switch op {
	case ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe, ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor:
		n.Width, n.Signed, n.Bool = 1, false, true
	case ir.OpMul:
		n.Width = args[0].Width + args[1].Width
	case ir.OpMux, ir.OpIndex:
		n.Width, n.Signed = args[1].Width, args[1].Signed
	case ir.OpCat:
		n.Signed = false
		n.Width = 0
		for _, a := range args {
			n.Width += a.Width
		}
	}
	return n
}

// Ext extends to w bits by a's sign; Cast reads the same bits with another.
func Ext(a *ir.Node, w int) *ir.Node {
	return &ir.Node{Op: ir.OpExt, Args: []*ir.Node{a}, Width: w, Signed: a.Signed}
}

func Cast(a *ir.Node, signed bool) *ir.Node {
	return &ir.Node{Op: ir.OpCast, Args: []*ir.Node{a}, Width: a.Width, Signed: signed}
}

// Slice is w bits from lo on.
func Slice(a *ir.Node, lo, w int) *ir.Node {
	return &ir.Node{Op: ir.OpSlice, Args: []*ir.Node{a}, Lo: lo, Width: w}
}

// Bits is the number of bits to count n things, at least 1.
func Bits(n int) int { return max(1, bits.Len(uint(n-1))) }
