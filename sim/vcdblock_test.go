package sim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/engine"
)

func TestMerge(t *testing.T) {
	for _, bytes := range []uint8{1, 2, 4, 8} {
		for x := range uint32(1 << engine.BlockBytes) {
			want := uint32(0)
			for i := range engine.BlockBytes / bytes {
				if x>>(i*bytes)&(1<<bytes-1) != 0 {
					want |= 1 << i
				}
			}
			require.Equal(t, want, merge(x, bytes), "%d bytes, %016b", bytes, x)
		}
	}
}

func TestBlocks(t *testing.T) {
	const nobody = 64
	block := func(lines ...uint32) []vcdOwner {
		var list []vcdOwner
		size := engine.BlockBytes / len(lines)
		for i, l := range lines {
			for range size {
				list = append(list, vcdOwner{line: l, bytes: (1<<size - 1) << (i * size)})
			}
		}
		return list
	}
	shared := block(1, 2)
	shared[0].next = 1
	for name, tt := range map[string]struct {
		owners []vcdOwner
		want   vcdBlock
	}{
		"a run":               {block(7, 8, 9, 10), vcdBlock{4, 1, [2]vcdRun{{7, 0, 4}}}},
		"the end of a row":    {block(7, 8, nobody, 9), vcdBlock{4, 2, [2]vcdRun{{7, 0, 2}, {9, 3, 1}}}},
		"some of the values":  {block(nobody, 5), vcdBlock{8, 1, [2]vcdRun{{5, 1, 1}}}},
		"too many runs":       {block(1, 3, 5, 7), vcdBlock{}},
		"a value twice":       {shared, vcdBlock{}},
		"nothing":             {block(nobody), vcdBlock{}},
		"values out of order": {block(9, 8, 7, 6), vcdBlock{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := vcdBlocks(tt.owners, nobody)[0]
			if tt.want.runs == 0 {
				require.Zero(t, got.runs)
				return
			}
			require.Equal(t, tt.want, got)
		})
	}
}
