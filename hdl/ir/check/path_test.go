package check

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

// Of a path through many cells, the middle is left out.
func TestLongPath(t *testing.T) {
	var hs []hop
	for i := range 100 {
		hs = append(hs, hop{name: fmt.Sprint(i), loc: ir.Loc{File: "m.go", Line: i + 1}})
	}
	require.Equal(t, "0 -> 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7 -> (84 more) -> 92 -> 93 -> 94 -> 95 -> 96 -> 97 -> 98 -> 99", chain(hs))
	require.Len(t, places(hs), longest)
	require.Equal(t, "0 -> 1", chain(hs[:2]))
}
