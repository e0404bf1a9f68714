package dma_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"npugen/blocks/bundle"
)

// closeOrders is STOREs whose bytes meet in few beats: each place of a beat
// comes alone, before and after its neighbours.
func closeOrders(r *rand.Rand, s bundle.Shape) []order {
	beat, few := uint64(s.BeatBytes()), uint64(4)
	off := func() uint64 { return r.Uint64N(beat) }
	all := []order{
		{n0: beat, n1: 1, len: 1, s0: 1, transpose: 1},                          // byte by byte through beats
		{n0: beat, n1: 1, len: 1, s0: 2, transpose: 1},                          // every second
		{n0: 2 * beat / few, n1: 1, len: few, s0: few, se: 1},                   // runs that follow each other
		{n0: beat / few, n1: 1, len: few, s0: few, se: 1, as0: 1},               // of different rows
		{n0: beat / few, n1: 1, len: few, s0: few, se: 1, transpose: 1, as0: 1}, // the places between, again and again
		{n0: 40, n1: 2, len: 3, s0: 5, se: 1, as0: 1},                           // gaps in beats and across their ends
		{n0: 40, n1: 1, len: few, s0: few - 1, se: 1, as0: 1},                   // a run's last byte is written over
		{n0: 3, n1: 3, len: few, se: 1, as0: 1, as1: 3},                         // all at one place
		{n0: 3, n1: 3, len: few, se: 0, as0: 1, as1: 3},                         // likewise, bytes
		{n0: 30, n1: 1, len: 1, s0: 6, as0: 1, scale: 1},                        // scales with gaps
		{n0: 30, n1: 1, len: 1, s0: 3, as0: 1, scale: 1},                        // that overlap
	}
	for range 8 { // a STORE's last byte waits for none of the next
		all = append(all, order{n0: 1, n1: 1, len: 1, as0: 1})
	}
	for range 20 {
		all = append(all, order{
			as0: r.Uint64N(3), as1: r.Uint64N(3), s0: r.Uint64N(12), s1: r.Uint64N(12), se: r.Uint64N(9),
			n0: 1 + r.Uint64N(12), n1: 1 + r.Uint64N(4), len: 1 + r.Uint64N(few), transpose: r.Uint64N(2), scale: r.Uint64N(4) / 3,
		})
	}
	for i := range all {
		all[i].a, all[i].off = r.Uint64N(uint64(s.ABRows)), off()
	}
	return all
}

// Bytes that come one by one or in short runs are joined to the writes of the
// rules, byte for byte: address, data with 0 where none is written, and mask.
func TestStoreJoinsBytes(t *testing.T) {
	for i, s := range []bundle.Shape{shapes[0], shapes[2], shapes[4]} {
		t.Run(fmt.Sprintf("rows%d_channels%d", s.Rows, s.Channels), func(t *testing.T) {
			x := newStoring(t, s)
			x.command.Rate, x.read.Rate, x.write.Rate = []float64{1, 0.7, 1}[i], []float64{0.8, 1, 1}[i], []float64{0.7, 0.6, 1}[i]
			for _, o := range closeOrders(rand.New(rand.NewPCG(uint64(i), 3)), s) {
				x.send(o)
			}
			x.run(30000)
		})
	}
}
