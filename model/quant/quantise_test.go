package quant_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/model/quant"
)

type f32 = quant.Matrix[float32]

func TestQuantise(t *testing.T) {
	m := f32{Rows: 2, Cols: 4, Data: []float32{127, -127, 0.5, 1.5, 254, 5, -5, 0}}
	row, err := quant.PerRow(m)
	require.NoError(t, err)
	require.Equal(t, []int8{127, -127, 0, 2, 127, 2, -2, 0}, row.Data) // ties to even
	require.Equal(t, []float32{1, 2}, row.Scale)
	require.Equal(t, float32(2), row.RowScale(1))

	whole, err := quant.PerTensor(m)
	require.NoError(t, err)
	require.Equal(t, []int8{64, -64, 0, 1, 127, 2, -2, 0}, whole.Data) // 63.5 is a tie
	require.Equal(t, []float32{2}, whole.Scale)
	require.Equal(t, float32(2), whole.RowScale(1))
}

func TestQuantiseExtremes(t *testing.T) {
	for _, x := range []float32{0, math.SmallestNonzeroFloat32, 1e-40, 3e-39, 1, math.MaxFloat32} {
		q, err := quant.PerTensor(f32{Rows: 1, Cols: 2, Data: []float32{x, -x}})
		require.NoError(t, err)
		require.Greater(t, q.Scale[0], float32(0))
		require.Equal(t, q.Data[0], -q.Data[1])
		require.InDelta(t, float64(x), float64(q.Data[0])*float64(q.Scale[0]), float64(q.Scale[0])/2)
	}
}

func TestQuantiseErrors(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	for _, tc := range []struct {
		m    f32
		want string
	}{
		{f32{}, "quantise: matrix: 0 x 0: want at least 1 x 1"},
		{f32{Rows: -1, Cols: -1, Data: []float32{1}}, "quantise: matrix: -1 x -1: want at least 1 x 1"},
		{f32{Rows: 2, Cols: 2, Data: []float32{1}}, "quantise: matrix: 1 values for 2 x 2"},
		{f32{Rows: 1 << 62, Cols: 4, Data: nil}, "quantise: matrix: 0 values for 4611686018427387904 x 4"},
		{f32{Rows: 2, Cols: 2, Data: []float32{1, 2, 3, nan}}, "quantise: row 1: element 1 is NaN: want finite values"},
		{f32{Rows: 2, Cols: 1, Data: []float32{1, inf}}, "quantise: row 1: element 0 is -Inf: want finite values"},
	} {
		_, err := quant.PerRow(tc.m)
		require.EqualError(t, err, tc.want)
	}
}

// No quantised value is further than half a step from the original.
func TestQuantiseErrorBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Float32Range(-1e30, 1e30), 6, 6).Draw(t, "data")
		q, err := quant.PerRow(f32{Rows: 2, Cols: 3, Data: data})
		require.NoError(t, err)
		for i, x := range data {
			scale := float64(q.Scale[i/3])
			require.NotEqual(t, int8(-128), q.Data[i])
			require.LessOrEqual(t, math.Abs(float64(x)-float64(q.Data[i])*scale), scale*0.50001)
		}
	})
}

func TestMatrix(t *testing.T) {
	m, err := quant.FromRows([][]int8{{1, 2, 3}, {4, 5, 6}})
	require.NoError(t, err)
	require.Equal(t, int8(6), m.At(1, 2))
	require.Equal(t, []int8{4, 5, 6}, m.Row(1))
	_, err = quant.FromRows([][]int8{{1, 2}, {3}})
	require.EqualError(t, err, "matrix: row 1 has 1 values, row 0 has 2")
	_, err = quant.FromRows([][]int8{})
	require.EqualError(t, err, "matrix: no rows")
	_, err = quant.FromRows([][]int8{{}})
	require.EqualError(t, err, "matrix: 1 x 0: want at least 1 x 1")
	_, err = quant.NewMatrix(2, 3, []int32{1, 2, 3, 4, 5, 6})
	require.NoError(t, err)
}

func TestSynthetic(t *testing.T) {
	m, err := quant.Synthetic(48, 40, 1)
	require.NoError(t, err)
	again, err := quant.Synthetic(48, 40, 1)
	require.NoError(t, err)
	require.Equal(t, m, again)
	other, err := quant.Synthetic(48, 40, 2)
	require.NoError(t, err)
	require.NotEqual(t, m, other)

	var mean, square float64
	for _, x := range m.Data {
		mean += float64(x) / 1920
		square += float64(x) * float64(x) / 1920
	}
	require.InDelta(t, 0, mean, 0.01)
	require.InDelta(t, 1.0/40, square, 0.002)
	require.Equal(t, []float32{0.22520913, -0.09785741, -0.09340848}, m.Data[:3]) // pins the bits

	for _, bad := range [][2]int{{0, 1}, {1, -1}, {1 << 20, 1 << 20}} {
		_, err = quant.Synthetic(bad[0], bad[1], 1)
		require.ErrorContains(t, err, "want at least 1 x 1, and 268435456 values at most")
	}
}
