package hbm

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/verilog"
)

// The bound on the refresh debt, proven for all traffic in the first 20 frames
// after reset (bounded, not for ever), for a small scheduler: 4 banks, 4 + 4
// entries, a clock a frame. It starts with the debt at which a refresh is forced
// whatever requests there are, and never owes more while refreshes fall due every
// 5 frames. A scheduler that is stopped does.
func TestDebtBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("the proof takes seconds")
	}
	check := func(stop string) string {
		text, top := debtText(t, stop)
		return boundedModelCheck(t, text, top, debtFrames)
	}
	require.Contains(t, check("1'b0"), fmt.Sprintf("No output asserted in %d frames", debtFrames))
	require.Contains(t, check("1'b1"), "was asserted in frame", "a false claim was proven")
}

const (
	debtBound  = 5 // Postpone + 4
	debtFrames = 20
)

// debtText is the small scheduler with one assertion, at the bound after reset, and with its reset, Step,
// Stop and Sleep driven inside.
func debtText(t *testing.T, stop string) (text, top string) {
	t.Helper()
	c := hbm.Default(preset(t, "hbm2-2000-8gb"), 8)
	c.Geometry.BankGroups, c.Geometry.BanksPerGroup, c.Geometry.Rows, c.Geometry.PageBytes = 2, 2, 16, 256
	c.Timings = profile.Timings{
		RL: 4, WL: 2, BL: 2, RCDRD: 2, RCDWR: 2, RP: 2, RAS: 4, RC: 6, CCDS: 2, CCDL: 4, RRDS: 4, RRDL: 4, FAW: 15, WTRS: 1, WTRL: 1,
		RTW: 4, RTP: 2, WR: 2, RFC: 8, RFCSB: 4, REFI: 80, RREFD: 4, PPD: 1, XP: 1, XS: 1, CKE: 1, ActCK: 2, ActTo: 1, ActFrom: 1,
	}
	c.Postpone, c.PullIn = 1, 0
	require.NoError(t, c.Check())
	d, err := design(hbm.Pseudo{Config: c})
	require.NoError(t, err)
	files, err := verilog.Emit(d, verilog.Options{})
	require.NoError(t, err)
	var b strings.Builder
	for _, f := range files {
		b.WriteString(f.Text)
	}
	claims := 0
	text = regexp.MustCompile(`assert \([^;]*;`).ReplaceAllStringFunc(b.String(), func(s string) string {
		if !strings.Contains(s, "refresh_owed") {
			return ";"
		}
		claims++
		return fmt.Sprintf("assert (refresh_owed <= %d);", debtBound)
	})
	require.Equal(t, 1, claims)
	text, starts := replaceOnce(text, `refresh_owed <= 8'd0;`, fmt.Sprintf("refresh_owed <= 8'd%d;", debtBound))
	require.True(t, starts)
	body := ");\n  reg started = 1'b0;\n  always @(posedge clk) started <= 1'b1;\n"
	for _, in := range [][2]string{{"rst", "!started"}, {"step", "1'b1"}, {"stop", stop}, {"sleep", "1'b0"}} {
		port := regexp.MustCompile(`(?m)^\s*input\s+wire\s+` + in[0] + `,\n`)
		require.Len(t, port.FindAllString(text, -1), 1)
		text = port.ReplaceAllString(text, "")
		body += fmt.Sprintf("  wire %s = %s;\n", in[0], in[1])
	}
	return strings.Replace(text, ");\n", body, 1), d.Top.Name
}

// boundedModelCheck is what ABC says about a design's assertions in its first
// frames.
func boundedModelCheck(t *testing.T, text, top string, frames int) string {
	t.Helper()
	for _, tool := range []string{"yosys", "berkeley-abc"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "d.v"), []byte(text), 0o600))
	script := "read_verilog -formal -DFORMAL d.v; prep -nordff -flatten -top " + top + "; memory_map; async2sync; " +
		"chformal -cover -remove; opt -full; setundef -undriven -zero; delete -output; opt -full; techmap; opt_clean; " +
		"dffunmap; simplemap; setundef -zero; aigmap; write_aiger -I -B -zinit d.aig"
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	var last []byte
	for _, args := range [][]string{
		{"yosys", "-q", "-p", script},
		{"berkeley-abc", "-c", fmt.Sprintf("read_aiger d.aig; strash; bmc3 -F %d", frames)},
	} {
		cmd := exec.CommandContext(ctx, args[0], args[1:]...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		last = out
	}
	return string(last)
}

func replaceOnce(s, old, with string) (string, bool) {
	return strings.Replace(s, old, with, 1), strings.Count(s, old) == 1
}
