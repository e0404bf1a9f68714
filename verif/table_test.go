package verif

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

func TestTable(t *testing.T) {
	a := &ir.Signal{Name: "a", Type: ir.Type{Width: 7}, Count: 20} // 140 bits, elements across words
	b := &ir.Signal{Name: "b", Type: ir.Type{Width: 65}, Count: 1}
	tab := newTable([]*ir.Signal{a, b}, 2)
	require.Equal(t, 5, tab.Stride)
	for e := range 20 {
		tab.SetUint(1, a, e, uint64(e*6))
	}
	tab.Set(1, b, 0, ir.Mask(70)) // too wide: cut
	for e := range 20 {
		require.Equal(t, uint64(e*6), tab.Get(1, a, e).Uint64(), "element %d", e)
		require.Zero(t, tab.Get(0, a, e).Sign())
	}
	require.Zero(t, tab.Get(1, b, 0).Cmp(ir.Mask(65)))
	tab.SetUint(1, a, 9, 0)
	require.Equal(t, uint64(48), tab.Get(1, a, 8).Uint64())
	require.Equal(t, uint64(60), tab.Get(1, a, 10).Uint64())
}

func TestCornersFit(t *testing.T) {
	for w := 1; w <= 130; w++ {
		seen := map[string]bool{}
		for _, c := range Corners(w) {
			require.LessOrEqual(t, c.BitLen(), w)
			seen[c.String()] = true
		}
		require.Contains(t, seen, new(big.Int).Lsh(big.NewInt(1), uint(w-1)).String(), "sign bit of %d", w)
	}
}
