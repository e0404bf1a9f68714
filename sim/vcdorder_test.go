package sim

import (
	"io"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/irtest"
)

// Variables of a class follow each other, in it those that are stored, and in
// them the cells of a grid.
func TestVCDOrder(t *testing.T) {
	for seed := range uint64(20) {
		s := on(t, irtest.Random(rand.New(rand.NewPCG(seed, 7))), Interpreter)
		v, err := s.VCD(io.Discard, VCDOptions{})
		require.NoError(t, err)
		seen := map[*vcdGroup]bool{}
		for i, x := range v.vars {
			if i == 0 {
				continue
			}
			last := v.vars[i-1]
			require.LessOrEqual(t, last.class(), x.class())
			if last.class() != x.class() {
				clear(seen)
				continue
			}
			require.False(t, !last.group.stored && x.group.stored, "a computed value before one that is stored")
			if last.group == x.group {
				require.Less(t, last.lane, x.lane)
				continue
			}
			seen[last.group] = true
			require.False(t, seen[x.group], "cells in several places")
			if last.group.stored == x.group.stored {
				require.Less(t, last.group.at, x.group.at)
			}
		}
	}
}

// A signal that something outside repeats is written where it is declared.
func TestVCDOrderOfWhatIsRepeated(t *testing.T) {
	o := vcdOrder{groups: map[string]*vcdGroup{}}
	repeated, other := &vcdGroup{at: o.step()}, &vcdGroup{at: o.step()}
	o.declared(other)
	o.declared(repeated)
	at := repeated.at
	o.declared(repeated) // in another cell
	require.Equal(t, at, repeated.at)
	require.Negative(t, other.compare(repeated))
	repeated.stored = true
	require.Positive(t, other.compare(repeated))
}
