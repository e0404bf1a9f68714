package sim

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/engine"
)

func TestMerge(t *testing.T) {
	for _, bytes := range []uint8{1, 2, 4, 8} {
		r := rand.New(rand.NewPCG(1, uint64(bytes)))
		for range 10_000 {
			x, want := r.Uint64()&r.Uint64()&r.Uint64()&r.Uint64(), uint64(0)
			for i := range engine.BlockBytes / bytes {
				if x>>(i*bytes)&(1<<bytes-1) != 0 {
					want |= 1 << i
				}
			}
			require.Equal(t, want, merge(x, bytes), "%d bytes, %064b", bytes, x)
		}
	}
}

func TestRuns(t *testing.T) {
	const nobody = 64
	for name, tt := range map[string]struct {
		lines []uint32 // of values of equal size
		also  map[int]uint32
		want  []vcdRun
	}{
		"a run":                  {[]uint32{7, 8, 9, 10}, nil, []vcdRun{{7, 0, 4}}},
		"the end of a row":       {[]uint32{7, 8, nobody, 9}, nil, []vcdRun{{7, 0, 2}, {9, 3, 1}}},
		"some of the values":     {[]uint32{nobody, 5}, nil, []vcdRun{{5, 1, 1}}},
		"too many runs":          {[]uint32{1, 3, 5, 7, 9, 11, 13, 15}, nil, nil},
		"values with two names":  {[]uint32{20, 21, 22, 23}, map[int]uint32{2: 40, 3: 41}, []vcdRun{{40, 2, 2}, {20, 0, 4}}},
		"nothing":                {[]uint32{nobody}, nil, nil},
		"one value of one block": {[]uint32{9, 8}, nil, []vcdRun{{9, 0, 1}, {8, 1, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			var values []vcdValue
			size := quarterBytes / len(tt.lines)
			for i, l := range tt.lines {
				if l != nobody {
					values = append(values, vcdValue{int(l), i * size, size})
				}
				if also, ok := tt.also[i]; ok {
					values = append(values, vcdValue{int(also), i * size, size})
				}
			}
			_, runs := runsOf(values)
			require.ElementsMatch(t, tt.want, runs)
		})
	}
	_, runs := runsOf([]vcdValue{{line: 1, bytes: 4}, {line: 2, at: 4, bytes: 2}})
	require.Empty(t, runs, "values of several sizes")
}

// A value may have any number of names: those of one that all cells of a large
// grid share.
func TestManyNames(t *testing.T) {
	var values []vcdValue
	const names = 1 << 16
	for i := range names {
		values = append(values, vcdValue{2 * i, 3, 1})
	}
	l := &vcdLines{classes: make([]vcdClass, 2*names/wordLines)}
	l.block(values)
	x := newVCDText(l)
	x.changed(&l.blocks[0], 1<<3)
	for _, fresh := range x.fresh[:2*names/64] {
		require.EqualValues(t, 0x5555_5555_5555_5555, fresh)
	}
}
