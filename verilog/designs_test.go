package verilog

import (
	"fmt"
	"math/big"

	"npugen/hdl/ir"
)

// The designs of the golden files.

func macDesign() *ir.Design {
	m := newMod("mac").clocked()
	m.Doc = "one multiply-accumulate cell."
	m.Params = []ir.Param{{Name: "ActW", Value: "8"}, {Name: "AccW", Value: "32"}}
	a, b := m.in("a", s(8)), m.in("b", s(8))
	en, clr := m.in("en", b1), m.in("clr", b1)
	acc := m.reg("acc", s(32), 1)
	acc.Drive[0] = mux(clr, k(0, s(32)), mux(en, add(ref(acc, 0), ext(mul(a, b), 32)), ref(acc, 0)))
	m.out("acc", ref(acc, 0))
	aQ := m.reg("a_q", s(8), 1)
	aQ.Drive[0] = mux(en, a, ref(aQ, 0))
	m.out("a_out", ref(aQ, 0))
	return design(m)
}

var stateEnum = &ir.Enum{Name: "State", Width: 2, Members: []ir.Member{
	{Name: "Idle", Value: 0}, {Name: "LoadTile", Value: 1}, {Name: "StateRun", Value: 2}, {Name: "Fault", Value: 3}}}

func fsmDesign() *ir.Design {
	m := newMod("fsm").clocked()
	st := ir.Type{Width: 2, Enum: stateEnum}
	start, done := m.in("start", b1), m.in("done", b1)
	state := m.reg("state", st, 1)
	q := ref(state, 0)
	state.Drive[0] = choice(q, []int64{0, 1, 2}, mux(start, k(1, st), q), k(2, st), mux(and(done, not(start)), k(0, st), q), q)
	count := m.reg("count", u(6), 1)
	busy := hint("busy", cond(ir.OpNe, q, k(0, st)))
	last := hint("last", cond(ir.OpEq, add(ref(count, 0), k(1, u(6))), k(47, u(6))))
	count.Drive[0] = mux(busy, mux(last, k(0, u(6)), add(ref(count, 0), k(1, u(6)))), ref(count, 0))
	m.out("busy_out", busy)
	m.out("last", last)
	m.out("code", choice(q, []int64{0, 1, 2, 3}, k(17, u(8)), k(3, u(8)), slice(cat(ref(count, 0), k(1, u(2))), 0, 8), k(0xff, u(8)), k(9, u(8))))
	m.out("hot", choice(q, []int64{0, 2}, k(1, u(4)), k(4, u(4)), k(0, u(4))))
	return design(m)
}

func pipeDesign() *ir.Design {
	m := newMod("pipe").clocked()
	en := m.in("en", b1)
	d := m.inVec("d", s(8), 256)
	sel := m.in("sel", u(8))
	q := m.reg("q", s(8), 256)
	q.Reset, q.Init = nil, nil
	rot := m.reg("rot", s(8), 256)
	bank := m.reg("bank", u(12), 3)
	for i := range 256 {
		q.Drive[i] = mux(en, ref(d, i), ref(q, i))
		rot.Drive[i] = ref(q, (i+1)%256)
	}
	for i := range 3 {
		bank.Drive[i] = mux(eq(slice(sel, 0, 2), k(int64(i), u(2))), cat(slice(ref(d, i), 0, 4), sel), ref(bank, i))
	}
	m.out("rot_out", refs(rot)...)
	m.out("pick", typed(ir.OpIndex, s(8), append([]*ir.Node{sel}, refs(q)...)...))
	m.out("bank_pick", typed(ir.OpIndex, u(12), append([]*ir.Node{slice(sel, 3, 2)}, refs(bank)...)...))
	var bits []*ir.Node
	for i := range 8 {
		bits = append(bits, slice(sel, i, 1))
	}
	m.out("bit_pick", typed(ir.OpIndex, u(1), append([]*ir.Node{slice(sel, 0, 3)}, bits...)...))
	m.out("wide_pick", typed(ir.OpIndex, u(12), append([]*ir.Node{sel}, refs(bank)...)...))
	return design(m)
}

func mathDesign() *ir.Design {
	m := newMod("math")
	a, b := m.in("a", s(8)), m.in("b", s(8))
	x, y := m.in("x", u(12)), m.in("y", u(12))
	n := m.in("n", u(4))
	m.out("product", mul(a, b))
	m.out("high", slice(mul(a, b), 8, 8))
	m.out("dot", add(ext(mul(a, b), 17), ext(mul(b, a), 17)))
	m.out("sum", add(ext(a, 9), ext(b, 9)))
	m.out("quotient", op(ir.OpDiv, a, b))
	m.out("remainder", op(ir.OpRem, x, y))
	m.out("tenth", op(ir.OpDiv, x, k(10, u(12))))
	m.out("asr", op(ir.OpShr, op(ir.OpSub, a, b), n))
	m.out("lsr", op(ir.OpShr, x, n))
	m.out("less", cond(ir.OpLt, a, b))
	m.out("less_u", cond(ir.OpLt, typed(ir.OpCast, u(8), a), typed(ir.OpCast, u(8), b)))
	m.out("negative", cond(ir.OpLt, a, k(-3, s(8))))
	m.out("max4", mux(cond(ir.OpGt, a, b), mux(cond(ir.OpGt, a, k(5, s(8))), a, k(5, s(8))), mux(cond(ir.OpEq, a, k(100, s(8))), k(-100, s(8)), b)))
	m.out("parity", typed(ir.OpRedXor, b1, op(ir.OpXor, x, y)))
	m.out("words", add(x, y), op(ir.OpSub, x, y), k(7, u(12)), x)
	var long *ir.Node = x
	for i := range 20 {
		long = add(long, op(ir.OpXor, y, k(int64(i*37), u(12))))
	}
	m.out("series", long)
	m.wire("spare", op(ir.OpXor, x, y))
	m.Unused = append(m.Unused, slice(x, 3, 2))
	return design(m)
}

func memDesign() *ir.Design {
	m := newMod("mems").clocked()
	we, be := m.in("we", b1), m.in("be", u(4))
	addr, data := m.in("addr", u(6)), m.in("data", u(32))
	byteMem := &ir.Mem{Name: "bytes", Width: 32, Depth: 64, Lane: 8}
	byteMem.Writes = []*ir.WritePort{
		{Clock: m.clk, En: we, Addr: addr, Data: data, Mask: be},
		{Clock: m.clk, En: and(we, not(m.rst)), Addr: add(addr, k(1, u(6))), Data: op(ir.OpXor, data, k(-1, u(32)))},
	}
	byteMem.Reads = []*ir.ReadPort{
		{Clock: m.clk, En: not(we), Addr: addr, Out: m.net(ir.MemOut, "word", u(32), 1)},
		{Addr: addr, Out: m.net(ir.MemOut, "now", u(32), 1)},
	}
	odd := &ir.Mem{Name: "odd", Width: 5, Depth: 48, Lane: 5, Init: []*big.Int{big.NewInt(3), big.NewInt(31)}}
	odd.Reads = []*ir.ReadPort{{Addr: addr, Out: m.net(ir.MemOut, "odd_q", u(5), 1)}}
	one := &ir.Mem{Name: "one", Width: 4, Depth: 1, Lane: 1}
	one.Writes = []*ir.WritePort{{Clock: m.clk, En: we, Addr: slice(addr, 0, 1), Data: slice(data, 0, 4), Mask: be}}
	one.Reads = []*ir.ReadPort{{Clock: m.clk, Addr: slice(addr, 0, 1), Out: m.net(ir.MemOut, "one_q", u(4), 1)}}
	m.Mems = []*ir.Mem{byteMem, odd, one}
	for _, s := range m.Signals {
		if s.Kind == ir.MemOut {
			defer m.out(s.Name, ref(s, 0))
		}
	}
	d := &ir.Design{Modules: []*ir.Module{m.Module}, Top: m.Module}
	return d
}

func formalDesign() *ir.Design {
	m := newMod("formal").clocked()
	en := m.in("en", b1)
	count := m.reg("count", u(4), 1)
	count.Async = true
	q := ref(count, 0)
	shadow := m.reg("shadow", u(4), 1)
	shadow.Async = true
	shadow.Drive[0] = q
	count.Drive[0] = mux(en, mux(eq(q, k(9, u(4))), k(0, u(4)), add(q, k(1, u(4)))), q)
	m.out("count", q)
	m.assert(ir.Assert, "in_range", nil, cond(ir.OpLe, q, k(9, u(4))))
	m.assert(ir.Cover, "nine", en, eq(q, k(9, u(4))))
	m.assert(ir.Assume, "steady", nil, cond(ir.OpEq, slice(mul(q, ref(shadow, 0)), 7, 1), k(0, u(1))))
	return design(m)
}

// peMod is a cell of a weight-stationary array: activations go east, sums
// south.
func peMod() *mod {
	m := newMod("pe").clocked()
	act, sum, w, load := m.in("act_in", s(8)), m.in("sum_in", s(24)), m.in("w", s(8)), m.in("load", b1)
	wq, aq, sq := m.reg("weight", s(8), 1), m.reg("act", s(8), 1), m.reg("sum", s(24), 1)
	wq.Drive[0] = mux(load, w, ref(wq, 0))
	aq.Drive[0] = act
	sq.Drive[0] = add(sum, ext(mul(act, ref(wq, 0)), 24))
	m.out("act", ref(aq, 0))
	m.out("sum", ref(sq, 0))
	return m
}

// arrayDesign is a rows x cols array of cells; the parent reads the sums of the
// last row, or, when all is set, every activation too.
func arrayDesign(rows, cols int, every bool) *ir.Design {
	pe := peMod()
	m := newMod("array").clocked()
	load := m.in("load", b1)
	acts, weights := m.inVec("acts", s(8), rows), m.inVec("weights", s(8), cols)
	actNet := m.net(ir.InstOut, "pe_act", s(8), rows*cols)
	sumNet := m.net(ir.InstOut, "pe_sum", s(24), rows*cols)
	var zeros []*ir.Node
	for range cols {
		zeros = append(zeros, k(0, s(24)))
	}
	in := func(name string, kind ir.ConnKind, from string, values ...*ir.Node) ir.Conn {
		c := ir.Conn{Port: port(pe.Module, name), Kind: kind, Values: values}
		if from != "" {
			c.From = port(pe.Module, from)
		}
		return c
	}
	m.Insts = []*ir.Inst{{
		Name: "pe", Module: pe.Module, Grid: &ir.Grid{Rows: rows, Base: cols},
		Ins: []ir.Conn{
			in("clk", ir.ConnAll, "", ref(m.clk, 0)), in("rst", ir.ConnAll, "", m.rst),
			in("act_in", ir.ConnWest, "act", refs(acts)...), in("sum_in", ir.ConnNorth, "sum", zeros...),
			in("w", ir.ConnCol, "", refs(weights)...), in("load", ir.ConnAll, "", load),
		},
		Outs: []ir.Out{{Port: port(pe.Module, "act"), Net: actNet}, {Port: port(pe.Module, "sum"), Net: sumNet}},
	}}
	m.out("sums", refs(sumNet)[(rows-1)*cols:]...)
	if every {
		m.out("acts_out", refs(actNet)...)
	}
	return design(pe, m)
}

func delayMod() *mod {
	m := newMod("delay").clocked()
	d := m.in("d", u(8))
	q := m.reg("q", u(8), 1)
	q.Drive[0] = d
	m.out("q", ref(q, 0))
	return m
}

// skewDesign delays lane r by r cycles, or by lanes-1-r when step is -1, and
// has some single instances.
func skewDesign(step int) *ir.Design {
	const lanes = 4
	cell := delayMod()
	m := newMod("skew").clocked()
	x := m.inVec("x", u(8), lanes)
	g := ir.Grid{Rows: lanes, Base: 1, Step: 1}
	kind := ir.ConnWest
	if step < 0 {
		g, kind = ir.Grid{Rows: lanes, Base: lanes, Step: -1}, ir.ConnEast
	}
	net := m.net(ir.InstOut, "stage_q", u(8), g.Cells())
	m.Insts = []*ir.Inst{{
		Name: "stage", Module: cell.Module, Grid: &g,
		Ins: []ir.Conn{
			{Port: port(cell.Module, "clk"), Values: []*ir.Node{ref(m.clk, 0)}},
			{Port: port(cell.Module, "rst"), Values: []*ir.Node{m.rst}},
			{Port: port(cell.Module, "d"), Kind: kind, Values: refs(x), From: port(cell.Module, "q")},
		},
		Outs: []ir.Out{{Port: port(cell.Module, "q"), Net: net}},
	}}
	for r := range lanes {
		end := g.RowStart(r) + g.RowLen(r) - 1
		if step < 0 {
			end = g.RowStart(r)
		}
		m.out(fmt.Sprintf("y%d", r), ref(net, end))
	}
	single := m.inst("extra", cell, map[string][]*ir.Node{
		"clk": {ref(m.clk, 0)}, "rst": {m.rst}, "d": {add(ref(x, 0), ref(x, 1))},
	})
	m.out("extra_q", ref(single.Outs[0].Net, 0))
	m.inst("spare", cell, map[string][]*ir.Node{
		"clk": {ref(m.clk, 0)}, "rst": {m.rst}, "d": {cat(slice(ref(x, 2), 0, 4), k(3, u(4)))},
	})
	return design(cell, m)
}
