package control_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/control"
	"npugen/isa"
	"npugen/verif"
)

// TestRandomPrograms: units of random speed get the resolved commands of
// random programs in the order of the program, no command before its tokens
// are there, every instruction retires once, and the counters end where the
// program leaves them.
func TestRandomPrograms(t *testing.T) {
	for _, u := range []control.Unit{
		{Shape: small(1), Queue: 1, Flight: 1, Fetch: 2},
		{Shape: small(1), Queue: 4, Flight: 16, Fetch: 20},
		{Shape: small(2), Queue: 8, Flight: 3, Fetch: 8},
		{Shape: small(8), Queue: 8, Flight: 16, Fetch: 3},
	} {
		t.Run(fmt.Sprintf("c%d_q%d_f%d", u.Channels, u.Queue, u.Fetch), func(t *testing.T) {
			g := newRig(t, u, 3)
			for run := range 6 {
				randomRun(g, run)
			}
		})
	}
}

// randomRun runs a random program with random speeds, and checks it.
func randomRun(g *rig, run int) {
	r := rand.New(rand.NewPCG(uint64(run), 7))
	for _, s := range []*float64{&g.aw.Rate, &g.w.Rate, &g.ar.Rate, &g.b.Rate, &g.r.Rate, &g.read.Rate, &g.ahead.Rate} {
		*s = 0.3 + 0.7*r.Float64()
	}
	g.memoryLatency = 1 + r.IntN(40)
	for _, u := range g.units {
		u.latency, u.sink.Rate = 1+r.IntN(40), 0.1+0.9*r.Float64()
	}
	var regs [isa.Registers]uint32
	for i := range regs {
		regs[i] = r.Uint32()
		require.Equal(g.T, 0, g.write(control.RegProgram(i), regs[i]))
	}
	p := randomProgram(r, 60+r.IntN(60))
	taken := make([]int, len(g.units))
	for i, u := range g.units {
		taken[i] = len(u.sink.Got)
	}
	g.start(r.IntN(1<<20), p)
	g.finish(5000)
	require.Equal(g.T, uint32(control.StatusDone), g.get(control.RegStatus))
	require.Equal(g.T, uint32(len(p)), g.get(control.RegCounter("instructions")))
	checkCommands(g, p, taken, &regs)
	checkOrder(g, p)
}

// checkCommands compares every field that the units got.
func checkCommands(g *rig, p []isa.Instruction, taken []int, regs *[isa.Registers]uint32) {
	for _, in := range p {
		q := in.Op().Queue()
		if q == isa.Control {
			continue
		}
		u := g.units[control.Slot(q)]
		got := u.sink.Got[taken[control.Slot(q)]]
		taken[control.Slot(q)]++
		want := in.Resolved(regs)
		for i, name := range u.fields {
			if _, ok := isa.Lookup(in.Op(), name); ok {
				require.Equal(g.T, uint64(want.Get(name)), got.U(i), "%s.%s", in.Op(), name)
			}
		}
	}
	for i, u := range g.units {
		require.Len(g.T, u.sink.Got, taken[i])
	}
	got := g.units[control.Slot(isa.Matrix)].sink.Got
	g.Run(1000, func() bool { return len(g.ahead.Got) == len(got) })
	require.Len(g.T, g.ahead.Got, len(got))
	for i := range got {
		require.Equal(g.T, got[i].Datum, g.ahead.Got[i].Datum)
	}
}

// checkOrder replays the trace on counters of its own.
func checkOrder(g *rig, p []isa.Instruction) {
	var count [isa.Tokens]int
	next := map[isa.Queue]int{}
	done := map[int]bool{}
	bump := func(mask uint32, by int) {
		for t := range count {
			count[t] += by * int(mask>>t&1)
		}
	}
	for i := 0; i < len(g.seen); {
		j := i
		for ; j < len(g.seen) && g.seen[j].cycle == g.seen[i].cycle; j++ { // starts of a cycle first: what retires in it is there in the next
			e := g.seen[j]
			if e.retired {
				continue
			}
			for p[next[e.queue]].Op().Queue() != e.queue {
				next[e.queue]++
			}
			require.Equal(g.T, next[e.queue], e.number, "order of the %s queue", e.queue)
			next[e.queue]++
			bump(p[e.number].Get("wait"), -1)
			for t, n := range count {
				require.GreaterOrEqual(g.T, n, 0, "instruction %d: token %d", e.number, t)
			}
		}
		for ; i < j; i++ {
			if e := g.seen[i]; e.retired {
				require.False(g.T, done[e.number])
				done[e.number] = true
				bump(p[e.number].Get("signal"), 1)
			}
		}
	}
	for n, in := range p {
		require.Equal(g.T, in.Op().Queue() != isa.Control, done[n], "instruction %d", n)
	}
	for t, n := range count {
		require.Equal(g.T, uint32(n), g.get(control.RegTokens(t))>>(t%4*8)&0xff, "token %d", t)
	}
}

// TestAllSimulatorsAgree repeats a random run in every simulator.
func TestAllSimulatorsAgree(t *testing.T) {
	g := newRig(t, control.Unit{Shape: small(2), Queue: 4, Flight: 4, Fetch: 18}, 5)
	randomRun(g, 1)
	verif.CosimAll(t, []verif.Job{g.Job()})
}
