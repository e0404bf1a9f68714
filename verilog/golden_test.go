package verilog

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var seed = uint64(7)

// goldens is every design with a golden file, and why it is there.
var goldens = []struct {
	name   string
	design func() *ir.Design
	o      Options
	reason string
}{
	{"mac", macDesign, Options{}, "registers, output reg, a narrow product in a wide sum"},
	{"fsm", fsmDesign, Options{}, "enum labels, case on a register, case function, hints"},
	{"pipe", pipeDesign, Options{}, "vectors stay one statement; indexed selects"},
	{"math", mathDesign, Options{}, "widths and signs of operators, long lines, unused nets"},
	{"mems", memDesign, Options{}, "byte enables, both kinds of read, odd depths, power-up contents"},
	{"formal", formalDesign, Options{}, "assertions, async reset"},
	{"array", func() *ir.Design { return arrayDesign(4, 3, true) }, Options{}, "a small grid"},
	{"tiled", func() *ir.Design { return arrayDesign(7, 10, false) }, Options{TileSize: 4}, "a grid in four tile modules"},
	{"skew", func() *ir.Design { return skewDesign(1) }, Options{}, "growing triangle, instances"},
	{"deskew", func() *ir.Design { return skewDesign(-1) }, Options{}, "shrinking triangle"},
	{"powerup", memDesign, Options{PowerUp: &seed, Lines: true}, "power-up values, source lines"},
}

func TestGolden(t *testing.T) {
	want := map[string]bool{}
	for _, g := range goldens {
		t.Run(g.name, func(t *testing.T) {
			files, err := Emit(g.design(), g.o)
			require.NoError(t, err)
			got := Join(files)
			path := filepath.Join("testdata", g.name+".v")
			want[g.name+".v"] = true
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			golden, err := os.ReadFile(path)
			require.NoError(t, err)
			if d := cmp.Diff(string(golden), got); d != "" {
				t.Errorf("%s differs (run with -update if that is right):\n%s", path, d)
			}
			for i, l := range strings.Split(got, "\n") {
				require.LessOrEqual(t, len(l), 120, "line %d: %s", i+1, l)
				require.Equal(t, strings.TrimRight(l, " "), l, "line %d ends in a space", i+1)
			}
		})
	}
	if t.Failed() || flag.Lookup("test.run").Value.String() != "" {
		return
	}
	found, err := os.ReadDir("testdata")
	require.NoError(t, err)
	for _, f := range found {
		require.True(t, want[f.Name()] || f.IsDir(), "testdata/%s belongs to no test", f.Name())
	}
}

// TestLint runs three tools over every golden design: none may say a word.
func TestLint(t *testing.T) {
	for _, g := range goldens {
		t.Run(g.name, func(t *testing.T) {
			files, err := Emit(g.design(), g.o)
			require.NoError(t, err)
			lint(t, files)
		})
	}
}

func lint(t *testing.T, files []File) {
	t.Helper()
	dir, top := t.TempDir(), files[len(files)-1].Module
	var names []string
	for _, f := range files {
		write(t, dir, f.Name, f.Text)
		names = append(names, f.Name)
	}
	silent := func(tool string, args ...string) {
		t.Run(tool, func(t *testing.T) {
			needTool(t, tool)
			require.Empty(t, runTool(t, dir, tool, args...))
		})
	}
	silent("verilator", append([]string{"--lint-only", "-Wall", "--top-module", top}, names...)...)
	silent("verilator", append([]string{"--lint-only", "-Wall", "+define+FORMAL", "--top-module", top}, names...)...)
	silent("iverilog", append([]string{"-g2005", "-Wall", "-t", "null", "-s", top}, names...)...)
	read := "read_verilog " + strings.Join(names, " ")
	silent("yosys", "-q", "-p", read+"; hierarchy -check -top "+top+"; proc; check -assert")
	silent("yosys", "-q", "-p", strings.Replace(read, "read_verilog", "read_verilog -formal -DFORMAL", 1)+"; hierarchy -check -top "+top+"; proc; check -assert")
}

func TestDeterministic(t *testing.T) {
	for _, g := range goldens {
		a, err := Emit(g.design(), g.o)
		require.NoError(t, err)
		b, err := Emit(g.design(), g.o)
		require.NoError(t, err)
		require.Equal(t, Join(a), Join(b), g.name)
	}
}

func TestEmitRefusesBrokenDesign(t *testing.T) {
	m := newMod("broken")
	m.out("y", k(1, u(4)))
	m.Signals[0].Drive = nil
	_, err := Emit(design(m), Options{})
	require.ErrorContains(t, err, "broken")
	require.ErrorContains(t, err, "y")
}
