package ir_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

// legal is a design that uses every part of the form. The corruptions below
// each break one rule of it.
type legal struct {
	*ir.Design
	pe, top *M
	sig     map[string]*ir.Signal // of top
	mem     *ir.Mem
	grid    *ir.Inst
	single  *ir.Inst
}

func newLegal() *legal {
	pe := New("pe")
	peClk := pe.Clk("clk")
	a := pe.In("a", Sint(8))
	b := pe.In("b", Sint(8))
	aq := pe.Add(ir.Output, "a_out", Sint(8))
	aq.Drive = []*ir.Node{Ref(pe.Module.Signals[1])}
	acc := pe.Reg("acc", Sint(16), peClk)
	acc.Sig.Drive = []*ir.Node{Add(acc, Mul(a, b))}

	top := New("top")
	clk := top.Clk("clk")
	rst := top.In("rst", Bool)
	x := top.In("x", Uint(8))
	s := top.In("s", Sint(8))
	sum := Add(x, U(1, 8))
	top.Out("y", Mux(rst, sum, Not(sum)))
	top.Out("v", Case(Slice(x, 1, 0), []int64{0, 1}, x, sum, U(0, 8)), Index(Slice(x, 3, 2), x, sum))
	top.Add(ir.Wire, "w", Uint(12), Cat(x, Slice(x, 3, 0)))
	st := top.Reg("st", Uint(8), clk)
	st.Sig.Reset, st.Sig.Init = rst, []*big.Int{big.NewInt(7)}
	st.Sig.Drive = []*ir.Node{Shr(Op(ir.OpDiv, x, st), x)}
	rd := top.Add(ir.MemOut, "rd", Uint(16))

	grid := top.Inst("u_pe", pe.Module, Ref(clk), s, s)
	GridOf(grid, ir.Grid{Rows: 2, Base: 3})
	grid.Ins[1] = ir.Conn{Port: pe.Module.Signals[1], Kind: ir.ConnWest, Values: Repeat(s, 2), From: aq}
	grid.Ins[2] = ir.Conn{Port: pe.Module.Signals[2], Kind: ir.ConnNorth, Values: Repeat(s, 3), From: aq}
	single := top.Inst("u_one", pe.Module, Ref(clk), s, s)

	mem := &ir.Mem{
		Name: "ram", Width: 16, Depth: 5, Lane: 8, Init: []*big.Int{big.NewInt(1)},
		Reads:  []*ir.ReadPort{{Clock: clk, En: Lt(x, st), Addr: Slice(x, 2, 0), Out: rd}},
		Writes: []*ir.WritePort{{Clock: clk, En: rst, Addr: Slice(x, 2, 0), Data: Ext(x, 16), Mask: Slice(x, 1, 0)}},
	}
	top.Mems = append(top.Mems, mem)
	top.Asserts = append(top.Asserts, &ir.Assertion{Name: "ok", Clock: clk, Reset: rst, When: rst, Cond: Eq(x, st)})
	top.Unused = []*ir.Node{Ref(rd)}

	l := &legal{Design: Design(pe, top), pe: pe, top: top, sig: map[string]*ir.Signal{}, mem: mem, grid: grid, single: single}
	for _, s := range top.Signals {
		l.sig[s.Name] = s
	}
	return l
}

func TestVerifyLegal(t *testing.T) {
	require.NoError(t, ir.Verify(newLegal().Design))
}

func TestVerify(t *testing.T) {
	drive := func(l *legal) *ir.Node { return l.sig["y"].Drive[0] } // mux(rst, add(x, 1), not(...))
	x := func(l *legal) *ir.Node { return Ref(l.sig["x"]) }
	set := func(n func(l *legal) *ir.Node) func(*legal) {
		return func(l *legal) { l.sig["y"].Drive[0] = n(l) }
	}
	// resize gives y the right width for a node under test.
	raw := func(n ir.Node) func(*legal) { return set(func(*legal) *ir.Node { return &n }) }

	for _, c := range []struct {
		name    string
		corrupt func(l *legal)
		want    string
	}{
		// Design.
		{"top not last", func(l *legal) { l.Top = l.pe.Module }, "design: the top is not the last module"},
		{"nil module", func(l *legal) { l.Modules = append([]*ir.Module{nil}, l.Modules...) }, "design: module 0 is nil"},
		{"same module name", func(l *legal) { l.pe.Name = "top" }, "module top: the name is used twice"},
		{"parent first", func(l *legal) { l.Modules = []*ir.Module{l.top.Module} }, "module top: instance u_pe: module pe does not come before its parent"},
		{"module without name", func(l *legal) { l.pe.Name = "" }, "module without a name"},

		// Names and lists.
		{"nil signal", func(l *legal) { l.top.Signals[0] = nil }, "module top: signal 0 is nil"},
		{"signal twice", func(l *legal) { l.top.Signals = append(l.top.Signals, l.sig["w"]) }, "signal w: listed twice"},
		{"same signal name", func(l *legal) { l.sig["w"].Name = "st" }, "signal st: the name is taken by another signal"},
		{"memory named as signal", func(l *legal) { l.mem.Name = "w" }, "memory w: the name is taken by another signal"},
		{"instance named as memory", func(l *legal) { l.grid.Name = "ram" }, "instance ram: the name is taken by another memory"},
		{"assertion named as instance", func(l *legal) { l.top.Asserts[0].Name = "u_pe" }, "assertion u_pe: the name is taken by another instance"},
		{"port last", func(l *legal) { l.top.Add(ir.Input, "late", Bool) }, "signal late: a port after a signal that is none"},
		{"nil memory", func(l *legal) { l.top.Mems[0] = nil }, "memory 0 is nil"},
		{"nil port", func(l *legal) { l.mem.Reads[0] = nil }, "memory ram: read port 0 is nil"},
		{"nil write port", func(l *legal) { l.mem.Writes[0] = nil }, "memory ram: write port 0 is nil"},
		{"nil instance", func(l *legal) { l.top.Insts[0] = nil }, "instance 0 is nil"},
		{"no module", func(l *legal) { l.grid.Module = nil }, "instance u_pe: no module"},
		{"nil assertion", func(l *legal) { l.top.Asserts[0] = nil }, "assertion 0 is nil"},

		// Signals.
		{"width 0", func(l *legal) { l.sig["w"].Type.Width = 0 }, "signal w: width 0, want at least 1"},
		{"wide bool", func(l *legal) { l.sig["w"].Type.Bool = true }, "signal w: a bool of width 12, signed false"},
		{"enum width", func(l *legal) { l.sig["w"].Type.Enum = &ir.Enum{Name: "E", Width: 3} }, "signal w: width 12, want 3 of enum E"},
		{"no elements", func(l *legal) { l.sig["w"].Count, l.sig["w"].Drive = 0, nil }, "signal w: 0 elements, vector false"},
		{"scalar of two", func(l *legal) { l.sig["v"].Vec = false }, "signal v: 2 elements, vector false"},
		{"wide clock", func(l *legal) { l.sig["clk"].Type.Width = 2 }, "signal clk: a clock is a single input of width 1"},
		{"clock wire", func(l *legal) { l.sig["w"].Type = Clock }, "signal w: a clock is a single input of width 1"},
		{"named register", func(l *legal) { l.sig["st"].Named = true }, "signal st: only a wire is kept by name"},
		{"output without drive", func(l *legal) { l.sig["y"].Drive = nil }, "signal y: 0 drives, want 1"},
		{"one drive short", func(l *legal) { l.sig["v"].Drive = l.sig["v"].Drive[:1] }, "signal v: 1 drives, want 2"},
		{"driven input", func(l *legal) { l.sig["x"].Drive = []*ir.Node{U(0, 8)} }, "signal x: kind input has no drive of its own"},
		{"nil drive", func(l *legal) { l.sig["y"].Drive[0] = nil }, "signal y: drive 0: nil node"},
		{"narrow drive", func(l *legal) { l.sig["y"].Drive[0] = U(0, 7) }, "signal y: drive 0: const: width 7, want 8"},
		{"register without clock", func(l *legal) { l.sig["st"].Clock = nil }, "signal st: no clock"},
		{"clock of another module", func(l *legal) { l.sig["st"].Clock = l.pe.Signals[0] }, "signal st: clock clk is of another module"},
		{"clocked by data", func(l *legal) { l.sig["st"].Clock = l.sig["rst"] }, "signal st: clock rst is not an input of class clock"},
		{"clocked wire", func(l *legal) { l.sig["w"].Clock = l.sig["clk"] }, "signal w: kind wire has no clock, reset or synchroniser mark"},
		{"wide reset", func(l *legal) { l.sig["st"].Reset = x(l) }, "signal st: reset: ref: width 8, want 1"},
		{"init without reset", func(l *legal) { l.sig["st"].Reset = nil }, "signal st: a reset value without a reset"},
		{"no init", func(l *legal) { l.sig["st"].Init = nil }, "signal st: 0 reset values, want 1"},
		{"init too big", func(l *legal) { l.sig["st"].Init[0] = big.NewInt(256) }, "signal st: reset value 0: 256 does not fit in 8 bits"},
		{"net without driver", func(l *legal) { l.mem.Reads = nil }, "signal rd: a net of kind mem that nothing drives"},

		// Operators.
		{"invalid operator", raw(ir.Node{Width: 8}), "y: drive 0: operator 0 is not known"},
		{"operator out of range", raw(ir.Node{Op: 200, Width: 8}), "y: drive 0: operator 200 is not known"},
		{"nil argument", func(l *legal) { drive(l).Args[1] = nil }, "y: drive 0: mux: argument 1 is nil"},
		{"mux of two", func(l *legal) { drive(l).Args = drive(l).Args[:2] }, "y: drive 0: mux: 2 arguments, want 3"},
		{"wide condition", func(l *legal) { drive(l).Args[0] = x(l) }, "y: drive 0: mux: argument 0: width 8, want 1"},
		{"mux arm width", func(l *legal) { drive(l).Args[2] = U(0, 4) }, "y: drive 0: mux: argument 2: width 4, want 8"},
		{"node of width 0", func(l *legal) { drive(l).Args[2] = U(0, 0) }, "const: width 0, want at least 1"},
		{"bool of 8 bits", func(l *legal) { drive(l).Bool = true }, "mux: a bool of width 8, signed false"},
		{"enum on an operator", func(l *legal) { drive(l).Enum = &ir.Enum{} }, "mux: only a constant names an enum"},
		{"cycle", func(l *legal) { drive(l).Args[1] = drive(l) }, "y: drive 0: mux: the expression contains itself"},
		{"located", func(l *legal) { drive(l).Args[2], drive(l).Loc = U(0, 4), ir.Loc{File: "a.go", Line: 3} }, "width 4, want 8 (a.go:3)"},
		{"const without value", raw(ir.Node{Op: ir.OpConst, Width: 8}), "const: no value"},
		{"const too big", raw(ir.Node{Op: ir.OpConst, Width: 8, Val: big.NewInt(256)}), "const: value 256 does not fit in 8 bits"},
		{"const negative", raw(ir.Node{Op: ir.OpConst, Width: 8, Val: big.NewInt(-1)}), "const: value -1 does not fit in 8 bits"},
		{"const enum width", raw(ir.Node{Op: ir.OpConst, Width: 8, Val: big.NewInt(1), Enum: &ir.Enum{Name: "E", Width: 2}}), "const: width 8, want 2 of enum E"},
		{"ref without signal", raw(ir.Node{Op: ir.OpRef, Width: 8}), "ref: no signal"},
		{"ref into another module", set(func(l *legal) *ir.Node { return Ref(l.pe.Signals[1]) }), "ref: signal a is of another module"},
		{"ref to a clock", func(l *legal) { drive(l).Args[0] = Ref(l.sig["clk"]) }, "ref: clock clk read as data"},
		{"ref beyond the vector", set(func(l *legal) *ir.Node { return Elem(l.sig["v"], 2) }), "ref: element 2 of signal v, which has 2"},
		{"ref of another type", set(func(l *legal) *ir.Node { n := x(l); n.Signed = true; return n }), "ref: sint<8> is not the type of signal x: uint<8>"},
		{"and of one", set(func(l *legal) *ir.Node { return And(x(l)) }), "and: 1 arguments, want 2"},
		{"add widths", set(func(l *legal) *ir.Node { return Add(x(l), U(1, 7)) }), "add: argument 1: width 7, want 8"},
		{"mul too narrow", set(func(l *legal) *ir.Node { return width(Mul(U(1, 9), U(1, 2)), 8) }), "mul: width 8, want 9 to 11"},
		{"mul too wide", set(func(l *legal) *ir.Node { return width(Mul(U(1, 3), U(1, 4)), 8) }), "mul: width 8, want 4 to 7"},
		{"mul signs", set(func(l *legal) *ir.Node { return Mul(U(1, 4), S(1, 4)) }), "mul: argument 1: signed true, want false"},
		{"div signs", set(func(l *legal) *ir.Node { return Op(ir.OpDiv, x(l), Ref(l.sig["s"])) }), "div: argument 1: signed true, want false"},
		{"compare widths", func(l *legal) { drive(l).Args[0] = Eq(x(l), U(1, 7)) }, "eq: argument 1: width 7, want 8"},
		{"compare signs", func(l *legal) { drive(l).Args[0] = Lt(x(l), Ref(l.sig["s"])) }, "lt: argument 1: signed true, want false"},
		{"wide compare", set(func(l *legal) *ir.Node { n := Eq(x(l), x(l)); n.Bool = false; return width(n, 8) }), "eq: width 8, want 1"},
		{"signed amount", set(func(l *legal) *ir.Node { return Shl(x(l), S(1, 2)) }), "shl: argument 1: signed true, want false"},
		{"shr sign", set(func(l *legal) *ir.Node { n := Shr(x(l), U(1, 2)); n.Signed = true; return n }), "shr: argument 0: signed false, want true"},
		{"cat width", set(func(l *legal) *ir.Node { return width(Cat(U(1, 4), U(1, 3)), 8) }), "cat: width 8, want 7"},
		{"slice beyond", set(func(l *legal) *ir.Node { return Slice(x(l), 8, 1) }), "slice: bits 1 to 8 of argument 0, which has 8"},
		{"ext to less", set(func(l *legal) *ir.Node { return Ext(U(1, 9), 8) }), "ext: width 8, less than 9 of argument 0"},
		{"cast width", set(func(l *legal) *ir.Node { return width(Cast(U(1, 9), Uint(8)), 8) }), "cast: argument 0: width 9, want 8"},
		{"case without default", func(l *legal) { n := l.sig["v"].Drive[0]; n.Args = n.Args[:3] }, "v: drive 0: case: 3 arguments, want 4"},
		{"case label width", func(l *legal) { l.sig["v"].Drive[0].Labels[1][0] = big.NewInt(4) }, "v: drive 0: case: arm 1: label 4 does not fit in 2 bits"},
		{"case without labels", func(l *legal) { l.sig["v"].Drive[0].Labels[0] = nil }, "v: drive 0: case: arm 0 has no label"},
		{"index signed", func(l *legal) { l.sig["v"].Drive[1].Args[0] = Ref(l.sig["s"]) }, "v: drive 1: index: argument 0: signed true, want false"},
		{"index of nothing", func(l *legal) { n := l.sig["v"].Drive[1]; n.Args = n.Args[:1] }, "v: drive 1: index: 1 arguments, want 2"},

		// Memories.
		{"memory of no words", func(l *legal) { l.mem.Depth = 0 }, "memory ram: 0 words of 16 bits"},
		{"lane", func(l *legal) { l.mem.Lane = 5 }, "memory ram: lanes of 5 bits do not divide 16"},
		{"init too long", func(l *legal) { l.mem.Init = make([]*big.Int, 6) }, "memory ram: 6 initial words, more than 5"},
		{"init word", func(l *legal) { l.mem.Init[0] = big.NewInt(1 << 16) }, "memory ram: initial word 0: 65536 does not fit in 16 bits"},
		{"read address", func(l *legal) { l.mem.Reads[0].Addr = x(l) }, "memory ram: read port 0: address: ref: width 8, want 3"},
		{"read address missing", func(l *legal) { l.mem.Reads[0].Addr = nil }, "memory ram: read port 0: address: nil node"},
		{"async enable", func(l *legal) { l.mem.Reads[0].Clock = nil }, "memory ram: read port 0: an asynchronous port has no enable"},
		{"read net kind", func(l *legal) { l.mem.Reads[0].Out = l.sig["w"] }, "memory ram: read port 0: net w is of kind wire, want mem"},
		{"read net width", func(l *legal) { l.sig["rd"].Type.Width = 8 }, "memory ram: read port 0: net rd has 1 elements of 8 bits, want 1 of 16"},
		{"read net missing", func(l *legal) { l.mem.Reads[0].Out = nil }, "memory ram: read port 0: no net"},
		{"read net driven twice", func(l *legal) { l.mem.Reads = append(l.mem.Reads, l.mem.Reads[0]) }, "memory ram: read port 1: net rd is already driven by memory ram: read port 0"},
		{"write clock", func(l *legal) { l.mem.Writes[0].Clock = nil }, "memory ram: write port 0: no clock"},
		{"write enable", func(l *legal) { l.mem.Writes[0].En = l.mem.Writes[0].Data }, "memory ram: write port 0: enable: ext: width 16, want 1"},
		{"write data", func(l *legal) { l.mem.Writes[0].Data = x(l) }, "memory ram: write port 0: data: ref: width 8, want 16"},
		{"write mask", func(l *legal) { l.mem.Writes[0].Mask = x(l) }, "memory ram: write port 0: mask: ref: width 8, want 2"},

		// Instances.
		{"input missing", func(l *legal) { l.single.Ins = l.single.Ins[:2] }, "instance u_one: 2 inputs and 1 outputs connected, want 3 and 1 of module pe"},
		{"inputs swapped", func(l *legal) { s := l.single.Ins; s[1], s[2] = s[2], s[1] }, "instance u_one: input 1 is not port a of module pe"},
		{"output port", func(l *legal) { l.single.Outs[0].Port = l.single.Ins[0].Port }, "instance u_one: output 0 is not port a_out of module pe"},
		{"value width", func(l *legal) { l.single.Ins[1].Values[0] = U(0, 7) }, "instance u_one: input a: value 0: const: width 7, want 8"},
		{"nil value", func(l *legal) { l.single.Ins[1].Values[0] = nil }, "u_one: a 0: nil node"},
		{"value count", func(l *legal) { l.single.Ins[1].Values = nil }, "instance u_one: input a: 0 values, want 1"},
		{"data as clock", func(l *legal) { l.single.Ins[0].Values = []*ir.Node{Ref(l.sig["rst"])} }, "u_one: clk 0: a clock port wants a clock, not ref"},
		{"clock of another module", func(l *legal) { l.single.Ins[0].Values = []*ir.Node{Ref(l.pe.Signals[0])} }, "u_one: clk 0: clock clk is of another module"},
		{"clock as data", func(l *legal) { l.pe.Signals[1].Type.Width = 1; l.single.Ins[1].Values = []*ir.Node{Ref(l.sig["clk"])} }, "u_one: a 0: ref: clock clk read as data"},
		{"kind on a single instance", func(l *legal) { l.single.Ins[1].Kind = ir.ConnRow }, "instance u_one: input a: a single instance has no row connection"},
		{"unknown kind", func(l *legal) { l.grid.Ins[1].Kind = 99 }, "instance u_pe: input a: connection kind 99 is not known"},
		{"clock by row", func(l *legal) { l.grid.Ins[0].Kind = ir.ConnRow }, "instance u_pe: input clk: a clock is the same for every cell"},
		{"west values", func(l *legal) { l.grid.Ins[1].Values = Repeat(Ref(l.sig["s"]), 3) }, "instance u_pe: input a: 3 values, want 2"},
		{"north values", func(l *legal) { l.grid.Ins[2].Values = Repeat(Ref(l.sig["s"]), 2) }, "instance u_pe: input b: 2 values, want 3"},
		{"cell values", func(l *legal) { l.grid.Ins[1].Kind, l.grid.Ins[1].From = ir.ConnCell, nil }, "instance u_pe: input a: 2 values, want 6"},
		{"no neighbour", func(l *legal) { l.grid.Ins[1].From = nil }, "instance u_pe: input a: a west connection without the neighbour's output"},
		{"neighbour is an input", func(l *legal) { l.grid.Ins[1].From = l.pe.Signals[1] }, "instance u_pe: input a: a is not an output of module pe"},
		{"neighbour without need", func(l *legal) { l.grid.Ins[1].Kind = ir.ConnRow }, "instance u_pe: input a: a row connection comes from no neighbour"},
		{"neighbour width", func(l *legal) { l.pe.Signals[3].Type.Width = 9 }, "instance u_pe: input a: a_out has 1 elements of 9 bits, want 1 of 8"},
		{"north in a triangle", func(l *legal) { l.grid.Grid.Step = 1 }, "instance u_pe: input b: a north connection in a grid that is no rectangle"},
		{"empty row", func(l *legal) { l.grid.Grid.Rows, l.grid.Grid.Step = 5, -1 }, "instance u_pe: grid: 5 rows of 3 and on by -1: a row without cells"},
		{"step", func(l *legal) { l.grid.Grid.Step = 2 }, "instance u_pe: grid: step 2, want -1, 0 or 1"},
		{"net count", func(l *legal) { l.sig["u_pe_a_out"].Count = 5 }, "instance u_pe: output a_out: net u_pe_a_out has 5 elements, want 6"},
		{"net type", func(l *legal) { l.sig["u_pe_a_out"].Type.Signed = false }, "instance u_pe: output a_out: net u_pe_a_out is uint<8>, want sint<8>"},

		// Assertions.
		{"assertion clock", func(l *legal) { l.top.Asserts[0].Clock = nil }, "assertion ok: no clock"},
		{"assertion condition", func(l *legal) { l.top.Asserts[0].Cond = x(l) }, "assertion ok: condition: ref: width 8, want 1"},
		{"assertion when", func(l *legal) { l.top.Asserts[0].When = x(l) }, "assertion ok: when: ref: width 8, want 1"},
		{"assertion reset", func(l *legal) { l.top.Asserts[0].Reset = x(l) }, "assertion ok: reset: ref: width 8, want 1"},
		{"unused of nil", func(l *legal) { l.top.Unused[0] = nil }, "unused 0: nil node"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLegal()
			c.corrupt(l)
			require.ErrorContains(t, ir.Verify(l.Design), c.want)
		})
	}
}
