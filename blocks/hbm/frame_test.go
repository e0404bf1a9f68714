package hbm

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// frames is right: n frames later the delay has passed, n-1 later it has not.
func TestFrames(t *testing.T) {
	for delay := range 60 {
		for from := range 8 {
			for to := range 4 {
				n := frames(delay, from, to)
				require.GreaterOrEqual(t, frameCK*n+to-from, delay)
				if n > 0 {
					require.Less(t, frameCK*(n-1)+to-from, delay)
				}
			}
		}
	}
}

// No slot of the buses belongs to both pseudo-channels.
func TestSlots(t *testing.T) {
	a, b := offsetsOf(0), offsetsOf(1)
	require.NotContains(t, []int{a.col[0], a.col[1]}, b.col[0])
	require.NotContains(t, []int{a.col[0], a.col[1]}, b.col[1])
	require.Equal(t, 2, a.col[1]-a.col[0])
	require.ElementsMatch(t, []int{0, 1, 2, 3}, []int{a.act, a.act + 1, b.act, b.act + 1}, "an ACT has two cycles")
	require.Equal(t, []int{a.act + 1, b.act + 1}, []int{a.row, b.row})
}
