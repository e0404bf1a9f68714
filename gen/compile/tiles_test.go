package compile

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
)

// Two tiles along the reduction, the second of one row; two along the outputs,
// the second of one column and three of zeros.
func TestTiles(t *testing.T) {
	g := &geometry{Shape: bundle.Shape{Rows: 4, Cols: 4}}
	row := []float32{127, -254, 1, 2, 63.5}
	zeros := make([]float32, 5)
	got := g.tiles(matrix{outputs: [][]float32{row, zeros, nil, {-1, 0, 0, 0, 0}, row}, inputs: []int{0, 1, -1, 3, 4}})
	scale := func(x float32) []byte { return binary.LittleEndian.AppendUint32(nil, math.Float32bits(x)) }
	minus := func(x int8) byte { return byte(-x) }
	var want []byte
	for _, scales := range [][]float32{{2, 0, 0, 1.0 / 127}, {0.5, 0, 0, 0}} {
		for _, s := range scales {
			want = append(want, scale(s)...)
		}
		if scales[0] == 2 {
			want = append(want, 64, 0, 0, minus(127), minus(127), 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
			continue
		}
		want = append(want, 127, 0, 0, 0)
	}
	for _, s := range []float32{2, 0.5} {
		want = append(append(want, scale(s)...), make([]byte, 12)...)
		if s == 2 {
			want = append(want, 64, 0, 0, 0, minus(127), 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
			continue
		}
		want = append(want, 127, 0, 0, 0)
	}
	require.Equal(t, want, got)
}
