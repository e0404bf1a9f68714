package hbm

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
	"npugen/sim"
)

// shortInit is an initialisation that fits a test.
func shortInit(p profile.Profile) profile.Init {
	i := p.Init
	i.T1, i.T3, i.T5 = 50, 70, 23
	return i
}

// powerRun is traffic in bursts, with power-down and self-refresh between them.
func powerRun(t *testing.T, change func(*profile.Profile, *hbm.Config)) *Result {
	t.Helper()
	p := preset(t, "hbm2-2000-8gb")
	p.Init = shortInit(p)
	c := hbm.Default(p, 16)
	c.Init, c.Control, c.PowerDown = p.Init, true, 8
	change(&p, &c)
	traffic, err := NewTraffic("e", uint64(p.Bytes()), 1)
	require.NoError(t, err)
	r, err := Run{Profile: p, Config: c, Traffic: traffic, Cycles: 40000, Burst: 12, Pause: 1500, Sleep: true, Log: true}.Do(t.Context())
	require.NoError(t, err)
	return r
}

// A channel initialises its memory, and takes it to power-down and
// self-refresh and back, within the rules of both checkers.
func TestPower(t *testing.T) {
	for _, ratio := range []int{1, 2, 4} {
		for _, all := range []bool{false, true} {
			r := powerRun(t, func(_ *profile.Profile, c *hbm.Config) {
				if all {
					*c = c.WithAllBankRefresh()
				}
				c.Ratio = ratio
			})
			require.Empty(t, r.Hardware)
			require.Empty(t, r.Brute)
			require.Greater(t, r.PowerDowns, 3)
			require.Greater(t, r.SelfRefresh, 3)
			require.Greater(t, r.Reads, 50)
			var start []string
			for _, c := range r.Log[:6] {
				start = append(start, strings.SplitN(c.String(), " ", 2)[1])
			}
			require.Equal(t, []string{"0 PDX 0 0 0 0", "0 MRS 0 0 3 0", "0 MRS 0 1 80 0", "0 MRS 0 2 107 0", "0 MRS 0 3 0 0", "0 MRS 1 0 2 0"}, start)
		}
	}
}

// At the double rate twice as many refreshes are given: enough for a memory with
// half of tREFI, by both checkers. At half the rate it is half as many.
func TestRefreshRate(t *testing.T) {
	count := map[int]int{}
	for _, rate := range []int{hbm.NormalRate, hbm.DoubleRate, hbm.HalfRate} {
		p := preset(t, "hbm2-2000-8gb")
		c := hbm.Default(p, 64)
		c.Control = true
		if rate == hbm.DoubleRate {
			p.REFI /= 2 // of the memory
		}
		d, err := hdl.Elaborate(System{Config: c, StoreRows: 2, Truth: p.Timings})
		require.NoError(t, err)
		s, err := sim.New(d.Design, sim.Options{Seed: 1, Engine: sim.Compiled})
		require.NoError(t, err)
		traffic, err := NewTraffic("e", uint64(p.Bytes()), 1)
		require.NoError(t, err)
		x := newExecution(Run{Profile: p, Config: c, Traffic: traffic, Cycles: 30000}, s)
		require.NoError(t, x.reset())
		s.Must("control_rate").At(0).Set(int64(rate))
		for !x.finished() {
			require.NoError(t, x.cycle())
		}
		r := x.result()
		require.Empty(t, r.Hardware)
		require.Empty(t, r.Brute)
		count[rate] = r.Refreshes
	}
	normal := float64(count[hbm.NormalRate])
	require.InEpsilon(t, 2*normal, count[hbm.DoubleRate], 0.15)
	require.InEpsilon(t, normal/2, count[hbm.HalfRate], 0.15)
}

// Reads of the first class are served before others; with ever so many of them the
// others still come within the age limit and those before them in the queue.
func TestPriority(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	mean := func(priority bool, firsts int) (first, other, longest float64) {
		c := hbm.Default(p, 64)
		c.Priority = priority
		d, err := hdl.Elaborate(System{Config: c, StoreRows: 2})
		require.NoError(t, err)
		s, err := sim.New(d.Design, sim.Options{Seed: 1, Engine: sim.Compiled})
		require.NoError(t, err)
		traffic, err := NewTraffic("d", uint64(p.Bytes()), 1)
		require.NoError(t, err)
		x := newExecution(Run{Profile: p, Config: c, Traffic: traffic, Cycles: 30000}, s)
		rng := rand.New(rand.NewPCG(1, 1))
		x.free = nil
		for tag := range 1 << c.Tag {
			if tag>>(c.Tag-1) == 1 == (tag%100 < firsts) {
				x.free = append(x.free, uint64(tag))
			}
		}
		require.NoError(t, x.reset())
		sum, n := [2]float64{}, [2]float64{}
		for !x.finished() {
			rng.Shuffle(len(x.free), func(i, k int) { x.free[i], x.free[k] = x.free[k], x.free[i] })
			if x.p.data[0].valid.Bool() {
				tag := x.p.data[0].tag.Uint()
				class, l := tag>>(c.Tag-1), float64(x.now-x.accepted[tag])
				sum[class] += l
				n[class]++
				if class == 0 {
					longest = max(longest, l)
				}
			}
			require.NoError(t, x.cycle())
		}
		require.Empty(t, x.result().Brute)
		return sum[1] / n[1], sum[0] / n[0], longest
	}
	first, other, _ := mean(true, 20)
	same, _, _ := mean(false, 20)
	require.Less(t, first, 0.8*other)
	require.Less(t, first, 0.9*same)
	_, _, longest := mean(true, 90)
	bound := float64(4 * (2*256 + 2*64)) // two age limits, and a frame or two for each entry before it
	require.Less(t, longest, bound)
}

// The rules of mode registers, power-down and self-refresh that are states, for
// both checkers.
func TestPowerStates(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	p.Init = shortInit(p)
	cmd := func(cycle int, c profile.Command) Command { return Command{Cycle: cycle, Cmd: c} }
	mode := func(cycle, n, v int) Command {
		return Command{Cycle: cycle, Cmd: profile.MRS, Group: n / 4, Bank: n % 4, Row: v}
	}
	start := func(pdx, mrs int, last Command) []Command {
		return []Command{cmd(pdx, profile.PDX), mode(mrs, 0, 3), mode(300, 1, 0x50), mode(320, 2, 0x6b), mode(340, 3, 0), last, cmd(500, profile.ACT)}
	}
	for _, c := range []struct {
		name string
		init bool
		log  []Command
		want string
	}{
		{"power-down", false, []Command{cmd(100, profile.PDE), cmd(200, profile.PDX), cmd(300, profile.ACT)}, ""},
		{"command in power-down", false, []Command{cmd(100, profile.PDE), cmd(200, profile.ACT)}, "power state"},
		{"column command in power-down", false, []Command{cmd(100, profile.ACT), cmd(200, profile.PDE), cmd(300, profile.RD)}, "power state"},
		{"PDX of a memory that is up", false, []Command{cmd(100, profile.PDX)}, "power state"},
		{"SRX ends no power-down", false, []Command{cmd(100, profile.PDE), cmd(200, profile.SRX)}, "power state"},
		{"self-refresh", false, []Command{cmd(100, profile.REFSB), cmd(300, profile.SRE), cmd(90000, profile.SRX), cmd(90400, profile.REFSB)}, ""},
		{"self-refresh of open bank", false, []Command{cmd(100, profile.ACT), cmd(300, profile.SRE)}, "self-refresh with an open bank"},
		{"PDX ends no self-refresh", false, []Command{cmd(100, profile.SRE), cmd(200, profile.PDX)}, "power state"},
		{"initialisation", true, start(120, 143, mode(360, 4, 2)), ""},
		{"CKE too early", true, start(119, 143, mode(360, 4, 2)), "initialisation"},
		{"command too early", true, start(120, 142, mode(360, 4, 2)), "initialisation"},
		{"other value", true, start(120, 143, mode(360, 4, 3)), "initialisation"},
		{"no PDX", true, []Command{mode(143, 0, 3)}, "power state"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var init profile.Init
			if c.init {
				init = p.Init
			}
			b := newBenchOf(t, Checker{Geometry: p.Geometry, Timings: p.Timings, Phases: 1, Init: init}, p)
			var got []string
			for _, names := range b.run(t, c.log, c.log[len(c.log)-1].Cycle+5) {
				got = append(got, names...)
			}
			if c.want == "" {
				require.Empty(t, got)
				require.Empty(t, BruteFrom(p, init, c.log))
				return
			}
			require.Contains(t, got, c.want)
			require.NotEmpty(t, BruteFrom(p, init, c.log))
		})
	}
}

// On random commands of all kinds both checkers agree about every cycle.
func TestPowerCheckersAgree(t *testing.T) {
	for _, phases := range []int{1, 4} {
		for _, starts := range []bool{false, true} {
			p := preset(t, "hbm2-2000-8gb")
			var init profile.Init
			if starts {
				init = shortInit(p)
			}
			rng := rand.New(rand.NewPCG(uint64(phases), 8))
			var log []Command
			for cycle := 100; cycle < 16000; cycle++ {
				c := Command{Cycle: cycle, PC: rng.IntN(2), Group: rng.IntN(2), Bank: rng.IntN(2)}
				switch rng.IntN(40) {
				case 0, 1:
					c.Cmd = profile.Command(rng.IntN(5))
				case 2:
					c.Cmd = profile.RD + profile.Command(rng.IntN(4))
				case 3, 4, 5:
					c.PC, c.Cmd = 0, profile.MRS+profile.Command(rng.IntN(5))
					if n := c.Group*4 + c.Bank; c.Cmd == profile.MRS && rng.IntN(4) > 0 {
						c.Row = p.Init.Modes[n].Value
					}
				default:
					continue
				}
				log = append(log, c)
			}
			got := newBenchOf(t, Checker{Geometry: p.Geometry, Timings: p.Timings, Phases: phases, Init: init}, p).run(t, log, 16000)
			want := map[int][]string{}
			for _, v := range BruteFrom(p, init, log) {
				at := v.At.Cycle / phases * phases
				want[at] = append(want[at], v.Rule)
			}
			for cycle := 0; cycle < 16000; cycle += phases {
				require.Equal(t, len(want[cycle]) > 0, len(got[cycle]) > 0, "%d phases, cycle %d: brute force %v, hardware %v", phases, cycle, want[cycle], got[cycle])
			}
			require.Greater(t, len(want), 100)
			require.Less(t, len(want), len(log), "all wrong")
		}
	}
}
