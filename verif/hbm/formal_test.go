package hbm

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/hdl"
	"npugen/verilog"
)

// prove runs Yosys' temporal induction over all assertions of a design: the
// base from a reset, the step from any state. The result is unbounded.
func prove(t *testing.T, text, top string) bool {
	t.Helper()
	return strings.Contains(solve(t, text, top, "-maxsteps 3"), "Induction step proven: SUCCESS")
}

// solve is what Yosys' sat says about all assertions of a design after a reset.
func solve(t *testing.T, text, top, how string) string {
	t.Helper()
	if _, err := exec.LookPath("yosys"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "d.v"), []byte(text), 0o600))
	script := "read_verilog -formal -DFORMAL d.v; prep -nordff -flatten -top " + top + "; memory_map; async2sync; " +
		"chformal -cover -remove; opt -full; " +
		"sat -tempinduct -prove-asserts -set-assumes -seq 1 -set-at 1 rst 1 " + how + " " + top
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "yosys", "-p", script)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out[max(0, len(out)-2000):]) // what comes before is the reading of the text
}

// The bookkeeping of the queues holds in every state, for queues of 4 + 4
// entries in a pseudo-channel: no entry is overwritten or leaves twice, one that
// finds its row open is there and its row is open, and one line starts at a
// time. The bound on the refresh debt is not inductive; simulation checks it.
func TestFormal(t *testing.T) {
	if testing.Short() {
		t.Skip("the proofs take a minute")
	}
	p := preset(t, "hbm2-2000-8gb")
	c, err := hdl.Elaborate(hbm.Pseudo{Config: hbm.Default(p, 8)})
	require.NoError(t, err)
	files, err := verilog.Emit(c.Design, verilog.Options{})
	require.NoError(t, err)
	var b strings.Builder
	for _, f := range files {
		b.WriteString(f.Text)
	}
	debt := regexp.MustCompile(`assert \(refresh_owed[^;]*;`)
	require.Regexp(t, debt, b.String())
	text := debt.ReplaceAllString(b.String(), ";")
	require.Equal(t, 11, strings.Count(text, "assert ("))
	require.True(t, prove(t, text, c.Design.Top.Name), "no proof")

	// a claim that is false has no proof
	bad := regexp.MustCompile(`assert \(!\(rd_a[^;]*;`)
	require.Regexp(t, bad, text)
	require.False(t, prove(t, bad.ReplaceAllString(text, "assert (!(&r_valid));"), c.Design.Top.Name), "a false claim was proven")
}
