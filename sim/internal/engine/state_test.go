package engine

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// ram is a module with a memory of two write and four read ports.
func ram(width, lane, depth int, init bool) irtest.M {
	m := irtest.New("ram")
	clk := m.Clock("clk")
	mem := m.Mem("store", width, depth)
	mem.Lane = lane
	if init {
		for i := range depth / 2 {
			mem.Init = append(mem.Init, ir.Wrap(big.NewInt(int64(-3*i)), width))
		}
	}
	in := func(name string, w int) *ir.Node { return irtest.Ref(m.In(name, irtest.U(w))) }
	aw := mem.AddrWidth()
	for i := range 2 {
		p := fmt.Sprintf("w%d_", i)
		var mask *ir.Node
		if lane != width || i == 1 {
			mask = in(p+"mask", width/lane)
		}
		m.Write(mem, clk, in(p+"en", 1), in(p+"addr", aw), in(p+"data", width), mask)
	}
	for i := range 2 {
		p := fmt.Sprintf("r%d_", i)
		addr := in(p+"addr", aw)
		var en *ir.Node
		if i == 0 {
			en = in(p+"en", 1)
		}
		s := m.Read(mem, p+"sync", clk, en, addr)
		a := m.Read(mem, p+"async", nil, nil, addr)
		m.Out(p+"s", irtest.U(width), s)
		m.Out(p+"a", irtest.U(width), a)
	}
	return m
}

func TestMemories(t *testing.T) {
	for _, c := range []struct{ width, lane, depth int }{
		{1, 1, 2}, {8, 8, 13}, {8, 1, 16}, {16, 8, 5}, {24, 8, 8}, {32, 16, 9}, {64, 8, 4}, {64, 64, 1}, {65, 13, 6}, {128, 8, 8}, {130, 65, 3},
	} {
		for _, init := range []bool{false, true} {
			t.Run(fmt.Sprintf("%dx%d/%d/init=%v", c.depth, c.width, c.lane, init), func(t *testing.T) {
				compare(t, irtest.Design(ram(c.width, c.lane, c.depth, init)), 60, rng(5))
			})
		}
	}
}

// A grid of memories keeps one memory a lane.
func TestMemoriesInGrid(t *testing.T) {
	m := ram(16, 8, 6, true)
	n := 0
	for _, s := range m.Signals {
		if s.Kind == ir.Input {
			n++
		}
	}
	var kinds []ir.ConnKind
	for range n - 1 {
		kinds = append(kinds, ir.ConnCell)
	}
	top := gridOf("top", m, ir.Grid{Rows: 2, Base: 2}, kinds)
	compare(t, irtest.Design(m, top), 60, rng(6))
}

func TestLargeMemoryIsLazy(t *testing.T) {
	m := irtest.New("big")
	clk := m.Clock("clk")
	mem := m.Mem("hbm", 8, 1<<30)
	addr := irtest.Ref(m.In("addr", irtest.U(30)))
	m.Out("q", irtest.U(8), m.Read(mem, "rd", clk, nil, addr))
	d := irtest.Design(m)
	e, err := New(d, 9)
	require.NoError(t, err)
	for _, a := range []int{0, 4095, 4096, 1<<30 - 1} {
		require.Zero(t, ir.PowerUp(9, "big", "hbm", a, 8).Cmp(load(e, e.Memory(nil, mem, a))))
	}
	used := 0
	for _, p := range e.memories[0].pages[0] {
		if p != nil {
			used += len(p.b8)
		}
	}
	require.Equal(t, 3*pageWords, used)
}

// A memory whose pages nobody could keep an account of is an error.
func TestMemoryOfTooManyWords(t *testing.T) {
	m := irtest.New("big")
	mem := m.Mem("ram", 8, 1<<43)
	m.Out("q", irtest.U(8), m.Read(mem, "r", nil, nil, irtest.Ref(m.In("a", irtest.U(43)))))
	_, err := New(irtest.Design(m), 1)
	require.EqualError(t, err, "big: memory ram: 8796093022208 words in 1 instances: want at most 1099511627776 in all")
}

func TestPowerUpIsTheContract(t *testing.T) {
	for _, w := range []int{1, 7, 64, 65, 200} {
		for i := range 5 {
			words := make([]uint64, wordsFor(w))
			newPowerUp(11, "mod", "reg", w).read(words, i)
			require.Zero(t, ir.PowerUp(11, "mod", "reg", i, w).Cmp(FromWords(words)))
		}
	}
}

// Two clocks that rise together or not, each register seeing the other's value
// from before the edge.
func TestTwoClocks(t *testing.T) {
	m := irtest.New("two")
	a, b := m.Clock("a"), m.Clock("b")
	in := m.In("in", irtest.U(8))
	x := m.Reg("x", irtest.U(8), a)
	y := m.Reg("y", irtest.U(8), b)
	z := m.Reg("z", irtest.U(8), a)
	x.Drive[0] = irtest.N(ir.OpAdd, irtest.Ref(y), irtest.Ref(in))
	y.Drive[0] = irtest.Ref(x)
	z.Drive[0] = irtest.Ref(y)
	compare(t, irtest.Design(m), 100, rng(8))
}

func TestAsyncReset(t *testing.T) {
	m := irtest.New("async")
	clk := m.Clock("clk")
	rst := irtest.Ref(m.In("rst", irtest.U(1)))
	en := irtest.Ref(m.In("en", irtest.U(1)))
	x := m.RegReset("x", irtest.U(8), clk, rst, 5)
	x.Async = true
	x.Drive[0] = irtest.N(ir.OpAdd, irtest.Ref(x), irtest.K(1, 8))
	// A reset made from a register that is itself reset.
	half := irtest.N(ir.OpAnd, en, irtest.N(ir.OpEq, irtest.Ref(x), irtest.K(5, 8)))
	y := m.RegReset("y", irtest.S(70), clk, half, -2)
	y.Async = true
	y.Drive[0] = irtest.N(ir.OpAdd, irtest.Ref(y), irtest.Ext(irtest.Cast(irtest.Ref(x), true), 70))
	z := m.RegReset("z", irtest.U(8), clk, rst, 9)
	z.Drive[0] = irtest.N(ir.OpSub, irtest.Ref(z), irtest.Ref(x))
	compare(t, irtest.Design(m), 200, rng(9))
}

// The output of one port of an instance may feed another input of it: order is
// by node, not by module.
func TestFalseLoopThroughInstances(t *testing.T) {
	leaf := irtest.New("leaf")
	i0, i1 := leaf.In("i0", irtest.U(8)), leaf.In("i1", irtest.U(8))
	leaf.Out("o0", irtest.U(8), irtest.N(ir.OpAdd, irtest.Ref(i0), irtest.K(1, 8)))
	leaf.Out("o1", irtest.U(8), irtest.N(ir.OpXor, irtest.Ref(i1), irtest.Ref(i0)))
	d := irtest.Design(leaf)
	top := irtest.New("top")
	in := top.In("in", irtest.U(8))
	w := top.Wire("w", irtest.U(8), 1)
	a := top.Inst("a", d.Top, nil, irtest.All(irtest.Ref(in)), irtest.All(irtest.Ref(w)))
	b := top.Inst("b", d.Top, nil, irtest.All(irtest.Ref(a["o0"])), irtest.All(irtest.Ref(a["o1"])))
	w.Drive[0] = irtest.Ref(b["o0"])
	top.Out("out", irtest.U(8), irtest.Ref(b["o1"]))
	compare(t, irtest.Design(leaf, top), 20, rng(10))
}

// A path from cell to cell that the parent closes also ends lock step.
func TestGridChainedByParent(t *testing.T) {
	leaf := irtest.New("leaf")
	x := leaf.In("x", irtest.U(8))
	leaf.Out("y", irtest.U(8), irtest.N(ir.OpAdd, irtest.Ref(x), irtest.K(3, 8)))
	top := irtest.New("top")
	in := top.In("in", irtest.U(8))
	w := top.Wire("w", irtest.U(8), 4)
	of := irtest.Design(leaf).Top
	nets := top.Inst("u", of, &ir.Grid{Rows: 2, Base: 2}, irtest.Each(ir.ConnCell,
		irtest.Ref(in), irtest.RefAt(w, 0), irtest.RefAt(w, 1), irtest.RefAt(w, 2)))
	for i := range 4 {
		w.Drive[i] = irtest.RefAt(nets["y"], i)
	}
	top.Out("out", irtest.U(8), irtest.RefAt(w, 3))
	compare(t, irtest.Design(leaf, top), 10, rng(11))
}

// Elements of a vector are separate values, and so, in effect, are the bits of
// a wire that is computed from its own lower bits.
func TestBitwiseLoops(t *testing.T) {
	m := irtest.New("ripple")
	a := m.In("a", irtest.U(16))
	v := m.Wire("v", irtest.U(1), 4)
	v.Drive[0] = irtest.Slice(irtest.Ref(a), 0, 1)
	for i := 1; i < 4; i++ {
		v.Drive[i] = irtest.N(ir.OpXor, irtest.RefAt(v, i-1), irtest.Slice(irtest.Ref(a), i, 1))
	}
	m.Out("parity", irtest.U(1), irtest.RefAt(v, 3))
	// prefix[i] = prefix[i-1] ^ a[i] in one wire of 16 bits
	prefix := m.Wire("prefix", irtest.U(16), 1)
	up := irtest.N(ir.OpShl, irtest.Ref(prefix), irtest.K(1, 1))
	prefix.Drive[0] = irtest.N(ir.OpXor, up, irtest.Ref(a))
	m.Out("all", irtest.U(16), irtest.Ref(prefix))
	d := irtest.Design(m)
	e, err := New(d, 0)
	require.NoError(t, err)
	r := rng(12)
	for range 50 {
		in := r.Uint64() & 0xffff
		e.Store1(e.Signal(nil, a, 0), in)
		require.NoError(t, e.Settle())
		want := in
		for _, s := range []int{1, 2, 4, 8} {
			want ^= want << s
		}
		require.Equal(t, want&0xffff, e.Load1(e.Signal(nil, prefix, 0)))
		require.Equal(t, want>>3&1, e.Load1(e.Signal(nil, v, 3)))
	}
}

func TestRealLoopIsReported(t *testing.T) {
	m := irtest.New("osc")
	w := m.Wire("ring", irtest.U(1), 1)
	w.Drive[0] = irtest.N(ir.OpNot, irtest.Ref(w))
	m.Out("o", irtest.U(1), irtest.Ref(w))
	e, err := New(irtest.Design(m), 0)
	require.NoError(t, err)
	require.ErrorContains(t, e.Settle(), "combinational loop does not settle: through [osc.ring]")
}

// Storing a register between edges is seen by logic and by the next edge, even
// where the register's next value does not depend on anything that changed.
func TestStoreRegister(t *testing.T) {
	m := irtest.New("dep")
	clk := m.Clock("clk")
	r := m.Reg("r", irtest.U(8), clk)
	r.Drive[0] = irtest.K(7, 8)
	o := m.Out("o", irtest.U(8), irtest.Ref(r))
	e, err := New(irtest.Design(m), 0)
	require.NoError(t, err)
	get := func() uint64 { require.NoError(t, e.Settle()); return e.Load1(e.Signal(nil, o, 0)) }
	step := func() { require.NoError(t, e.Settle()); e.Edge(1) }
	step()
	require.EqualValues(t, 7, get())
	e.Store1(e.Signal(nil, r, 0), 3)
	require.EqualValues(t, 3, get())
	step()
	require.EqualValues(t, 7, get())
}

// Asynchronous resets that change each other act in rounds.
func TestResetsOfResets(t *testing.T) {
	for seed := range uint64(200) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rng(seed)
			compare(t, irtest.RandomResets(r), 20, r)
		})
	}
}
