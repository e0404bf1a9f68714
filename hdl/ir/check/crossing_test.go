package check

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

// twoClocks starts a module with clocks clk_a and clk_b, a data input x and an
// output q, and a register of clk_a that holds x.
func twoClocks() (m *M, a, b *ir.Signal, q *ir.Signal, ra *ir.Node) {
	m = New("m")
	a, b = m.Clk("clk_a"), m.Clk("clk_b")
	x := m.In("x", Bool)
	q = out(m, "q", Bool)
	ra = m.Reg("ra", Bool, a)
	drive(ra, x)
	return m, a, b, q, ra
}

func TestCrossing(t *testing.T) {
	t.Run("register", func(t *testing.T) {
		m, _, b, q, ra := twoClocks()
		w := m.Wire("w", Not(ra))
		rb := m.Reg("rb", Bool, b)
		drive(rb, And(w, rb))
		q.Drive = []*ir.Node{rb}
		golden(t, "crossing_register", Design(m))
	})
	t.Run("reset", func(t *testing.T) {
		m, _, b, q, ra := twoClocks()
		rb := m.Reg("rb", Bool, b)
		rb.Sig.Reset, rb.Sig.Init = ra, []*big.Int{new(big.Int)}
		q.Drive = []*ir.Node{rb}
		golden(t, "crossing_reset", Design(m))
	})
	t.Run("memory", func(t *testing.T) {
		m, a, b, q, ra := twoClocks()
		rd := m.Add(ir.MemOut, "rd", Bool)
		m.Mems = []*ir.Mem{{
			Name: "ram", Width: 1, Depth: 2, Lane: 1, Loc: m.Loc(),
			Reads:  []*ir.ReadPort{{Clock: a, Addr: Cast(ra, Uint(1)), Out: rd}},
			Writes: []*ir.WritePort{{Clock: b, En: ra, Addr: U(0, 1), Data: U(1, 1)}},
		}}
		rb := m.Reg("rb", Bool, b)
		drive(rb, Ref(rd))
		q.Drive = []*ir.Node{rb}
		golden(t, "crossing_memory", Design(m))
	})
	t.Run("instances", func(t *testing.T) { // source, wiring and sink each in an instance
		src, thru, top := delay("src"), pass("thru"), New("top")
		a, b := top.Clk("clk_a"), top.Clk("clk_b")
		x := top.In("x", Uint(8))
		p := out(top, "p", Uint(8))
		u := top.Inst("u_src", src.Module, Ref(a), x)
		v := top.Inst("u_thru", thru.Module, Ref(u.Outs[0].Net))
		w := top.Inst("u_dst", src.Module, Ref(b), Ref(v.Outs[0].Net))
		p.Drive = []*ir.Node{Ref(w.Outs[0].Net)}
		golden(t, "crossing_instances", Design(src, thru, top))
	})
	t.Run("synchroniser samples logic", func(t *testing.T) {
		m, a, b, q, ra := twoClocks()
		ra2 := m.Reg("ra2", Bool, a)
		drive(ra2, ra)
		w := m.Wire("w", Or(ra, ra2))
		meta := m.Reg("meta", Bool, b)
		meta.Sig.Sync = true
		drive(meta, w)
		q.Drive = []*ir.Node{meta}
		golden(t, "crossing_sync", Design(m))
	})
}

func TestNoCrossing(t *testing.T) {
	t.Run("synchroniser", func(t *testing.T) {
		m, _, b, q, ra := twoClocks()
		meta, rb := m.Reg("meta", Bool, b), m.Reg("rb", Bool, b)
		meta.Sig.Sync = true
		drive(meta, ra)
		drive(rb, meta)
		q.Drive = []*ir.Node{rb}
		clean(t, Design(m))
	})
	t.Run("synchroniser in an instance", func(t *testing.T) {
		leaf := New("sync")
		clk := leaf.Clk("clk")
		d := leaf.In("d", Bool)
		lq := out(leaf, "q", Bool)
		meta, r := leaf.Reg("meta", Bool, clk), leaf.Reg("r", Bool, clk)
		meta.Sig.Sync = true
		drive(meta, d)
		drive(r, meta)
		lq.Drive = []*ir.Node{r}

		m, _, b, q, ra := twoClocks()
		u := m.Inst("u_sync", leaf.Module, Ref(b), ra)
		rb := m.Reg("rb", Bool, b)
		drive(rb, Ref(u.Outs[0].Net))
		q.Drive = []*ir.Node{rb}
		clean(t, Design(leaf, m))
	})
	t.Run("bits pass by each other", func(t *testing.T) {
		m, _, b, q, ra := twoClocks()
		rb, rb2 := m.Reg("rb", Uint(1), b), m.Reg("rb2", Uint(1), b)
		bus := m.Wire("bus", Cat(Cast(ra, Uint(1)), rb))
		drive(rb, Not(rb))
		drive(rb2, Slice(bus, 0, 0))
		q.Drive = []*ir.Node{Cast(Xor(rb2, Slice(bus, 1, 1)), Bool)}
		clean(t, Design(m))
	})
	t.Run("one clock under two names", func(t *testing.T) { // the parent joins them
		leaf := delay("leaf")
		top := New("top")
		a := top.Clk("clk")
		x := top.In("x", Uint(8))
		p := out(top, "p", Uint(8))
		u := top.Inst("u", leaf.Module, Ref(a), x)
		v := top.Inst("v", leaf.Module, Ref(a), Ref(u.Outs[0].Net))
		p.Drive = []*ir.Node{Ref(v.Outs[0].Net)}
		clean(t, Design(leaf, top))
	})
}

// A grid cell of one clock that is fed from a register of another.
func TestCrossingGrid(t *testing.T) {
	leaf, top := delay("leaf"), New("top")
	a, b := top.Clk("clk_a"), top.Clk("clk_b")
	x := top.In("x", Uint(8))
	p := out(top, "p", Uint(8))
	ra := top.Reg("ra", Uint(8), a)
	drive(ra, x)
	g := top.Inst("g", leaf.Module, Ref(b), x)
	GridOf(g, ir.Grid{Rows: 2, Base: 2})
	g.Ins[1] = ir.Conn{Port: leaf.Signals[1], Kind: ir.ConnWest, From: leaf.Signals[2], Values: []*ir.Node{x, ra}}
	p.Drive = []*ir.Node{Elem(g.Outs[0].Net, 3)}
	golden(t, "crossing_grid", Design(leaf, top))
}

func TestUnanalysed(t *testing.T) {
	m, _, b, q, ra := twoClocks()
	y := m.Module.Signals[2] // x, sampled by both clocks
	rb := m.Reg("rb", Bool, b)
	drive(rb, Ref(y))
	q.Drive = []*ir.Node{And(ra, rb)}
	clean(t, Design(m))
	require.Equal(t, []Related{{ir.Loc{File: "m.go", Line: 4}, "input x is taken to be in the domain of clk_a and clk_b"}}, Unanalysed(Design(m)))
}
