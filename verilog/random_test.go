package verilog

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

// exprGen makes random legal expressions over the inputs of a module.
type exprGen struct {
	r      *rand.Rand
	leaves []*ir.Node
	pool   []*ir.Node // for sharing
}

func (g *exprGen) width() int {
	switch g.r.IntN(12) {
	case 0:
		return 1
	case 1:
		return 33 + g.r.IntN(100)
	case 2:
		return 32 * (1 + g.r.IntN(3))
	}
	return 1 + g.r.IntN(20)
}

// expr is an expression of the given type.
func (g *exprGen) expr(depth int, t ir.Type) *ir.Node {
	if g.r.IntN(6) == 0 {
		for range 4 {
			if n := g.pool[g.r.IntN(len(g.pool))]; n.Width == t.Width {
				return cast(n, t)
			}
		}
	}
	n := g.fresh(depth, t)
	g.pool = append(g.pool, n)
	return n
}

func cast(n *ir.Node, t ir.Type) *ir.Node {
	if n.Width == t.Width && n.Signed == t.Signed {
		return n
	}
	return typed(ir.OpCast, t, n)
}

// fit is n with the width and sign of t.
func fit(n *ir.Node, t ir.Type) *ir.Node {
	switch {
	case n.Width < t.Width:
		n = ext(n, t.Width)
	case n.Width > t.Width:
		n = slice(n, (n.Width-t.Width)/2, t.Width)
	}
	return cast(n, t)
}

func (g *exprGen) fresh(depth int, t ir.Type) *ir.Node {
	if depth == 0 {
		if g.r.IntN(4) == 0 {
			return g.constant(t)
		}
		return fit(g.leaves[g.r.IntN(len(g.leaves))], t)
	}
	sub := func(t ir.Type) *ir.Node { return g.expr(depth-1, t) }
	other := func() ir.Type { return ir.Type{Width: g.width(), Signed: g.r.IntN(2) == 0} }
	ops := []ir.Op{
		ir.OpNot, ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpAdd, ir.OpSub, ir.OpMul, ir.OpDiv, ir.OpRem, ir.OpShl, ir.OpShr, ir.OpShr,
		ir.OpCat, ir.OpSlice, ir.OpExt, ir.OpCast, ir.OpMux, ir.OpMux, ir.OpCase, ir.OpIndex,
	}
	if t.Width == 1 && !t.Signed {
		ops = append(ops, ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe, ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor, ir.OpLt, ir.OpLe)
	}
	switch o := ops[g.r.IntN(len(ops))]; o {
	case ir.OpNot:
		return typed(o, t, sub(t))
	case ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpAdd, ir.OpSub, ir.OpDiv, ir.OpRem:
		return typed(o, t, sub(t), sub(t))
	case ir.OpMul:
		a := ir.Type{Width: 1 + g.r.IntN(t.Width), Signed: t.Signed}
		b := ir.Type{Width: max(1, t.Width-g.r.IntN(a.Width+1)), Signed: t.Signed}
		return typed(o, t, sub(a), sub(b))
	case ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe:
		a := other()
		return typed(o, ir.Type{Width: 1, Bool: true}, sub(a), sub(a))
	case ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor:
		return typed(o, ir.Type{Width: 1, Bool: true}, sub(other()))
	case ir.OpShl, ir.OpShr:
		amount := ir.Type{Width: 1 + g.r.IntN(6)}
		if g.r.IntN(8) == 0 {
			amount.Width = 40
		}
		return typed(o, t, sub(t), sub(amount))
	case ir.OpCat:
		if t.Width == 1 || t.Signed {
			break
		}
		w := 1 + g.r.IntN(t.Width-1)
		return typed(o, t, sub(ir.Type{Width: w, Signed: g.r.IntN(2) == 0}), sub(ir.Type{Width: t.Width - w}))
	case ir.OpSlice:
		if t.Signed {
			break
		}
		a := ir.Type{Width: t.Width + g.r.IntN(10), Signed: g.r.IntN(2) == 0}
		return slice(sub(a), g.r.IntN(a.Width-t.Width+1), t.Width)
	case ir.OpExt:
		return typed(o, t, sub(ir.Type{Width: 1 + g.r.IntN(t.Width), Signed: t.Signed}))
	case ir.OpCast:
		return typed(o, t, sub(ir.Type{Width: t.Width, Signed: !t.Signed}))
	case ir.OpMux:
		return typed(o, t, sub(ir.Type{Width: 1, Bool: true}), sub(t), sub(t))
	case ir.OpCase:
		sel := ir.Type{Width: 1 + g.r.IntN(4), Signed: g.r.IntN(2) == 0}
		n := typed(o, t, sub(sel))
		for i := range 1 + g.r.IntN(6) {
			var ls []*big.Int
			for range 1 + g.r.IntN(2) {
				ls = append(ls, big.NewInt(int64((i*3+g.r.IntN(4))%(1<<sel.Width))))
			}
			n.Labels = append(n.Labels, ls)
			n.Args = append(n.Args, sub(t))
		}
		n.Args = append(n.Args, sub(t))
		return n
	case ir.OpIndex:
		n := typed(o, t, sub(ir.Type{Width: 1 + g.r.IntN(4)}))
		for range 1 + g.r.IntN(6) {
			n.Args = append(n.Args, sub(t))
		}
		return n
	}
	return g.fresh(depth, t)
}

func (g *exprGen) constant(t ir.Type) *ir.Node {
	n := k(0, t)
	switch g.r.IntN(4) {
	case 0:
	case 1:
		n.Val = ir.Mask(t.Width)
	default:
		for i := range t.Width {
			n.Val.SetBit(n.Val, i, uint(g.r.IntN(2)))
		}
	}
	return n
}

// randomModule has inputs of many types and count random outputs.
func randomModule(seed uint64, count int) *mod {
	g := &exprGen{r: rand.New(rand.NewPCG(seed, 1))}
	m := newMod("random")
	for i := range 24 {
		t := ir.Type{Width: g.width(), Signed: i%2 == 0}
		if i%5 == 4 {
			v := m.inVec(fmt.Sprintf("i%d", i), t, 2+g.r.IntN(4))
			g.leaves = append(g.leaves, refs(v)...)
			continue
		}
		g.leaves = append(g.leaves, m.in(fmt.Sprintf("i%d", i), t))
	}
	g.pool = append(g.pool, g.leaves...)
	for i := range count {
		m.out(fmt.Sprintf("y%d", i), g.expr(1+g.r.IntN(4), ir.Type{Width: g.width(), Signed: g.r.IntN(2) == 0}))
	}
	return m
}

// stimulus is one value for every element of every input.
type stimulus map[*ir.Signal][]*big.Int

func randomStimuli(m *mod, seed uint64, count int) []stimulus {
	g := &exprGen{r: rand.New(rand.NewPCG(seed, 2))}
	out := make([]stimulus, count)
	for i := range out {
		out[i] = stimulus{}
		for _, s := range m.Signals {
			if s.Kind == ir.Input {
				for range s.Count {
					out[i][s] = append(out[i][s], g.constant(s.Type).Val)
				}
			}
		}
	}
	return out
}

// bench is a test bench that applies the stimuli and prints every output as
// one line of hexadecimal digits.
func bench(m *mod, ss []stimulus) string {
	var b strings.Builder
	line := func(f string, a ...any) { fmt.Fprintf(&b, f+"\n", a...) }
	line("module bench;")
	var pins []string
	for _, s := range m.Signals {
		kind := map[ir.Kind]string{ir.Input: "reg", ir.Output: "wire"}[s.Kind]
		line("%s [%d:0] %s;", kind, s.Bits()-1, s.Name)
		pins = append(pins, fmt.Sprintf(".%s(%s)", s.Name, s.Name))
	}
	line("random dut(%s);\ninitial begin", strings.Join(pins, ", "))
	for _, st := range ss {
		for _, s := range m.Signals {
			if s.Kind == ir.Input {
				line("%s = %d'h%x;", s.Name, s.Bits(), joined(st[s], s.Type.Width))
			}
		}
		line("#1;")
		for _, s := range m.Signals {
			if s.Kind == ir.Output {
				line("$display(\"%%h\", %s);", s.Name)
			}
		}
	}
	line("$finish;\nend\nendmodule")
	return b.String()
}

// expected is what bench prints, by the reference evaluation.
func expected(m *mod, ss []stimulus) []string {
	var out []string
	for _, st := range ss {
		for _, s := range m.Signals {
			if s.Kind == ir.Output {
				v := ir.EvalTree(s.Drive[0], func(sig *ir.Signal, elem int) *big.Int { return st[sig][elem] })
				out = append(out, fmt.Sprintf("%0*x", (s.Bits()+3)/4, v))
			}
		}
	}
	return out
}

// TestRandomExpressions compares hundreds of random expressions with the
// reference evaluation of package ir, in Icarus and in Verilator.
func TestRandomExpressions(t *testing.T) {
	const vectors = 12
	for _, tc := range []struct {
		tool    string
		seeds   []uint64
		outputs int
		run     func(t *testing.T, dir string) string
	}{
		{"iverilog", []uint64{1, 2, 3, 4}, 400, runIcarus},
		{"verilator", []uint64{5}, 120, runVerilator},
	} {
		for _, seed := range tc.seeds {
			t.Run(fmt.Sprintf("%s/%d", tc.tool, seed), func(t *testing.T) {
				needTool(t, tc.tool)
				outputs := tc.outputs
				m := randomModule(seed, outputs)
				ss := randomStimuli(m, seed, vectors)
				files, err := Emit(design(m), Options{})
				require.NoError(t, err)
				dir := t.TempDir()
				write(t, dir, "random.v", files[0].Text)
				write(t, dir, "bench.v", bench(m, ss))
				got := strings.Fields(tc.run(t, dir))
				want := expected(m, ss)
				require.GreaterOrEqual(t, len(got), len(want))
				bad := 0
				for i := range want {
					if got[i] != want[i] && bad < 5 {
						bad++
						t.Errorf("vector %d, output y%d: got %s, want %s\n%s", i/outputs, i%outputs, got[i], want[i], about(files[0].Text, i%outputs))
					}
				}
			})
		}
	}
}

// about is the lines of text that mention output y<i>.
func about(text string, i int) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if strings.Contains(l, fmt.Sprintf("y%d_", i)) || strings.Contains(l, fmt.Sprintf("y%d ", i)) {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

func runIcarus(t *testing.T, dir string) string {
	runTool(t, dir, "iverilog", "-g2005", "-o", "sim", "random.v", "bench.v")
	return runTool(t, dir, "vvp", "-n", "sim")
}

func runVerilator(t *testing.T, dir string) string {
	runTool(t, dir, "verilator", "--binary", "-Wno-lint", "-Wno-style", "-Wno-STMTDLY", "--timing", "-O0", "-CFLAGS", "-O0",
		"--top-module", "bench", "--output-split", "5000", "random.v", "bench.v")
	return runTool(t, dir, filepath.Join(dir, "obj_dir", "Vbench"))
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
}

// runTool returns what a tool prints; failure of the tool fails the test.
func runTool(t *testing.T, dir, tool string, args ...string) string {
	t.Helper()
	cmd := exec.Command(tool, args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Run(), "%s %v\n%s", tool, args, out.String())
	return out.String()
}

// needTool skips the test where a tool is missing; where CI is set it fails.
func needTool(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", tool)
	}
	t.Skipf("%s is not installed", tool)
}

// TestRandomLint lints random expressions. Random ones compare and index with
// what tools find to be constant, so those two warnings are off.
func TestRandomLint(t *testing.T) {
	needTool(t, "verilator")
	for seed := range uint64(3) {
		files, err := Emit(design(randomModule(seed, 300)), Options{})
		require.NoError(t, err)
		dir := t.TempDir()
		write(t, dir, "random.v", files[0].Text)
		require.Empty(t, runTool(t, dir, "verilator", "--lint-only", "-Wall", "-Wno-UNUSEDSIGNAL", "-Wno-UNSIGNED", "-Wno-CMPCONST", "random.v"))
		require.Empty(t, runTool(t, dir, "iverilog", "-g2005", "-Wall", "-t", "null", "random.v"))
	}
}

// FuzzEmit looks for designs that cannot be written, or not the same twice.
func FuzzEmit(f *testing.F) {
	f.Add(uint64(1))
	f.Add(uint64(77))
	f.Fuzz(func(t *testing.T, seed uint64) {
		for _, m := range []*mod{randomModule(seed, 20), randomRegisters(seed)} {
			files, err := Emit(design(m), Options{PowerUp: &seed})
			require.NoError(t, err)
			again, err := Emit(design(m), Options{PowerUp: &seed})
			require.NoError(t, err)
			require.Equal(t, files, again)
			text := files[0].Text
			for _, pair := range []string{"()", "[]", "{}"} {
				require.Equal(t, strings.Count(text, pair[:1]), strings.Count(text, pair[1:]), "%s in\n%s", pair, text)
			}
			declared := map[string]bool{}
			for _, l := range strings.Split(text, "\n") {
				words := strings.Fields(strings.TrimSuffix(strings.SplitN(l, " = ", 2)[0], ";"))
				if len(words) < 2 || words[0] != "wire" && words[0] != "reg" {
					continue
				}
				name := words[len(words)-1]
				require.False(t, declared[name], "%s is declared twice", name)
				declared[name] = true
			}
		}
	})
}
