package irtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

func TestArrayIsLegal(t *testing.T) {
	for _, n := range []int{1, 2, 7} {
		require.NoError(t, ir.Verify(Array(n, 8, 32)))
	}
}
