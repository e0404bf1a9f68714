package stream_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/stream/streamtest"
)

// contend runs n always-full inputs against each other, with back-pressure.
func contend(t *testing.T, a arbTop, count int) []streamtest.Transfer {
	b := arbBlock(t, a)
	x, ins, outs := b.bench(t, 1)
	feed := random(b.ins)(x.Rand, 4*count)
	for i, s := range ins {
		s.Send(feed[i]...)
	}
	outs[0].Rate = 0.7
	x.Reset(1)
	x.Run(100*count, func() bool { return len(outs[0].Got) >= count })
	return outs[0].Got
}

// TestRoundRobinIsFair wants every input served exactly once in each round.
func TestRoundRobinIsFair(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 8} {
		for i, g := range contend(t, arbTop{W: 12, N: n}, 10*n) {
			require.Equal(t, uint64(i%n), g.U(1), "%d inputs, datum %d", n, i)
		}
	}
}

// TestRoundRobinOfPackets wants the same of whole packets.
func TestRoundRobinOfPackets(t *testing.T) {
	from := uint64(0)
	for i, g := range contend(t, arbTop{W: 12, N: 3, Hold: true}, 200) {
		require.Equal(t, from, g.U(1), "datum %d", i)
		if g.U(0)&1 == 1 {
			from = (from + 1) % 3
		}
	}
}

// TestPriority wants the lowest input alone to be served while it offers.
func TestPriority(t *testing.T) {
	for _, g := range contend(t, arbTop{W: 12, N: 4, Fixed: true}, 50) {
		require.Zero(t, g.U(1))
	}
}

// TestRoundRobinBound offers at random: a datum on offer waits for at most
// n-1 others.
func TestRoundRobinBound(t *testing.T) {
	const n = 5
	b := arbBlock(t, arbTop{W: 12, N: n})
	x, ins, outs := b.bench(t, 1)
	feed := random(b.ins)(x.Rand, 200)
	for i, s := range ins {
		s.Rate = 0.5
		s.Send(feed[i]...)
	}
	outs[0].Rate = 0.9
	x.Reset(1)
	waited, most := make([]int, n), 0
	x.Watch = func() {
		for k, s := range ins {
			switch {
			case s.Moves():
				most = max(most, waited[k])
				waited[k] = 0
			case !s.Offering():
				waited[k] = 0
			case outs[0].Moves():
				waited[k]++
			}
		}
	}
	drain(x, ins, outs)
	require.Equal(t, n-1, most)
}
