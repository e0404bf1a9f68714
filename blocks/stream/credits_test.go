package stream_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/stream/streamtest"
	"npugen/sim"
)

// TestCredits returns credits at random and compares the count with a model
// in every cycle.
func TestCredits(t *testing.T) {
	for _, limit := range []int{1, 2, 3, 8} {
		for _, seed := range []uint64{1, 2} {
			x := streamtest.New(t, elaborate(t, creditTop{8, limit}), seed)
			in, out := x.Source("in", 0, "data"), x.Sink("out", 0, "data")
			in.Rate, out.Rate = 0.8, 0.8
			for i := range uint64(200) {
				in.Send(streamtest.D(i))
			}
			give, count := x.Sim.Must("give"), x.Sim.Must("count")
			x.Reset(2)
			left, starved := limit, 0
			x.Drive = func() { give.SetBool(left < limit && x.Rand.IntN(2) == 0) }
			x.Watch = func() {
				require.Equal(t, uint64(left), count.Uint(), "cycle %d", x.Cycle)
				if left == 0 {
					require.False(t, out.Moves(), "cycle %d: no credit", x.Cycle)
					starved++
				}
				if out.Moves() {
					left--
				}
				if give.Bool() {
					left++
				}
			}
			x.Run(5000, func() bool { return len(out.Got) == 200 })
			require.Equal(t, streamtest.Data(in.Sent), streamtest.Data(out.Got))
			require.Positive(t, starved)
		}
	}
}

// TestTooManyCredits wants an assertion to notice a credit never taken.
func TestTooManyCredits(t *testing.T) {
	s, err := sim.New(elaborate(t, creditTop{8, 2}), sim.Options{})
	require.NoError(t, err)
	s.PokeName("rst", 1)
	require.NoError(t, s.Step())
	s.PokeName("rst", 0)
	s.PokeName("give", 1)
	err = s.Step()
	require.ErrorContains(t, err, "credits_bounded")
	require.True(t, strings.Contains(err.Error(), "a credit was returned that was never taken"))
}
