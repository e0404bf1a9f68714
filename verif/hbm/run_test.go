package hbm

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
)

var (
	cycles  = flag.Int("cycles", 8000, "cycles measured by TestTable")
	only    = flag.String("patterns", "abcdefgh", "patterns that TestTable runs")
	chip    = flag.String("profile", "hbm2-2000-8gb", "profile of TestTable")
	ratio   = flag.Int("ratio", 1, "frequency ratio of TestTable")
	variant = flag.String("variant", "", "what TestTable leaves out: see variants")
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
		c.Ratio = *ratio
		if *variant != "" {
			change, ok := variants()[*variant]
			require.True(t, ok, "no variant %q", *variant)
			change(&c)
		}
		r, err := Run{Profile: p, Config: c, Traffic: traffic, Warmup: *cycles / 6, Cycles: *cycles}.Do(t.Context())
		require.NoError(t, err)
		rate := float64(*cycles) * 7 / 6 / time.Since(start).Seconds()
		t.Logf("%s: %.1f %%, latency %.0f (p99 %d), hits %.0f %%, %d reads, %d writes, %d refreshes, %d turns, %d violations, %.0f cycles/s",
			name, r.Utilisation, r.LatencyMean, r.LatencyP99, r.RowHits, r.Reads, r.Writes, r.Refreshes, r.Turnarounds, r.Violations, rate)
		if r.Violations > 0 {
			t.Errorf("%s: %v %v", name, r.Hardware, r.Brute[:min(3, len(r.Brute))])
		}
		require.GreaterOrEqual(t, r.Utilisation, floor(name), "%s: utilisation", name)
		if name == "a" && *entries == 64 && *variant == "" && *chip == "hbm2-2000-8gb" {
			require.LessOrEqual(t, r.LatencyP99, 200, "p99 latency of a")
		}
	}
}

// floor is the utilisation that a pattern must reach with the flags as they
// are, 0 for any.
func floor(pattern string) float64 {
	switch {
	case *entries != 64 || *variant != "":
		return 0
	case *chip == "hbm2-2000-8gb" && *ratio == 1:
		return map[string]float64{"a": 99, "b": 99, "c": 88, "d": 90, "e": 75, "f": 97, "g": 90, "h": 97}[pattern]
	case *chip == "hbm2-2000-8gb", *chip == "hbm3-6400-8gb" && *ratio == 1:
		return map[string]float64{"a": 97, "b": 97, "h": 97}[pattern]
	}
	return 0
}

// variants are the controller without one of its mechanisms.
func variants() map[string]func(*hbm.Config) {
	return map[string]func(*hbm.Config){
		"no-auto-precharge": func(c *hbm.Config) { c.AutoPrecharge = false },
		"no-hash":           func(c *hbm.Config) { c.Mapping = hbm.Interleaved },
		"linear":            func(c *hbm.Config) { c.Mapping = hbm.Linear },
		"all-bank":          func(c *hbm.Config) { *c = c.WithAllBankRefresh() },
		"no-pull-in":        func(c *hbm.Config) { c.PullIn = 0 },
		"short-batches":     func(c *hbm.Config) { c.Batch = 8 },
	}
}
