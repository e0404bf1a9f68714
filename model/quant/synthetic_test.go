package quant

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Published vectors of SplitMix64, seed 1234567.
func TestSplitMix(t *testing.T) {
	s := splitMix(1234567)
	for _, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423} {
		require.Equal(t, want, s.next())
	}
}
