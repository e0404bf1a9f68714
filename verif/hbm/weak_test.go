package hbm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
)

// A controller that takes one of its times too lightly is caught, by both
// checkers. Its commands stand in frames of 4 cycles, so it is the shortest
// change that moves a command that counts.
func TestWeakened(t *testing.T) {
	for _, c := range []struct {
		name, profile, pattern string
		weaken                 func(*profile.Timings)
	}{
		{"tRCDRD", "hbm2-2000-8gb", "d", func(t *profile.Timings) { t.RCDRD -= 3 }},
		{"tRCDWR", "hbm2-2000-8gb", "e", func(t *profile.Timings) { t.RCDWR-- }},
		{"tRP", "hbm2-2000-8gb", "random-writes", func(t *profile.Timings) { t.RP -= 4 }},
		{"tRC", "hbm2-2000-8gb", "d", func(t *profile.Timings) { t.RC -= 1 + 3 }},
		{"tWR", "hbm2-2000-8gb", "random-writes", func(t *profile.Timings) { t.WR -= 4 }},
		{"tRTW", "hbm2-2000-8gb", "e", func(t *profile.Timings) { t.RTW -= 2 }},
		{"tWTR", "hbm2-2000-8gb", "e", func(t *profile.Timings) { t.WTRS -= 4; t.WTRL -= 4 }},
		{"tCCDL", "hbm2-2000-8gb", "a", func(t *profile.Timings) { t.CCDL -= 2 }},
		{"tRFCSB", "hbm2-2000-8gb", "d", func(t *profile.Timings) { t.RFCSB -= 4 }},
		{"tRREFD", "hbm2-2000-8gb", "d", func(t *profile.Timings) { t.RREFD -= 4 }},
		{"tFAW", "hbm3-6400-8gb", "d", func(t *profile.Timings) { t.FAW -= 4 }},
		{"tRRDL", "hbm3-6400-8gb", "d", func(t *profile.Timings) { t.RRDL-- }},
		{"tRAS", "hbm2-2000-8gb", "d", func(t *profile.Timings) { t.RAS, t.RC, t.RTP = 10, 24, 2 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := preset(t, c.profile)
			config := hbm.Default(p, 64)
			c.weaken(&config.Timings)
			traffic, err := NewTraffic(c.pattern, uint64(p.Bytes()), 1)
			require.NoError(t, err)
			r, err := Run{Profile: p, Config: config, Traffic: traffic, Cycles: 4000}.Do()
			require.NoError(t, err)
			require.NotEmpty(t, r.Hardware, "the checker in hardware sees nothing")
			require.NotEmpty(t, r.Brute, "the checker of the log sees nothing")
		})
	}
}
