package hbm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
)

// weak is a timing of the controller that is to be caught when it is one cycle
// too short.
type weak struct {
	name    string
	at      func(*profile.Timings) *int
	pattern string // traffic that needs it; "power" for bursts with power-down and self-refresh
	setup   func(*profile.Timings, *hbm.Config)
}

// rowBound makes the time from activate to activate short, so that other times
// decide when a bank is closed.
func rowBound(t *profile.Timings, _ *hbm.Config) { t.RC, t.RAS = 24, 10 }

// unrefreshed leaves nothing to be refreshed at first, so that the first command is
// an activate, in the first place of its frame.
func unrefreshed(t *profile.Timings, c *hbm.Config) { t.REFI, c.PullIn = 60000, 0 }

func weakTimings() []weak {
	none := func(*profile.Timings, *hbm.Config) {}
	explicit := func(t *profile.Timings, c *hbm.Config) { c.AutoPrecharge = false; t.RC = 24 }
	return []weak{
		{"tRCDRD", func(t *profile.Timings) *int { return &t.RCDRD }, "d", none},
		{"tRCDWR", func(t *profile.Timings) *int { return &t.RCDWR }, "random-writes", none},
		{"tRP", func(t *profile.Timings) *int { return &t.RP }, "random-writes", rowBound},
		{"tRAS", func(t *profile.Timings) *int { return &t.RAS }, "d", explicit},
		{"tRC", func(t *profile.Timings) *int { return &t.RC }, "d", none},
		{"tCCDL", func(t *profile.Timings) *int { return &t.CCDL }, "a", none},
		{"tRRDS", func(t *profile.Timings) *int { return &t.RRDS }, "d", none},
		{"tRRDL", func(t *profile.Timings) *int { return &t.RRDL }, "d", none},
		{"tFAW", func(t *profile.Timings) *int { return &t.FAW }, "d", func(t *profile.Timings, _ *hbm.Config) { t.FAW = 16 }},
		{"tWTRS", func(t *profile.Timings) *int { return &t.WTRS }, "e", none},
		{"tWTRL", func(t *profile.Timings) *int { return &t.WTRL }, "e", func(t *profile.Timings, _ *hbm.Config) { t.WTRL = 16 }},
		{"tRTW", func(t *profile.Timings) *int { return &t.RTW }, "e", none},
		{"tRTP", func(t *profile.Timings) *int { return &t.RTP }, "d", rowBound},
		{"tWR", func(t *profile.Timings) *int { return &t.WR }, "random-writes", rowBound},
		{"tRFCSB", func(t *profile.Timings) *int { return &t.RFCSB }, "d", none},
		{"tRREFD", func(t *profile.Timings) *int { return &t.RREFD }, "d", none},
		{"tRFC", func(t *profile.Timings) *int { return &t.RFC }, "d", func(t *profile.Timings, c *hbm.Config) { *c = c.WithAllBankRefresh(); t.REFI = 2600 }},
		{"tMRD", func(t *profile.Timings) *int { return &t.MRD }, "power", none},
		{"tMOD", func(t *profile.Timings) *int { return &t.MOD }, "power", unrefreshed},
		{"tXP", func(t *profile.Timings) *int { return &t.XP }, "power", unrefreshed},
		{"tXS", func(t *profile.Timings) *int { return &t.XS }, "power", unrefreshed},
		{"tCKE", func(t *profile.Timings) *int { return &t.CKE }, "power", func(t *profile.Timings, _ *hbm.Config) { t.CKE = 2000 }},
	}
}

// notWeakened are the timings that no controller can be too short in by a
// cycle, and why.
var notWeakened = map[string]string{
	"RL":       "the memory's answer; the slot comes back with the data",
	"WL":       "the PHY's delay of write data",
	"BL":       "two cycles, or the configuration is refused",
	"tCCDS":    "two cycles, or the configuration is refused: column slots are that far apart",
	"tPPD":     "four cycles at most, or the configuration is refused: a precharge a frame",
	"tREFI":    "a mean; the limit is nine of them, see TestTooFewRefreshes",
	"act_ck":   "two cycles at most: an ACT has two slots",
	"act_from": "in the rules with an ACT, weakened through their timings",
	"act_to":   "in the rules with an ACT, weakened through their timings",
}

// A controller with one of its times one cycle short is caught, by both
// checkers. Its commands stand in frames of 4 cycles (column commands every 2), so
// one cycle is hidden where the true time lies between two places. For each
// timing the true value is therefore moved by up to 3 cycles; in one of the 4
// neighbours at least, one cycle less moves a command, and must be seen. With the
// true value the same controller is legal.
func TestWeakened(t *testing.T) {
	covered := map[string]bool{}
	for _, w := range weakTimings() {
		covered[w.name] = true
		t.Run(w.name, func(t *testing.T) {
			for _, move := range []int{0, 1, 2, 3, -1} {
				short, ok := weakRun(t, w, move, 1)
				if !ok || len(short.Hardware) == 0 || len(short.Brute) == 0 {
					continue
				}
				exact, _ := weakRun(t, w, move, 0)
				require.Empty(t, exact.Hardware)
				require.Empty(t, exact.Brute)
				t.Logf("caught with a true value moved by %d: %v", move, short.Hardware)
				return
			}
			t.Fatal("one cycle less is never caught")
		})
	}
	for _, name := range profile.TimingNames() {
		require.True(t, covered[name] != (notWeakened[name] != ""), name)
	}
}

// weakRun is traffic through a controller that takes a time short cycles too
// lightly, with a memory whose true time is moved. It is false for a true value
// that the controller refuses.
func weakRun(t *testing.T, w weak, move, short int) (*Result, bool) {
	t.Helper()
	p := preset(t, "hbm2-2000-8gb")
	p.Init = shortInit(p)
	config := hbm.Default(p, 32)
	run := Run{Cycles: 6000}
	pattern := w.pattern
	if pattern == "power" {
		config.Init, config.Control, config.PowerDown = p.Init, true, 8
		run = Run{Cycles: 20000, Burst: 12, Pause: 1500, Sleep: true}
		pattern = "e"
	}
	w.setup(&p.Timings, &config)
	*w.at(&p.Timings) += move
	config.Timings = p.Timings
	if config.Check() != nil {
		return nil, false
	}
	*w.at(&config.Timings) -= short
	traffic, err := NewTraffic(pattern, uint64(p.Bytes()), 1)
	require.NoError(t, err)
	run.Profile, run.Config, run.Traffic = p, config, traffic
	r, err := run.Do(t.Context())
	require.NoError(t, err)
	return r, true
}

// A controller that takes tREFI for twelve times what it is leaves banks without
// refresh.
func TestTooFewRefreshes(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	config := hbm.Default(p, 16)
	config.Timings.REFI *= 12
	traffic, err := NewTraffic("d", uint64(p.Bytes()), 1)
	require.NoError(t, err)
	r, err := Run{Profile: p, Config: config, Traffic: traffic, Cycles: RefreshLimit(p.Timings) + 4000}.Do(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"refresh too late"}, r.Hardware)
	require.NotEmpty(t, r.Brute)
}
