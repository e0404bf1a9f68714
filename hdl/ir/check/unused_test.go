package check

import (
	"testing"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

func TestUnused(t *testing.T) {
	m := New("m")
	clk := m.Clk("clk")
	x := m.In("x", Uint(4))
	m.In("spare", Bool)
	declared := m.In("declared", Bool)
	m.Out("q", x)
	counter := m.Reg("counter", Uint(4), clk)
	drive(counter, Add(counter, U(1, 4)))
	first := m.Reg("first", Uint(4), clk)
	drive(first, x)
	m.Wire("last", Not(first)).Sig.Named = true
	m.Wire("helper", x) // no name the user chose: clean-up removes it
	rd := m.Add(ir.MemOut, "rd", Uint(4))
	addr := Slice(x, 1, 0)
	m.Mems = []*ir.Mem{{
		Name: "ram", Width: 4, Depth: 4, Lane: 4, Loc: m.Loc(),
		Reads:  []*ir.ReadPort{{Addr: addr, Out: rd}},
		Writes: []*ir.WritePort{{Clock: clk, En: B(true), Addr: addr, Data: x}},
	}}
	m.Unused = []*ir.Node{declared}
	golden(t, "unused", Design(m))
}

// What an instance or an assertion reads is used, and an output may stay open.
func TestUsed(t *testing.T) {
	leaf, m := delay("leaf"), New("m")
	clk := m.Clk("clk")
	x, ok := m.In("x", Uint(8)), m.In("ok", Bool)
	m.Inst("u_leaf", leaf.Module, Ref(clk), x)
	r := m.Reg("r", Bool, clk)
	drive(r, ok)
	m.Asserts = []*ir.Assertion{{Name: "fine", Clock: clk, Cond: r}}
	clean(t, Design(leaf, m))
}
