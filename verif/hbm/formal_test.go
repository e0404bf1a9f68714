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
	return string(out)
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

// Bounded: whatever comes in the first 16 frames after reset, no more than 5
// refreshes are owed, for a small memory that wants one in 1.5 frames and a
// controller that may postpone one (and is forced after four more). 10 would be
// owed without any.
func TestDebtBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("the proof takes seconds")
	}
	p := preset(t, "hbm2-2000-8gb")
	c := hbm.Default(p, 8)
	c.Geometry.BankGroups, c.Geometry.BanksPerGroup, c.Geometry.Rows, c.Geometry.PageBytes = 2, 2, 16, 256
	c.Timings = profile.Timings{
		RL: 4, WL: 2, BL: 2, RCDRD: 2, RCDWR: 2, RP: 2, RAS: 4, RC: 6, CCDS: 2, CCDL: 4, RRDS: 4, RRDL: 4, FAW: 15, WTRS: 1, WTRL: 1,
		RTW: 4, RTP: 2, WR: 2, RFC: 8, RFCSB: 4, REFI: 24, RREFD: 4, PPD: 1, XP: 1, XS: 1, CKE: 1, ActCK: 2, ActTo: 1, ActFrom: 1,
	}
	c.Postpone, c.PullIn = 1, 0
	require.NoError(t, c.Check())
	d, err := hdl.Elaborate(hbm.Pseudo{Config: c})
	require.NoError(t, err)
	files, err := verilog.Emit(d.Design, verilog.Options{})
	require.NoError(t, err)
	var b strings.Builder
	for _, f := range files {
		b.WriteString(f.Text)
	}
	all := regexp.MustCompile(`assert \([^;]*;`)
	claim := func(most int) string {
		return all.ReplaceAllStringFunc(b.String(), func(s string) string {
			if strings.Contains(s, "refresh_owed") {
				return fmt.Sprintf("assert (refresh_owed <= %d);", most)
			}
			return ";"
		})
	}
	const how = "-set step 1 -set stop 0 -set sleep 0 -tempinduct-baseonly -maxsteps 16"
	require.Contains(t, solve(t, claim(5), d.Design.Top.Name, how), "proved base case for 16 steps: SUCCESS")
	require.NotContains(t, solve(t, claim(1), d.Design.Top.Name, how), "SUCCESS", "a false claim was proven")
}
