package passes

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

func TestDead(t *testing.T) {
	leaf := New("leaf")
	leaf.Out("q", Not(leaf.In("a", Uint(8))))
	checked := New("checked")
	clkC := checked.Clk("clk")
	checked.Out("q", checked.In("a", Bool))
	checked.Asserts = []*ir.Assertion{{Name: "ok", Clock: clkC, Cond: Ref(checked.Signals[1])}}

	m := New("m")
	clk := m.Clk("clk")
	x, c := m.In("x", Uint(8)), m.In("c", Bool)
	out := m.Out("q", x)
	used := m.Wire("used", Not(x))
	m.Wire("unused", Not(used))
	m.Wire("named", x).Sig.Named = true
	kept := m.Reg("kept", Uint(8), clk)
	kept.Sig.Drive = []*ir.Node{Add(kept, used)}
	self := m.Reg("self", Uint(8), clk)
	self.Sig.Drive = []*ir.Node{Add(self, x)}
	m.Inst("u_dead", leaf.Module, x)
	u := m.Inst("u_live", leaf.Module, x)
	m.Inst("u_checked", checked.Module, Ref(clk), c)
	out.Drive = []*ir.Node{Xor(kept, Ref(u.Outs[0].Net))}
	m.Unused = []*ir.Node{c}

	rd := m.Add(ir.MemOut, "rd", Uint(8))
	unread := m.Add(ir.MemOut, "unread", Uint(8))
	lost := m.Add(ir.MemOut, "lost", Uint(8))
	addr := Slice(x, 1, 0)
	write := func() []*ir.WritePort {
		return []*ir.WritePort{{Clock: clk, En: c, Addr: addr, Data: x}}
	}
	m.Mems = []*ir.Mem{
		{Name: "ram", Width: 8, Depth: 4, Lane: 8, Writes: write(), Reads: []*ir.ReadPort{{Addr: addr, Out: unread}, {Addr: addr, Out: rd}}},
		{Name: "sink", Width: 8, Depth: 4, Lane: 8, Writes: write(), Reads: []*ir.ReadPort{{Addr: addr, Out: lost}}},
	}
	out.Drive[0].Args = append(out.Drive[0].Args, Ref(rd))

	d := Design(leaf, checked, m)
	require.NoError(t, ir.Verify(d))
	require.NoError(t, Run(d))
	require.Equal(t, `module m
  input clk : clock
  input x : uint<8>
  input c : bool
  output q : uint<8> = xor(kept, u_live_q, rd)
  wire used : uint<8> = not(x)
  named wire named : uint<8> = x
  reg kept : uint<8> @clk <= add(kept, used)
  inst u_live_q : uint<8>
  inst u_checked_q : bool
  mem rd : uint<8>
  memory ram : 4 x 8
  %1 : uint<2> = x[1:0]
    read addr %1 -> rd
    write @clk addr %1 data x en c
  inst u_live : leaf
    .a <= x
    .q -> u_live_q
  inst u_checked : checked
    .clk <= clk
    .a <= c
    .q -> u_checked_q
  unused c
`, ir.Format(m.Module))
}

// A module without instances left is no part of the design.
func TestUnreachable(t *testing.T) {
	leaf, top := New("leaf"), New("top")
	leaf.Out("q", Not(leaf.In("a", Uint(8))))
	x := top.In("x", Uint(8))
	top.Out("q", x)
	top.Inst("u_leaf", leaf.Module, x)
	d := Design(leaf, top)
	require.NoError(t, Run(d))
	require.Equal(t, []*ir.Module{top.Module}, d.Modules)
}

// A broken design is reported, not changed.
func TestRunRejects(t *testing.T) {
	m := New("m")
	m.Out("q", Add(m.In("x", Uint(8)), U(1, 7)))
	require.EqualError(t, Run(Design(m)), "passes: before any pass: module m: q: drive 0: add: argument 1: width 7, want 8")
}
