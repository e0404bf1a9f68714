package hbm

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
)

var (
	cycles  = flag.Int("cycles", 6000, "cycles measured by TestTable")
	only    = flag.String("patterns", "abcdefgh", "patterns that TestTable runs")
	chip    = flag.String("profile", "hbm2-2000-8gb", "profile of TestTable")
	entries = flag.Int("entries", 64, "read and write entries of TestTable")
)

// TestTable measures the patterns: the figures of docs/hbm.md come from
//
//	go test ./verif/hbm -run TestTable -v -cycles 120000
func TestTable(t *testing.T) {
	p := preset(t, *chip)
	for _, name := range strings.Split(*only, "") {
		traffic, err := NewTraffic(name, uint64(p.Bytes()), 1)
		require.NoError(t, err)
		start := time.Now()
		c := hbm.Default(p, *entries)
		tune(t, &c)
		r, err := Run{Profile: p, Config: c, Traffic: traffic, Warmup: *cycles / 6, Cycles: *cycles}.Do()
		require.NoError(t, err)
		rate := float64(*cycles) * 7 / 6 / time.Since(start).Seconds()
		t.Logf("%s: %.1f %%, latency %.0f (p99 %d), hits %.0f %%, %d reads, %d writes, %d refreshes, %d turns, %d violations, %.0f cycles/s",
			name, r.Utilisation, r.LatencyMean, r.LatencyP99, r.RowHits, r.Reads, r.Writes, r.Refreshes, r.Turnarounds, r.Violations, rate)
		if r.Violations > 0 {
			t.Errorf("%s: %v %v", name, r.Hardware, r.Brute[:min(3, len(r.Brute))])
		}
	}
}

// tune changes parameters from the environment, for experiments.
func tune(t *testing.T, c *hbm.Config) {
	t.Helper()
	_ = os.Getenv
}
