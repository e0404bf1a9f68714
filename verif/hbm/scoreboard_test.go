package hbm

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
)

var requests = flag.Int("requests", 6000, "requests of TestIntegrity for each configuration")

// Nothing is lost and nothing is wrong; 10^6 requests with
//
//	go test ./verif/hbm -run TestIntegrity -v -requests 250000
func TestIntegrity(t *testing.T) {
	for _, c := range []struct {
		name    string
		profile string
		change  func(*hbm.Config)
	}{
		{"hbm2", "hbm2-2000-8gb", func(*hbm.Config) {}},
		{"small queues", "hbm2-2000-4gb", func(c *hbm.Config) {
			c.Reads, c.Writes, c.High, c.Low, c.Mapping = 8, 12, 4, 1, hbm.Linear
		}},
		{"short ages, open rows", "hbm2-2000-8gb", func(c *hbm.Config) { c.Age, c.AutoPrecharge = 16, false }},
		{"ratio 1:2, all-bank refresh", "hbm2-2000-8gb", func(c *hbm.Config) {
			*c = c.WithAllBankRefresh()
			c.Ratio = 2
		}},
		{"ratio 1:4", "hbm2-2000-8gb", func(c *hbm.Config) { c.Ratio = 4 }},
		{"hbm3", "hbm3-6400-8gb", func(c *hbm.Config) { c.Mapping = hbm.Interleaved }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := preset(t, c.profile)
			config := hbm.Default(p, 64)
			c.change(&config)
			banks := 32
			if config.Refresh == hbm.AllBank {
				banks = 2
			}
			r, err := Integrity{Profile: p, Config: config, Requests: *requests, Seed: 5}.Do()
			require.NoError(t, err)
			t.Logf("%+v", r)
			require.Greater(t, r.OutOfOrder, r.Reads/50, "the traffic is easy")
			require.Greater(t, r.Hazards, r.Reads/50, "the traffic is easy")
			require.Greater(t, r.Refreshes, r.Cycles*config.Ratio*banks/p.REFI*8/10-40)
			require.Greater(t, r.Compared, 8*r.Reads)
		})
	}
}

// The same with everything at once in between: the initialisation, self-refresh,
// power-down, changes of the refresh rate, classes of reads, and flipped bits of
// the memory, which are corrected.
func TestIntegrityPower(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	config := hbm.Default(p, 32)
	config.Init, config.Control, config.PowerDown, config.Priority = shortInit(p), true, 4, true
	for _, ecc := range []bool{false, true} {
		config.ECC = ecc
		x := Integrity{Profile: p, Config: config, Requests: *requests, Sleeps: true, Seed: 8}
		if ecc {
			x.Flips = 40
		}
		r, err := x.Do()
		require.NoError(t, err)
		t.Logf("%+v", r)
		require.Greater(t, r.SelfRefreshes, 2)
		require.Greater(t, r.PowerDowns, 0)
		require.Greater(t, r.Compared, 8*r.Reads)
		if ecc {
			require.Positive(t, r.Corrected)
		}
	}
}
