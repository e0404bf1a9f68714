package hbm

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm/profile"
	"npugen/hdl"
	"npugen/sim"
)

func preset(t testing.TB, name string) profile.Profile {
	t.Helper()
	p, err := profile.Preset(name)
	require.NoError(t, err)
	return p
}

// bench drives a checker with commands at given cycles.
type bench struct {
	s        *sim.Sim
	row, col map[string]*sim.Handle
	wrong    *sim.Handle
	phases   int
	now      int
	p        profile.Profile
}

func newBench(t testing.TB, p profile.Profile, phases int) *bench {
	t.Helper()
	return newBenchOf(t, Checker{Geometry: p.Geometry, Timings: p.Timings, Phases: phases}, p)
}

func newBenchOf(t testing.TB, k Checker, p profile.Profile) *bench {
	t.Helper()
	c, err := hdl.Elaborate(k)
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 3})
	require.NoError(t, err)
	b := &bench{s: s, row: map[string]*sim.Handle{}, col: map[string]*sim.Handle{}, wrong: s.Must("wrong"), phases: k.Phases, p: p}
	for _, f := range []string{"valid", "pc", "cmd", "bank", "row"} {
		b.row[f] = s.Must("row_" + f)
	}
	for _, f := range []string{"valid", "pc", "cmd", "bank", "column"} {
		b.col[f] = s.Must("col_" + f)
	}
	s.Must("rst").Set(1)
	require.NoError(t, s.Step())
	s.Must("rst").Set(0)
	return b
}

// run gives the checks that failed, by cycle rounded down to a clock.
func (b *bench) run(t testing.TB, log []Command, until int) map[int][]string {
	found := map[int][]string{}
	names := Checks()
	for b.now < until {
		for k := range b.phases {
			b.row["valid"].At(k).Set(0)
			b.col["valid"].At(k).Set(0)
		}
		for len(log) > 0 && log[0].Cycle < b.now+b.phases {
			c, k := log[0], log[0].Cycle-b.now
			bus, last, v := b.row, "row", c.Row
			if c.Cmd.Column() {
				bus, last, v = b.col, "column", c.Column
			}
			bus["valid"].At(k).Set(1)
			bus["pc"].At(k).Set(int64(c.PC))
			bus["cmd"].At(k).Set(int64(c.Cmd))
			bus["bank"].At(k).Set(int64(c.Group*b.p.BanksPerGroup + c.Bank))
			bus[last].At(k).Set(int64(v))
			log = log[1:]
		}
		bits := b.wrong.Bits()
		for i, n := range names {
			if bits.Bit(i) == 1 {
				found[b.now] = append(found[b.now], n)
			}
		}
		require.NoError(t, b.s.Step())
		b.now += b.phases
	}
	return found
}

// pair is two commands of one pseudo-channel whose banks share what scope says.
func pair(from, to profile.Command, scope profile.Scope, at, gap int) []Command {
	f := Command{Cycle: at, PC: 1, Cmd: from, Group: 1, Bank: 2}
	c := Command{Cycle: at + gap, PC: 1, Cmd: to, Group: 1, Bank: 2}
	switch scope {
	case profile.Group:
		c.Bank = 3
	case profile.Pseudo:
		c.Group = 2
	case profile.Channel:
		c.PC, c.Group = 0, 2
	}
	return []Command{f, c}
}

// Each rule, for each pair of its commands: one cycle early is caught, in time
// is not.
func TestCheckerRules(t *testing.T) {
	for _, phases := range []int{1, 4} {
		for _, name := range []string{"hbm2-2000-8gb", "hbm3-6400-8gb"} {
			p := preset(t, name)
			b := newBench(t, p, phases)
			for _, r := range profile.Rules() {
				d, err := r.Delay.Cycles(p.Timings)
				require.NoError(t, err)
				if r.Window > 1 {
					continue
				}
				for _, from := range r.From {
					for _, to := range r.To {
						for _, early := range []int{1, 0} {
							if d == early {
								continue // a gap of 0 cannot be on one bus
							}
							at := b.now + 2000 + b.now/phases%phases
							log := pair(from, to, r.Scope, at, d-early)
							found := b.run(t, log, at+d+8)
							last := log[1].Cycle / phases * phases
							if early == 1 {
								require.Contains(t, found[last], r.Name, "%s, %d phases: %v -> %v after %d", name, phases, from, to, d-1)
							} else {
								require.NotContains(t, found[last], r.Name, "%s, %d phases: %v -> %v after %d", name, phases, from, to, d)
							}
						}
					}
				}
			}
		}
	}
}

// Five activates of different bank groups: the fifth may come tFAW after the
// first.
func TestCheckerWindow(t *testing.T) {
	p := preset(t, "hbm3-6400-8gb")
	for _, phases := range []int{1, 4} {
		for early, want := range []bool{false, true} {
			b := newBench(t, p, phases)
			var log []Command
			for i := range 5 {
				log = append(log, Command{Cycle: 100 + 4*i, Cmd: profile.ACT, Group: i % 4, Bank: i / 4})
			}
			log[4].Cycle = 100 + p.FAW - early
			found := b.run(t, log, 200)
			require.Equal(t, want, len(found[log[4].Cycle/phases*phases]) > 0, "%v", found)
			require.Equal(t, want, len(Brute(p, log)) > 0)
		}
	}
}

func TestCheckerState(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	cmd := func(cycle int, c profile.Command) Command { return Command{Cycle: cycle, Cmd: c} }
	for _, c := range []struct {
		name string
		log  []Command
		want string
	}{
		{"legal", []Command{cmd(100, profile.ACT), cmd(120, profile.RDA), cmd(200, profile.ACT), cmd(220, profile.WR), cmd(300, profile.PRE), cmd(400, profile.REFSB)}, ""},
		{"open", []Command{cmd(100, profile.ACT), cmd(200, profile.ACT)}, "ACT of an open bank"},
		{"never opened", []Command{cmd(100, profile.RD)}, "column command to a closed bank"},
		{"closed by RDA", []Command{cmd(100, profile.ACT), cmd(200, profile.RDA), cmd(300, profile.RD)}, "column command to a closed bank"},
		{"closed by PREA", []Command{cmd(100, profile.ACT), cmd(200, profile.PREA), cmd(300, profile.WRA)}, "column command to a closed bank"},
		{"REFSB open", []Command{cmd(100, profile.ACT), cmd(200, profile.REFSB)}, "refresh of an open bank"},
		{"REFAB open", []Command{cmd(100, profile.ACT), cmd(200, profile.REFAB)}, "refresh of an open bank"},
		{"twice", []Command{cmd(100, profile.REFSB), cmd(1200, profile.REFSB)}, "refreshed twice in one round"},
		{"after REFAB", []Command{cmd(100, profile.REFSB), cmd(1200, profile.REFAB), cmd(2200, profile.REFSB)}, ""},
		{"bus", []Command{cmd(100, profile.ACT), {Cycle: 101, PC: 1, Cmd: profile.ACT}}, "row bus"},
		{"bus free", []Command{cmd(100, profile.ACT), {Cycle: 102, PC: 1, Cmd: profile.ACT}}, ""},
		{"columns", []Command{cmd(100, profile.ACT), cmd(120, profile.RD), {Cycle: 121, Cmd: profile.RD}}, "tCCDL read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, names := range newBench(t, p, 1).run(t, c.log, 2300) {
				got = append(got, names...)
			}
			if c.want == "" {
				require.Empty(t, got)
				require.Empty(t, Brute(p, c.log))
				return
			}
			require.Contains(t, got, c.want)
			require.NotEmpty(t, Brute(p, c.log))
		})
	}
}

// A bank that gets no refresh is reported soon after the limit.
func TestCheckerLate(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	p.REFI = 400 // a short run
	limit := RefreshLimit(p.Timings)
	for _, last := range []int{0, 1} {
		var log []Command
		for i := range 32 {
			log = append(log, Command{Cycle: 1000 + 20*i, PC: i / 16, Cmd: profile.REFSB, Group: i / 4 % 4, Bank: i % 4})
		}
		log = log[:32-last]
		found := newBench(t, p, 1).run(t, log, limit+600)
		require.Equal(t, last == 1, len(found) > 0)
		log = append(log, Command{Cycle: limit + 500, Cmd: profile.PREA})
		require.Equal(t, last == 1, len(Brute(p, log)) > 0, Brute(p, log))
	}
}

// The two checkers share no rules; on random commands they must agree about
// every cycle.
func TestCheckersAgree(t *testing.T) {
	for _, name := range profile.Names() {
		for _, phases := range []int{1, 4} {
			p := preset(t, name)
			rng := rand.New(rand.NewPCG(uint64(phases), 7))
			var log []Command
			for cycle := 8; cycle < 12000; cycle++ {
				for _, column := range []bool{false, true} {
					if rng.IntN(12) > 0 {
						continue
					}
					c := Command{Cycle: cycle, PC: rng.IntN(2), Group: rng.IntN(2), Bank: rng.IntN(2)}
					c.Cmd = profile.Command(rng.IntN(5))
					if c.Cmd == profile.REFAB && rng.IntN(10) > 0 {
						c.Cmd = profile.ACT
					}
					if column {
						c.Cmd = profile.RD + profile.Command(rng.IntN(4))
					}
					log = append(log, c)
				}
			}
			got := newBench(t, p, phases).run(t, log, 12000)
			want := map[int][]string{}
			for _, v := range Brute(p, log) {
				at := v.At.Cycle / phases * phases
				want[at] = append(want[at], v.Rule)
			}
			for cycle := 0; cycle < 12000; cycle += phases {
				require.Equal(t, len(want[cycle]) > 0, len(got[cycle]) > 0, "%s, %d phases, cycle %d: brute force %v, hardware %v", name, phases, cycle, want[cycle], got[cycle])
			}
			require.Greater(t, len(want), 500)
		}
	}
}

func TestDistancesAgree(t *testing.T) {
	for _, name := range profile.Names() {
		p := preset(t, name)
		b := brute{p: p}
		for from := range profile.CommandCount {
			for to := range profile.CommandCount {
				for _, scope := range []profile.Scope{profile.Bank, profile.Group, profile.Pseudo, profile.Channel} {
					l := pair(from, to, scope, 0, 0)
					require.Equal(t, p.Distance(from, to, scope), b.distance(l[0], l[1]), fmt.Sprintf("%s: %v -> %v, %v", name, from, to, scope))
				}
			}
		}
	}
}
