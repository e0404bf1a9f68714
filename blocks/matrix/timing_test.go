package matrix_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/matrix"
)

// TestLatency: one vector is complete Latency cycles after the last row of its
// weights was taken, in arrays of any size.
func TestLatency(t *testing.T) {
	for _, u := range []matrix.Unit{
		{Shape: shape(4, 4, 4, 1)}, {Shape: shape(4, 4, 1, 1), Tile: 1}, {Shape: shape(16, 32, 8, 4)}, {Shape: shape(64, 64, 16, 1)}, {Shape: shape(64, 64, 16, 1), Tile: 16},
	} {
		b := newBench(t, elaborate(t, u), u.Shape, 1)
		b.add(matmul{M: 1, KT: 2, NT: 1, Last: u.Rows, AStride: 1})
		b.finish(1000)
		last := b.weights.Sent[len(b.weights.Sent)-1].Cycle
		require.Equal(t, u.Latency(), b.doneAt[0]-last, "%+v", u)
		t.Logf("%dx%d: %d cycles", u.Rows, u.Cols, u.Latency())
	}
}

// TestPeakLatency: maxima come a cycle a vector, PeakLatency behind the results;
// words behind the end of a vector take no cycle.
func TestPeakLatency(t *testing.T) {
	for _, lanes := range []int{1, 2, 3, 4, 5, 8, 12, 16} {
		u := matrix.Unit{Shape: shape(16, 48, lanes, 8)}
		done := func(c matmul) int {
			b := newBench(t, elaborate(t, u), u.Shape, 1)
			c.KT, c.NT, c.Last, c.AStride, c.P, c.DStride = 1, 1, 16, 1, 8*240, 240
			b.add(c)
			b.finish(2000)
			return b.doneAt[0] - b.weights.Sent[len(b.weights.Sent)-1].Cycle
		}
		for _, m := range []int{1, 8} {
			all, words := done(matmul{M: m}), 48/lanes
			if 48%lanes != 0 {
				words++
			}
			require.Equal(t, all+u.PeakLatency()+m, done(matmul{M: m, Peak: true, Len: 48}), "%d lanes, %d vectors", lanes, m)
			require.Equal(t, all+u.PeakLatency()+m-m*(words-1), done(matmul{M: m, Peak: true, Len: 1}), "%d lanes, %d vectors", lanes, m)
		}
	}
}

// TestBusy: a large product of many vectors keeps the array busy, between tiles
// and between instructions.
func TestBusy(t *testing.T) {
	s := shape(16, 16, 8, 64)
	s.ABRows = 1024
	b := newBench(t, elaborate(t, matrix.Unit{Shape: s}), s, 1)
	for range 2 {
		b.add(matmul{AStride: 16, M: 64, KT: 12, NT: 4, Last: 16, DStride: 64})
	}
	b.finish(10000)
	requireShare(t, "vectors", len(b.activeAt), b.activeAt[0], b.activeAt[len(b.activeAt)-1], 0.98)
}

// TestDecode: with one vector an instruction the weights flow in every cycle,
// across tiles and instructions. (Tiles of fewer than 6 rows, scales counted, wait.)
func TestDecode(t *testing.T) {
	for _, s := range []bundle.Shape{shape(16, 16, 8, 1), shape(64, 64, 16, 1), shape(8, 32, 4, 1), shape(12, 20, 4, 1), shape(9, 15, 3, 1)} {
		for _, plain := range []bool{false, true} {
			t.Run(fmt.Sprintf("%dx%d plain=%v", s.Rows, s.Cols, plain), func(t *testing.T) {
				b := newBench(t, elaborate(t, matrix.Unit{Shape: s}), s, 1)
				for i := range 6 {
					b.add(matmul{A: i, M: 1, KT: 1 + i%3, NT: 1 + i%2, Last: s.Rows - i%3, Plain: plain})
				}
				b.finish(10000)
				sent := b.weights.Sent
				requireShare(t, "rows", len(sent), sent[0].Cycle, sent[len(sent)-1].Cycle, 0.98)
				require.Zero(t, b.starved)
			})
		}
	}
}

// TestAhead: the first tile of an instruction is there when it starts.
func TestAhead(t *testing.T) {
	s := shape(16, 16, 8, 1)
	b := newBench(t, elaborate(t, matrix.Core{Shape: s}), s, 1)
	b.command.Rate = 0
	b.add(matmul{M: 1, KT: 1, NT: 1, Last: 16})
	for range 100 {
		b.Step()
	}
	require.Empty(t, b.weights.Queue)
	b.command.Rate = 1
	b.finish(1000)
	// One cycle each into the queue and out of it.
	require.Equal(t, matrix.Unit{Shape: s}.Latency()+2, b.doneAt[0]-b.command.Sent[0].Cycle)
}

func requireShare(t *testing.T, what string, n, first, last int, least float64) {
	t.Helper()
	share := float64(n) / float64(last-first+1)
	t.Logf("%d %s in %d cycles: %.2f %%", n, what, last-first+1, 100*share)
	require.GreaterOrEqual(t, share, least)
}
