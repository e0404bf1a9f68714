package control_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/control"
	"npugen/isa"
)

// TestLatency: a completion lets the next command go in the cycle after it.
func TestLatency(t *testing.T) {
	g := newRig(t, plain(), 1)
	var p []isa.Instruction
	ops := []isa.Op{isa.MATMUL, isa.MAP, isa.QUANT, isa.STORE, isa.LOAD, isa.STREAM}
	for i, op := range ops {
		f := map[string]uint32{"signal": 1 << i}
		if i > 0 {
			f["wait"] = 1 << (i - 1)
		}
		p = append(p, with(op, f))
	}
	g.start(0, append(p, isa.New(isa.END)))
	g.finish(200)
	require.Len(t, g.seen, 2*len(ops))
	for i := 2; i < len(g.seen); i += 2 {
		done, start := g.seen[i-1], g.seen[i]
		require.True(t, done.retired)
		require.False(t, start.retired)
		require.Equal(t, done.cycle+1, start.cycle, "%s", ops[i/2])
	}
}

// TestThroughput: fetch and dispatch keep an instruction a cycle.
func TestThroughput(t *testing.T) {
	for _, channels := range []int{1, 4} {
		g := newRig(t, control.Unit{Shape: small(channels), Queue: 4, Flight: 16, Fetch: 16}, 1)
		g.memoryLatency = 1
		for _, u := range g.units {
			u.latency = 1
		}
		const n = 300
		var p []isa.Instruction
		for i := range n {
			p = append(p, with([]isa.Op{isa.LOAD, isa.MAP, isa.MATMUL}[i%3], nil))
		}
		g.start(0, append(p, isa.New(isa.END)))
		g.finish(2000)
		require.Equal(t, g.seen[0].cycle+n-1, lastStart(g), "%d channels", channels)
	}
}

func lastStart(g *rig) int {
	last := 0
	for _, e := range g.seen {
		if !e.retired {
			last = e.cycle
		}
	}
	return last
}

// TestFirstCommand: from the beat to the unit.
func TestFirstCommand(t *testing.T) {
	g := newRig(t, plain(), 1)
	g.start(0, []isa.Instruction{isa.New(isa.LOAD), isa.New(isa.END)})
	g.finish(200)
	require.Equal(t, 8, g.seen[0].cycle-g.beats.Sent[0].Cycle)
}
