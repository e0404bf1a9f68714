package bundle_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
)

// Every element has an address of its own, in order, with the lane in its lower
// bits; with a power of two of lanes it is the element.
func TestAddress(t *testing.T) {
	for lanes := 1; lanes <= 128; lanes++ {
		s := bundle.Shape{Lanes: lanes}
		last := -1
		for e := range 4 * lanes {
			at := s.Address(uint64(e))
			require.Greater(t, int(at), last)
			last = int(at)
			back, ok := s.Element(at)
			require.True(t, ok)
			require.Equal(t, uint64(e), back)
			require.Equal(t, uint64(e%lanes), at&(1<<s.LaneBits()-1))
			if lanes&(lanes-1) == 0 {
				require.Equal(t, uint64(e), at)
			}
		}
		_, ok := s.Element(uint64(lanes))
		require.Equal(t, lanes&(lanes-1) == 0, ok, "%d lanes", lanes)
	}
}

// A vector has as many parts as words that it touches.
func TestParts(t *testing.T) {
	for lanes := 1; lanes <= 20; lanes++ {
		for n := 1; n <= 50; n++ {
			most := 0
			for first := 0; first < lanes*n; first += n {
				most = max(most, (first+n-1)/lanes-first/lanes+1)
			}
			require.Equal(t, most, bundle.Across{Elements: n, Lanes: lanes}.Parts(), "%d elements, %d lanes", n, lanes)
		}
	}
}

func ExampleShape_Address() {
	s := bundle.Shape{Lanes: 12}
	for _, e := range []uint64{0, 11, 12, 30} {
		fmt.Print(s.Address(e), " ")
	}
	// Output: 0 11 16 38
}
