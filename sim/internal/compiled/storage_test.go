package compiled

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Single values of a size lie side by side, in blocks of their own and in the
// order that they had, bits apart from what else takes a byte.
func TestLine(t *testing.T) {
	var values []*storage
	for _, w := range []int{32, 1, 8, 1, 40, 9, 1, 2, 17} {
		values = append(values, &storage{sp: rootSpace(), width: w})
	}
	a := arena{next: 64}
	a.line(values)
	var at []uint32
	for _, s := range values {
		at = append(at, s.addr)
	}
	require.Equal(t, []uint32{256, 64, 128, 65, 320, 192, 66, 129, 260}, at)
	require.EqualValues(t, 328, a.next)
}
