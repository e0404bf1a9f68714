package hdl_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"npugen/hdl"
)

var update = flag.Bool("update", false, "rewrite golden files")

// wrong is a module that makes the mistake of its name.
type wrong struct{ Mistake string }

func (wrong) Inputs() in4 {
	return in4{A: hdl.UIntT(4), B: hdl.UIntT(4), S: hdl.SIntT(4)}
}

func (w wrong) Build(m *hdl.Module, in in4) out4 {
	m.Unused(in.A, in.B, in.S, in.C)
	return out4{mistakes[w.Mistake](m, in)}
}

// TestDiagnostics makes every mistake and compares the lines with the "want"
// comments and the texts with the golden file.
func TestDiagnostics(t *testing.T) {
	want := wantLines(t)
	var golden bytes.Buffer
	line := regexp.MustCompile(`_test\.go:\d+`)
	for _, name := range slices.Sorted(maps.Keys(mistakes)) {
		_, err := hdl.Elaborate(wrong{name})
		var ds hdl.Diagnostics
		require.Truef(t, errors.As(err, &ds), "%s: got %v", name, err)
		var lines []int
		for _, d := range ds {
			lines = append(lines, d.Loc.Line)
			require.NotEmpty(t, d.Fix, name)
			require.NotEmpty(t, d.Message, name)
		}
		if w, ok := want[name]; ok {
			require.Equal(t, w, lines, "%s: %v", name, err)
		} else {
			t.Errorf("%s: no want comment", name)
		}
		fmt.Fprintf(&golden, "== %s\n%s\n", name, line.ReplaceAllString(err.Error(), "_test.go:N"))
	}
	compareGolden(t, "testdata/diagnostics.txt", golden.Bytes())
}

// wantLines are the lines of the case files that each mistake must point to.
func wantLines(t *testing.T) map[string][]int {
	want := map[string][]int{}
	for _, file := range []string{"diag_cases_test.go", "diag_misuse_test.go"} {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		for i, l := range strings.Split(string(src), "\n") {
			if _, name, ok := strings.Cut(l, "// want "); ok {
				want[name] = append(want[name], i+1)
			}
		}
	}
	return want
}

func compareGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run with -update")
	require.Empty(t, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")), "run with -update to accept")
}
