package isa

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every operation has fields, a name of its own and a queue, and no other
// value has a name.
func TestOps(t *testing.T) {
	require.True(t, slices.IsSorted(Ops()))
	seen := map[string]bool{}
	known := 0
	for o := range Op(64) {
		if !o.Known() {
			require.Nil(t, Fields(o), o)
			continue
		}
		known++
		require.NotNil(t, Fields(o), o)
		require.False(t, seen[o.String()], o)
		require.Less(t, o.Queue(), Queues, o)
		seen[o.String()] = true
	}
	require.Len(t, Ops(), known)
	require.Equal(t, "operation 0x3f", Op(0x3f).String())
	require.Equal(t, "store", STORE.Queue().String())
}
