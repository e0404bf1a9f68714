package verbs

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Means are what the documents say, to the nearest cycle.
func TestMean(t *testing.T) {
	require.Equal(t, 0, mean(nil))
	require.Equal(t, 7434, mean([]int{7433, 7434}))
	require.Equal(t, 7433, mean([]int{7433, 7433, 7434}))
}
