package engine

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// compare drives a design with random inputs and compares every signal of
// every instance, and at the end every memory word, with the reference.
func compare(t *testing.T, d *ir.Design, cycles int, r *rand.Rand) *Engine {
	t.Helper()
	require.NoError(t, ir.Verify(d))
	seed := r.Uint64()
	e, err := New(d, seed)
	require.NoError(t, err)
	ref := newReference(d, seed)
	for cycle := range cycles {
		for _, s := range d.Top.Signals {
			if s.Kind != ir.Input || s.Type.Class == ir.Clock || r.IntN(3) == 0 {
				continue
			}
			for i := range s.Count {
				v := value(r, s.Type.Width)
				ref.inputs[elem{s, i}] = v
				loc := e.Signal(nil, s, i)
				words := make([]uint64, loc.Words)
				ToWords(words, v)
				e.Store(loc, words)
			}
		}
		ref.settle()
		require.NoError(t, e.Settle())
		same(t, e, ref, fmt.Sprintf("cycle %d before the edge", cycle))
		clocks := map[string]bool{}
		var set uint64
		for i, c := range e.clocks {
			if len(e.clocks) == 1 || r.IntN(2) == 0 {
				clocks[c.Name] = true
				set |= 1 << i
			}
		}
		e.Edge(set)
		ref.edge(clocks)
		require.NoError(t, e.Settle())
		same(t, e, ref, fmt.Sprintf("cycle %d after the edge", cycle))
	}
	for _, x := range ref.all {
		for _, m := range x.mod.Mems {
			for a, want := range x.mems[m] {
				require.Equal(t, want.Text(16), load(e, e.Memory(x.steps, m, a)).Text(16), "%v %s[%d]", x.steps, m.Name, a)
			}
		}
	}
	return e
}

func same(t *testing.T, e *Engine, ref *reference, when string) {
	t.Helper()
	for _, x := range ref.all {
		for _, s := range x.mod.Signals {
			if s.Type.Class == ir.Clock {
				continue
			}
			for i := range s.Count {
				got, want := load(e, e.Signal(x.steps, s, i)), x.get(s, i)
				if got.Cmp(want) != 0 {
					t.Fatalf("%s: %s%v.%s[%d] = %x, want %x", when, x.mod.Name, x.steps, s.Name, i, got, want)
				}
			}
		}
	}
}

func load(e *Engine, l Loc) *big.Int {
	words := make([]uint64, l.Words)
	e.Load(l, words)
	return FromWords(words)
}

func rng(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

func TestArray(t *testing.T) {
	for _, n := range []int{1, 2, 5} {
		e := compare(t, irtest.Array(n, 8, 32), 30, rng(uint64(n)))
		require.Len(t, e.contexts[0].Children[e.contexts[0].Mod.Insts[0]], 1, "cells run in lock step")
	}
}

// cell has one input and output for each way to connect a grid, with a
// register between input and output where registered is true.
func cell(width int, kinds []ir.ConnKind, registered bool) irtest.M {
	m := irtest.New("cell")
	clk := m.Clock("clk")
	sum := irtest.K(1, width)
	for i := range kinds {
		in := m.In(fmt.Sprintf("i%d", i), irtest.U(width))
		sum = irtest.N(ir.OpAdd, irtest.N(ir.OpXor, sum, irtest.Ref(in)), irtest.K(uint64(i+1), width))
	}
	for i := range kinds {
		v := irtest.N(ir.OpAdd, sum, irtest.K(uint64(i), width))
		r := m.Reg(fmt.Sprintf("r%d", i), irtest.U(width), clk)
		r.Drive[0] = v
		if registered {
			v = irtest.Ref(r)
		}
		m.Out(fmt.Sprintf("o%d", i), irtest.U(width), v)
	}
	return m
}

// gridOf connects a grid of cells by the given kinds.
func gridOf(name string, m irtest.M, g ir.Grid, kinds []ir.ConnKind) irtest.M {
	of := irtest.Design(m).Top
	var outs, ins []*ir.Signal
	for _, s := range of.Signals {
		switch {
		case s.Kind == ir.Output:
			outs = append(outs, s)
		case s.Kind == ir.Input && s.Type.Class != ir.Clock:
			ins = append(ins, s)
		}
	}
	top := irtest.New(name)
	conns := []ir.Conn{irtest.All(irtest.Ref(top.Clock("clk")))}
	for i, k := range kinds {
		n := 1
		switch k {
		case ir.ConnRow, ir.ConnWest, ir.ConnEast:
			n = g.Rows
		case ir.ConnCol, ir.ConnNorth, ir.ConnSouth:
			n = g.Cols()
		case ir.ConnCell:
			n = g.Cells()
		}
		in := top.InVec(fmt.Sprintf("i%d", i), ins[i].Type, n*ins[i].Count)
		c := ir.Conn{Kind: k}
		if k >= ir.ConnWest {
			c.From = outs[i]
		}
		for j := range n * ins[i].Count {
			c.Values = append(c.Values, irtest.RefAt(in, j))
		}
		conns = append(conns, c)
	}
	nets := top.Inst("u", of, &g, conns...)
	for i, o := range outs {
		net := nets[o.Name]
		var all []*ir.Node
		for j := range net.Count {
			all = append(all, irtest.RefAt(net, j))
		}
		top.Out(fmt.Sprintf("o%d", i), o.Type, all...)
	}
	return top
}

func TestGrids(t *testing.T) {
	rect := []ir.ConnKind{ir.ConnAll, ir.ConnRow, ir.ConnCol, ir.ConnCell, ir.ConnWest, ir.ConnEast, ir.ConnNorth, ir.ConnSouth}
	tri := []ir.ConnKind{ir.ConnAll, ir.ConnRow, ir.ConnCol, ir.ConnCell, ir.ConnWest, ir.ConnEast}
	for _, width := range []int{5, 64, 70} {
		for name, c := range map[string]struct {
			grid       ir.Grid
			kinds      []ir.ConnKind
			registered bool
			lockStep   bool
		}{
			"rectangle":         {ir.Grid{Rows: 3, Base: 4}, rect, true, true},
			"one cell":          {ir.Grid{Rows: 1, Base: 1}, rect, true, true},
			"growing":           {ir.Grid{Rows: 4, Base: 1, Step: 1}, tri, true, true},
			"shrinking":         {ir.Grid{Rows: 4, Base: 4, Step: -1}, tri, true, true},
			"combinational":     {ir.Grid{Rows: 3, Base: 3}, []ir.ConnKind{ir.ConnWest, ir.ConnNorth}, false, false},
			"combinational row": {ir.Grid{Rows: 1, Base: 6}, []ir.ConnKind{ir.ConnEast}, false, false},
			"no chain":          {ir.Grid{Rows: 2, Base: 3}, []ir.ConnKind{ir.ConnRow, ir.ConnCell}, false, true},
		} {
			t.Run(fmt.Sprintf("%s/%d", name, width), func(t *testing.T) {
				m := cell(width, c.kinds, c.registered)
				top := gridOf("top", m, c.grid, c.kinds)
				e := compare(t, irtest.Design(m, top), 20, rng(3))
				require.Equal(t, c.lockStep, len(e.contexts[0].Children[e.contexts[0].Mod.Insts[0]]) == 1)
			})
		}
	}
}

func TestNestedGrids(t *testing.T) {
	kinds := []ir.ConnKind{ir.ConnAll, ir.ConnWest, ir.ConnNorth, ir.ConnCell}
	for _, width := range []int{8, 80} {
		for _, registered := range []bool{true, false} {
			use := kinds
			if !registered {
				use = kinds[:3]
			}
			m := cell(width, use, registered)
			tile := gridOf("tile", m, ir.Grid{Rows: 2, Base: 3}, use)
			outer := use
			if !registered { // a chain of tiles would be a real loop between all inputs and outputs
				outer = []ir.ConnKind{ir.ConnAll, ir.ConnRow, ir.ConnCell}
			} else {
				outer = []ir.ConnKind{ir.ConnRow, ir.ConnAll, ir.ConnCol, ir.ConnCell}
			}
			top := gridOf("top", tile, ir.Grid{Rows: 3, Base: 2}, outer)
			compare(t, irtest.Design(m, tile, top), 12, rng(4))
		}
	}
}
