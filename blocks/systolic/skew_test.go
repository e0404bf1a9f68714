package systolic_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/systolic"
	"npugen/hdl"
	"npugen/sim"
)

// TestSkew looks at the delay of every lane, for numbers of lanes around those
// of whole blocks, with a stall on the way.
func TestSkew(t *testing.T) {
	for _, lanes := range []int{1, 2, 15, 16, 17, 18, 31, 32, 33, 50} {
		for _, back := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d lanes, back %v", lanes, back), func(t *testing.T) {
				c, err := hdl.Elaborate(systolic.Skew{Lanes: lanes, Width: 9, Back: back})
				require.NoError(t, err)
				s, err := sim.New(c.Design, sim.Options{Seed: 1})
				require.NoError(t, err)
				defer s.Close()
				number := func(lane, cycle int) int64 { return int64((lane*37+cycle*11)%512 - 256) }
				for cycle := range 2 * lanes {
					for i := range lanes {
						s.Poke(c.In.X[i], number(i, cycle))
					}
					s.Poke(c.In.En, 1)
					for i := range lanes {
						delay := i
						if back {
							delay = lanes - 1 - i
						}
						if cycle >= delay {
							require.Equal(t, number(i, cycle-delay), s.Peek(c.Out.Y[i]), "lane %d, cycle %d", i, cycle)
						}
					}
					if lanes > 1 {
						require.NoError(t, s.Step())
						s.Poke(c.In.En, 0)
						require.NoError(t, s.Step())
					}
				}
			})
		}
	}
}
