package randdesign_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/verif"
	"npugen/verif/randdesign"
)

var (
	count = flag.Int("designs", 1000, "random designs to compare with Icarus; a fifth of them also with Verilator")
	first = flag.Uint64("seed", 0, "seed of the first random design")
)

const steps = 40

// jobs makes designs with seeds first, first+1, ...
func jobs(t testing.TB, first uint64, n int) []verif.Job {
	t.Helper()
	var out []verif.Job
	for i := range n {
		seed := first + uint64(i)
		c, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: int(seed % 6)})
		require.NoError(t, err, "seed %d", seed)
		d := verif.Expose(c.Design)
		s, err := verif.RandomStimulus(d, steps, seed)
		require.NoError(t, err)
		out = append(out, verif.Job{Name: fmt.Sprintf("seed %d", seed), Design: d, Stim: s})
	}
	return out
}

func TestReferenceAgrees(t *testing.T) {
	verif.CosimAll(t, jobs(t, 0, 20), verif.Reference, verif.Simulator)
}

func TestIcarusAgrees(t *testing.T) {
	const batch = 50
	for i := 0; i < *count; i += batch {
		verif.CosimAll(t, jobs(t, *first+uint64(i), min(batch, *count-i)), verif.Simulator, verif.Icarus)
	}
}

func TestVerilatorAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	const batch = 40
	for i := 0; i < *count/5; i += batch {
		verif.CosimAll(t, jobs(t, *first+uint64(i), min(batch, *count/5-i)), verif.Simulator, verif.Verilator)
	}
}

func TestCleanVerilog(t *testing.T) {
	for _, j := range jobs(t, 0, 12) {
		verif.Lint(t, j.Design)
	}
}
