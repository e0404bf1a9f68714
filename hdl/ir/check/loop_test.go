package check

import (
	"testing"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"

	"github.com/stretchr/testify/require"
)

func TestLoop(t *testing.T) {
	t.Run("itself", func(t *testing.T) {
		m := New("m")
		a := m.In("a", Bool)
		q := out(m, "q", Bool)
		w := wire(m, "w", Bool)
		drive(w, And(a, w))
		q.Drive = []*ir.Node{w}
		golden(t, "loop_itself", Design(m))
	})
	t.Run("bits", func(t *testing.T) { // y[0] feeds x[1], x[1] feeds y[0]
		m := New("m")
		a := m.In("a", Bool)
		q := out(m, "q", Uint(2))
		x, y := wire(m, "x", Uint(2)), wire(m, "y", Uint(2))
		drive(x, Cat(Slice(y, 0, 0), a))
		drive(y, Cat(a, Slice(x, 1, 1)))
		q.Drive = []*ir.Node{y}
		golden(t, "loop_bits", Design(m))
	})
	t.Run("instances", func(t *testing.T) {
		leaf, mid, top := pass("leaf"), New("mid"), New("top")
		a := mid.In("a", Uint(8))
		q := out(mid, "q", Uint(8))
		u := mid.Inst("u_leaf", leaf.Module, a)
		q.Drive = []*ir.Node{Ref(u.Outs[0].Net)}

		b := top.In("b", Uint(8))
		p := out(top, "p", Uint(8))
		back := wire(top, "back", Uint(8))
		v := top.Inst("u_mid", mid.Module, Xor(back, b))
		drive(back, Ref(v.Outs[0].Net))
		p.Drive = []*ir.Node{back}
		golden(t, "loop_instances", Design(leaf, mid, top))
	})
	t.Run("grid", func(t *testing.T) { // west to east and back
		leaf, top := pass("leaf"), New("top")
		p := out(top, "p", Uint(8))
		g := top.Inst("u_row", leaf.Module, U(0, 8))
		GridOf(g, ir.Grid{Rows: 1, Base: 3})
		g.Ins[0] = ir.Conn{Port: leaf.Signals[0], Kind: ir.ConnWest, From: leaf.Signals[1], Values: []*ir.Node{Elem(g.Outs[0].Net, 2)}}
		p.Drive = []*ir.Node{Elem(g.Outs[0].Net, 2)}
		golden(t, "loop_grid", Design(leaf, top))
	})
	t.Run("memory", func(t *testing.T) {
		m := New("m")
		clk := m.Clk("clk")
		a := m.In("a", Bool)
		q := out(m, "q", Uint(4))
		rd := m.Add(ir.MemOut, "rd", Uint(4))
		m.Mems = []*ir.Mem{{
			Name: "ram", Width: 4, Depth: 16, Lane: 4,
			Reads:  []*ir.ReadPort{{Addr: Xor(Ref(rd), U(1, 4)), Out: rd}},
			Writes: []*ir.WritePort{{Clock: clk, En: a, Addr: U(0, 4), Data: U(3, 4)}},
		}}
		q.Drive = []*ir.Node{Ref(rd)}
		golden(t, "loop_memory", Design(m))
	})
}

// What looks like a loop by signal is none by bit, or has a register.
func TestNoLoop(t *testing.T) {
	// feedback drives w with what make makes of it.
	feedback := func(width int, make func(w, a *ir.Node) *ir.Node) *ir.Design {
		m := New("m")
		a := m.In("a", Uint(width))
		q := out(m, "q", Uint(width))
		w := wire(m, "w", Uint(width))
		drive(w, make(w, a))
		q.Drive = []*ir.Node{w}
		return Design(m)
	}
	cmp := func(n *ir.Node) *ir.Node { return Cast(n, Uint(1)) }
	for _, c := range []struct {
		name string
		make func(w, a *ir.Node) *ir.Node
		loop bool
	}{
		{"ripple upwards", func(w, a *ir.Node) *ir.Node { return Cat(Xor(Slice(w, 2, 0), Slice(a, 3, 1)), Slice(a, 0, 0)) }, false},
		{"ripple downwards", func(w, a *ir.Node) *ir.Node { return Cat(Slice(a, 3, 3), Not(Slice(w, 3, 1))) }, false},
		{"rotate", func(w, a *ir.Node) *ir.Node { return Cat(Slice(w, 2, 0), Slice(w, 3, 3)) }, true},
		{"add of lower bits", func(w, a *ir.Node) *ir.Node { return Cat(Add(Slice(w, 2, 0), Slice(a, 2, 0)), Slice(a, 0, 0)) }, false},
		{"add of higher bits", func(w, a *ir.Node) *ir.Node { return Cat(Slice(a, 1, 0), Slice(Add(w, a), 1, 0)) }, true},
		{"mul of lower bits", func(w, a *ir.Node) *ir.Node {
			return Cat(Slice(Mul(Slice(w, 2, 0), Slice(a, 2, 0)), 2, 0), Slice(a, 0, 0))
		}, false},
		{"compare of lower bits", func(w, a *ir.Node) *ir.Node { return Cat(cmp(Lt(Slice(w, 2, 0), Slice(a, 2, 0))), Slice(a, 2, 0)) }, false},
		{"compare of all bits", func(w, a *ir.Node) *ir.Node { return Cat(cmp(Lt(w, a)), Slice(a, 2, 0)) }, true},
		{"select by own bit", func(w, a *ir.Node) *ir.Node { return Mux(Slice(w, 0, 0), a, Not(a)) }, true},
		{"select by lower bit", func(w, a *ir.Node) *ir.Node {
			return Cat(Mux(Slice(w, 0, 0), Slice(a, 3, 1), Slice(a, 2, 0)), Slice(a, 0, 0))
		}, false},
		{"mux arm of the bit below", func(w, a *ir.Node) *ir.Node { return Mux(Slice(a, 0, 0), Cat(Slice(w, 2, 0), Slice(a, 0, 0)), a) }, false},
		{"shift left by one", func(w, a *ir.Node) *ir.Node { return Or(Cat(Slice(w, 2, 0), U(0, 1)), a) }, false},
		{"shift left by any", func(w, a *ir.Node) *ir.Node { return Shl(w, a) }, true},
		{"sign of itself", func(w, a *ir.Node) *ir.Node { return Cast(Ext(Cast(Slice(w, 2, 1), Sint(2)), 4), Uint(4)) }, true},
		{"extension from below", func(w, a *ir.Node) *ir.Node { return Cat(Slice(Ext(Slice(w, 0, 0), 3), 2, 0), Slice(a, 0, 0)) }, false},
		{"reduction of lower bits", func(w, a *ir.Node) *ir.Node { return Cat(cmp(Cmp(ir.OpRedXor, Slice(w, 2, 0))), Slice(a, 2, 0)) }, false},
		{"index by lower bits", func(w, a *ir.Node) *ir.Node {
			return Cat(Index(Slice(w, 1, 0), Slice(a, 1, 0), Slice(a, 2, 1)), Slice(a, 1, 0))
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := codes(t, feedback(4, c.make))
			got = only(got, CodeLoop)
			if c.loop {
				require.Equal(t, []string{CodeLoop}, got)
				return
			}
			require.Empty(t, got)
		})
	}

	t.Run("register", func(t *testing.T) {
		leaf, top := delay("leaf"), New("top")
		clk := top.Clk("clk")
		p := out(top, "p", Uint(8))
		u := top.Inst("u", leaf.Module, Ref(clk), U(0, 8))
		u.Ins[1].Values = []*ir.Node{Not(Ref(u.Outs[0].Net))}
		p.Drive = []*ir.Node{Ref(u.Outs[0].Net)}
		clean(t, Design(leaf, top))
	})
	t.Run("instance twice", func(t *testing.T) { // through and through again
		leaf, top := New("leaf"), New("top")
		a, b := leaf.In("a", Uint(8)), leaf.In("b", Uint(8))
		leaf.Out("x", Not(a))
		leaf.Out("y", Not(b))
		c := top.In("c", Uint(8))
		p := out(top, "p", Uint(8))
		u := top.Inst("u", leaf.Module, c, c)
		u.Ins[1].Values = []*ir.Node{Ref(u.Outs[0].Net)}
		p.Drive = []*ir.Node{Ref(u.Outs[1].Net)}
		clean(t, Design(leaf, top))
	})
	t.Run("instance bit by bit", func(t *testing.T) {
		leaf, top := New("leaf"), New("top")
		a := leaf.In("a", Uint(2))
		leaf.Out("x", Not(a))
		c := top.In("c", Uint(1))
		p := out(top, "p", Uint(2))
		u := top.Inst("u", leaf.Module, U(0, 2))
		u.Ins[0].Values = []*ir.Node{Cat(Slice(Ref(u.Outs[0].Net), 0, 0), c)}
		p.Drive = []*ir.Node{Ref(u.Outs[0].Net)}
		clean(t, Design(leaf, top))
	})
	t.Run("chained grid", func(t *testing.T) { // sums run down and right without registers
		leaf, top := New("leaf"), New("top")
		w, n := leaf.In("w", Uint(8)), leaf.In("n", Uint(8))
		e := leaf.Out("e", Add(w, n))
		s := leaf.Out("s", Sub(w, n))
		c := top.In("c", Uint(8))
		p := out(top, "p", Uint(8))
		g := top.Inst("g", leaf.Module, c, c)
		GridOf(g, ir.Grid{Rows: 4, Base: 5})
		g.Ins[0] = ir.Conn{Port: w.Sig, Kind: ir.ConnWest, From: e, Values: Repeat(c, 4)}
		g.Ins[1] = ir.Conn{Port: n.Sig, Kind: ir.ConnNorth, From: s, Values: Repeat(c, 5)}
		p.Drive = []*ir.Node{Elem(g.Outs[0].Net, 19)}
		clean(t, Design(leaf, top))

		g.Ins[1].Values = Repeat(Elem(g.Outs[1].Net, 19), 5) // back to the top
		require.Equal(t, []string{CodeLoop}, codes(t, Design(leaf, top)))
	})
}

// Chains in a triangle run as feed says for every direction.
func TestTriangle(t *testing.T) {
	for _, kind := range []ir.ConnKind{ir.ConnWest, ir.ConnEast} {
		leaf, top := pass("leaf"), New("top")
		c := top.In("c", Uint(8))
		p := out(top, "p", Uint(8))
		g := top.Inst("g", leaf.Module, c)
		GridOf(g, ir.Grid{Rows: 3, Base: 1, Step: 1})
		g.Ins[0] = ir.Conn{Port: leaf.Signals[0], Kind: kind, From: leaf.Signals[1], Values: Repeat(c, 3)}
		p.Drive = []*ir.Node{Elem(g.Outs[0].Net, 5)}
		clean(t, Design(leaf, top))

		g.Ins[0].Values = []*ir.Node{c, c, Elem(g.Outs[0].Net, 4)} // (2,1) feeds the end of row 2
		require.Equal(t, []string{CodeLoop}, codes(t, Design(leaf, top)), kind)
		g.Ins[0].Values = []*ir.Node{c, Elem(g.Outs[0].Net, 4), c} // row 2 feeds row 1
		require.Empty(t, codes(t, Design(leaf, top)), kind)
	}
}

func only(cs []string, code string) []string {
	var kept []string
	for _, c := range cs {
		if c == code {
			kept = append(kept, c)
		}
	}
	return kept
}
