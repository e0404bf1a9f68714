package randdesign_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
	"npugen/verif/randdesign"
)

var (
	count = flag.Int("designs", 1000, "random designs to compare with Icarus; a fifth as many are compared with Verilator")
	first = flag.Uint64("seed", 0, "seed of the first random design")
)

// job is a random design, all its inner signals made visible, and a stimulus.
func job(t testing.TB, seed uint64, size int) verif.Job {
	t.Helper()
	c, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: size})
	require.NoError(t, err, "seed %d", seed)
	require.NoError(t, ir.Verify(c.Design), "seed %d", seed)
	d := verif.Expose(c.Design)
	s, err := verif.RandomStimulus(d, 30, seed)
	require.NoError(t, err)
	return verif.Job{Name: fmt.Sprintf("seed %d size %d", seed, size), Design: d, Stim: s}
}

// compare runs n designs of sizes 0 to sizes-1 in batches.
func compare(t *testing.T, n, sizes, batch int, engines ...verif.Engine) {
	for at := 0; at < n; at += batch {
		var jobs []verif.Job
		for i := at; i < min(at+batch, n); i++ {
			jobs = append(jobs, job(t, *first+uint64(i), i%sizes))
		}
		verif.CosimAll(t, jobs, engines...)
	}
}

func TestReferenceAgrees(t *testing.T) {
	compare(t, 30, 6, 30, verif.Reference, verif.Simulator)
}

func TestIcarusAgrees(t *testing.T) {
	t.Parallel()
	compare(t, *count, 4, 100, verif.Simulator, verif.Icarus)
}

func TestVerilatorAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	t.Parallel()
	compare(t, *count/5, 2, 50, verif.Simulator, verif.Verilator)
}

// TestSkippingAgrees compares the compiled engine, which leaves out what does
// not change.
func TestSkippingAgrees(t *testing.T) {
	t.Parallel()
	compare(t, 60, 5, 30, verif.Reference, verif.Skipping)
	if testing.Short() {
		t.Skip("builds C++")
	}
	compare(t, 16, 4, 16, verif.Skipping, verif.Verilator)
}

func TestCleanVerilog(t *testing.T) {
	for seed := range uint64(20) {
		c, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: int(seed % 4)})
		require.NoError(t, err)
		if !stuck(c.Design) {
			verif.Lint(t, c.Design)
		}
	}
}

// stuck reports whether some state can never change, because a random condition
// happens to be constant. It has no driver, of which tools warn rightly.
func stuck(d *ir.Design) bool {
	for _, m := range d.Modules {
		for _, s := range m.Signals {
			for i, n := range s.Drive {
				if s.Kind == ir.Reg && n.Op == ir.OpRef && n.Sig == s && n.Elem == i {
					return true
				}
			}
		}
		for _, mem := range m.Mems {
			for _, r := range mem.Reads {
				if r.En != nil && r.En.Op == ir.OpConst && r.En.Val.Sign() == 0 {
					return true
				}
			}
		}
	}
	return false
}

// FuzzDesign elaborates a design and compares the simulator with the
// reference.
func FuzzDesign(f *testing.F) {
	f.Add(uint64(1), byte(3))
	f.Add(uint64(1<<63), byte(5))
	f.Fuzz(func(t *testing.T, seed uint64, size byte) {
		verif.CosimAll(t, []verif.Job{job(t, seed, int(size%8))}, verif.Reference, verif.Simulator)
	})
}
