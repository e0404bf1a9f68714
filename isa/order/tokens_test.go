package order

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/isa"
	"npugen/isa/isatest"
)

// Programs with the tokens that Tokens gives have no hazard, and none of the
// waits and syncs can be left out without one.
func TestTokensAreEnoughAndNeeded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := isatest.Shape(draws{t})
		list := isatest.Program(draws{t}, s, rapid.IntRange(1, 25).Draw(t, "n"))
		require.NoError(t, Tokens(s, list))
		require.NoError(t, Check(s, list))
		require.NoError(t, Progress(s, list, Limits{Queue: 2, Weights: 4 * (s.Rows + 4)}))
		for i := range list {
			if list[i].Get("sync") == 1 {
				require.NoError(t, list[i].Set("sync", 0))
				require.Error(t, Check(s, list), "sync of %d", i)
				require.NoError(t, list[i].Set("sync", 1))
			}
		}
		last := map[int]int{} // by token, the last instruction that waits for it
		for i, in := range list {
			for k := range isa.Tokens {
				if in.Get("wait")>>k&1 == 1 {
					last[k] = i
				}
			}
		}
		for k, i := range last { // a wait before the last would shift the others
			wait := list[i].Get("wait")
			require.NoError(t, list[i].Set("wait", wait&^(1<<k)))
			require.Error(t, Check(s, list), "wait of %d for t%d", i, k)
			require.NoError(t, list[i].Set("wait", wait))
		}
	})
}
