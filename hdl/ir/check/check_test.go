package check

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares the findings of a design with testdata/<name>.txt.
func golden(t *testing.T, name string, d *ir.Design) {
	t.Helper()
	require.NoError(t, ir.Verify(d))
	var b strings.Builder
	for _, f := range Run(d) {
		b.WriteString(f.String())
	}
	file := filepath.Join("testdata", name+".txt")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// clean requires that a design has no findings.
func clean(t *testing.T, d *ir.Design) {
	t.Helper()
	require.NoError(t, ir.Verify(d))
	require.Empty(t, Run(d))
}

// codes runs the checks and lists what they found, sorted by place.
func codes(t *testing.T, d *ir.Design) []string {
	t.Helper()
	require.NoError(t, ir.Verify(d))
	var cs []string
	for _, f := range Run(d) {
		cs = append(cs, f.Code)
	}
	return cs
}

// wire adds a wire that is driven later, drive gives its value.
func wire(m *M, name string, t ir.Type) *ir.Node {
	s := m.Add(ir.Wire, name, t)
	s.Drive = []*ir.Node{U(0, t.Width)}
	return Ref(s)
}

func drive(w, n *ir.Node) { w.Sig.Drive = []*ir.Node{n} }

// out adds an output at the right place in the order of the signals.
func out(m *M, name string, t ir.Type) *ir.Signal {
	s := m.Add(ir.Output, name, t)
	s.Drive = []*ir.Node{U(0, t.Width)}
	return s
}

// pass is a module whose q follows a at once.
func pass(name string) *M {
	m := New(name)
	a := m.In("a", Uint(8))
	q := out(m, "q", Uint(8))
	w := m.Wire("w", Not(a))
	q.Drive = []*ir.Node{Not(w)}
	return m
}

// delay is a module whose q is a one cycle later.
func delay(name string) *M {
	m := New(name)
	clk := m.Clk("clk")
	a := m.In("a", Uint(8))
	q := out(m, "q", Uint(8))
	r := m.Reg("r", Uint(8), clk)
	drive(r, a)
	q.Drive = []*ir.Node{r}
	return m
}

// Findings come in the order of their places.
func TestOrder(t *testing.T) {
	m := New("m")
	m.In("b", Bool)
	m.In("reg", Bool)
	m.Out("a", B(true))
	d := Design(m)
	fs := Run(d)
	require.Equal(t, []string{CodeUnused, CodeUnused, CodeKeyword}, []string{fs[0].Code, fs[1].Code, fs[2].Code}[:3])
	require.Equal(t, []int{2, 3, 3}, []int{fs[0].Loc.Line, fs[1].Loc.Line, fs[2].Loc.Line})
}
