package verilog

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

// randomRegisters has registers, some of them vectors, whose next values are
// trees of choices that often hold.
func randomRegisters(seed uint64) *mod {
	g := &exprGen{r: rand.New(rand.NewPCG(seed, 3))}
	m := newMod("random").clocked()
	for i := range 8 {
		t := ir.Type{Width: 1 + g.r.IntN(9), Signed: i%2 == 0}
		g.leaves = append(g.leaves, m.in(fmt.Sprintf("i%d", i), t))
	}
	var regs []*ir.Signal
	for i := range 40 {
		r := m.reg(fmt.Sprintf("r%d", i), ir.Type{Width: 1 + g.r.IntN(9), Signed: g.r.IntN(2) == 0}, 1+g.r.IntN(2)*g.r.IntN(5))
		r.Async = i%4 == 3
		for e := range r.Init {
			r.Init[e] = g.constant(r.Type).Val
		}
		regs = append(regs, r)
		g.leaves = append(g.leaves, refs(r)...)
	}
	g.pool = append(g.pool, g.leaves...)
	for _, r := range regs {
		shape := g.choices(3)
		for e := range r.Drive {
			r.Drive[e] = g.grow(shape, r, e)
			if g.r.IntN(6) == 0 {
				r.Drive[e] = g.grow(g.choices(2), r, e)
			}
		}
	}
	for i, r := range regs {
		m.out(fmt.Sprintf("y%d", i), refs(r)...)
	}
	return m
}

// choices is a tree of conditions and selectors that elements of a vector can
// share; its leaves are nil.
func (g *exprGen) choices(depth int) *ir.Node {
	if depth == 0 || g.r.IntN(5) == 0 {
		return nil
	}
	if g.r.IntN(3) > 0 {
		return &ir.Node{Op: ir.OpMux, Args: []*ir.Node{g.expr(1, b1), g.choices(depth - 1), g.choices(depth - 1)}}
	}
	sel := g.expr(1, u(2))
	n := &ir.Node{Op: ir.OpCase, Args: []*ir.Node{sel}}
	for i := range 1 + g.r.IntN(3) {
		n.Labels = append(n.Labels, []*big.Int{big.NewInt(int64(i)), big.NewInt(int64(g.r.IntN(4)))})
		n.Args = append(n.Args, g.choices(depth-1))
	}
	n.Args = append(n.Args, g.choices(depth-1))
	return n
}

// grow is the tree with values of element e of r at its leaves.
func (g *exprGen) grow(shape *ir.Node, r *ir.Signal, e int) *ir.Node {
	if shape == nil {
		switch g.r.IntN(4) {
		case 0, 1:
			return ref(r, e)
		case 2:
			return fit(g.leaves[(e+r.Count)%len(g.leaves)], r.Type)
		}
		return g.expr(1, r.Type)
	}
	n := typed(shape.Op, r.Type, shape.Args[0])
	n.Labels = shape.Labels
	for _, a := range shape.Args[1:] {
		n.Args = append(n.Args, g.grow(a, r, e))
	}
	return n
}

// clockedBench applies one stimulus a cycle and prints all outputs after each
// edge.
func clockedBench(m *mod, top string, ss []stimulus) string {
	var b strings.Builder
	line := func(f string, a ...any) { fmt.Fprintf(&b, f+"\n", a...) }
	line("module bench;")
	var pins, outs []string
	for _, s := range m.Signals {
		if !s.IsPort() {
			continue
		}
		kind := map[ir.Kind]string{ir.Input: "reg", ir.Output: "wire"}[s.Kind]
		line("%s [%d:0] %s;", kind, s.Bits()-1, s.Name)
		pins = append(pins, fmt.Sprintf(".%s(%s)", s.Name, s.Name))
		if s.Kind == ir.Output {
			outs = append(outs, s.Name)
		}
	}
	line("%s dut(%s);\ninitial begin\nclk = 0;", top, strings.Join(pins, ", "))
	for _, st := range ss {
		for _, s := range m.Signals {
			if s.Kind == ir.Input && s.Type.Class != ir.Clock {
				line("%s = %d'h%x;", s.Name, s.Bits(), joined(st[s], s.Type.Width))
			}
		}
		line("#1 clk = 1;\n#1;")
		for _, o := range outs {
			line("$display(\"%%h\", %s);", o)
		}
		line("clk = 0;\n#1;")
	}
	line("$finish;\nend\nendmodule")
	return b.String()
}

func joined(vs []*big.Int, width int) *big.Int {
	v := new(big.Int)
	for e := len(vs) - 1; e >= 0; e-- {
		v.Or(v.Lsh(v, uint(width)), vs[e])
	}
	return v
}

// clockedStimuli starts with a cycle of reset, and has few afterwards.
func clockedStimuli(m *mod, seed uint64, count int) []stimulus {
	ss := randomStimuli(m, seed, count)
	for i, st := range ss {
		rst := big.NewInt(0)
		if i < 2 || i%17 == 0 {
			rst = big.NewInt(1)
		}
		st[m.rst.Sig] = []*big.Int{rst}
	}
	return ss
}

// TestRandomRegisters compares if, else and case as recovered from trees of
// choices with the meaning of those trees.
func TestRandomRegisters(t *testing.T) {
	needTool(t, "iverilog")
	for seed := range uint64(12) {
		m := randomRegisters(seed)
		ss := clockedStimuli(m, seed, 40)
		files, err := Emit(design(m), Options{})
		require.NoError(t, err)
		dir := t.TempDir()
		write(t, dir, "random.v", files[0].Text)
		write(t, dir, "bench.v", clockedBench(m, "random", ss))
		got := strings.Fields(runIcarus(t, dir))
		want := simulate(m, ss)
		require.Len(t, got, len(want))
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("seed %d, cycle %d, r%d: got %s, want %s\n%s", seed, i/40, i%40, got[i], want[i], files[0].Text)
			}
		}
	}
}

// simulate is what clockedBench prints for a module of registers alone.
func simulate(m *mod, ss []stimulus) []string {
	state := map[*ir.Signal][]*big.Int{}
	var out []string
	for _, st := range ss {
		env := func(s *ir.Signal, e int) *big.Int {
			if s.Kind == ir.Reg {
				return state[s][e]
			}
			return st[s][e]
		}
		next := map[*ir.Signal][]*big.Int{}
		for _, s := range m.Signals {
			switch {
			case s.Kind != ir.Reg:
			case st[m.rst.Sig][0].Sign() != 0:
				next[s] = s.Init
			default:
				for _, d := range s.Drive {
					next[s] = append(next[s], ir.EvalTree(d, env))
				}
			}
		}
		// A register with asynchronous reset is reset before the edge, but
		// the others then read it at the edge; they are in reset too.
		state = next
		for _, s := range m.Signals {
			if s.Kind == ir.Output {
				v := joined(state[s.Drive[0].Sig], s.Type.Width)
				out = append(out, fmt.Sprintf("%0*x", (s.Bits()+3)/4, v))
			}
		}
	}
	return out
}
