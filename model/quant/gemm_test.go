package quant_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/quant"
	"npugen/model/reference"
)

type i8 = quant.Matrix[int8]

func TestGEMM(t *testing.T) {
	c, err := quant.GEMM(i8{Rows: 2, Cols: 3, Data: []int8{1, 2, 3, -4, 5, -6}}, i8{Rows: 1, Cols: 3, Data: []int8{7, -8, 9}})
	require.NoError(t, err)
	require.Equal(t, quant.Matrix[int32]{Rows: 2, Cols: 1, Data: []int32{7 - 16 + 27, -28 - 40 - 54}}, c)
}

// Sums at the documented bound stay in int32; beyond it GEMM refuses.
func TestGEMMBound(t *testing.T) {
	row := func(k int) i8 { return i8{Rows: 1, Cols: k, Data: slices.Repeat([]int8{-128}, k)} }
	c, err := quant.GEMM(row(quant.MaxK), row(quant.MaxK))
	require.NoError(t, err)
	require.EqualValues(t, quant.MaxK*16384, c.Data[0])
	require.Greater(t, (quant.MaxK+1)*16384, math.MaxInt32)
	_, err = quant.GEMM(row(quant.MaxK+1), row(quant.MaxK+1))
	require.EqualError(t, err, "gemm: reduction of 131072: int32 sums are exact up to 131071")
}

func TestGEMMErrors(t *testing.T) {
	_, err := quant.GEMM(i8{Rows: 1, Cols: 3, Data: make([]int8, 3)}, i8{Rows: 1, Cols: 2, Data: make([]int8, 2)})
	require.EqualError(t, err, "gemm: activations are 1 x 3, weights 1 x 2: the second numbers, the reduction, must be equal")
	_, err = quant.GEMM(i8{}, i8{})
	require.EqualError(t, err, "gemm: matrix: 0 x 0: want at least 1 x 1")
}

// Against the definition, in another loop order and in int64.
func TestGEMMEqualsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n, k := rapid.IntRange(1, 4).Draw(t, "m"), rapid.IntRange(1, 4).Draw(t, "n"), rapid.IntRange(1, 9).Draw(t, "k")
		a := rapid.SliceOfN(rapid.Int8(), m*k, m*k).Draw(t, "a")
		w := rapid.SliceOfN(rapid.Int8(), n*k, n*k).Draw(t, "w")
		want := make([]int64, m*n)
		for i := range k {
			for r := range m {
				for c := range n {
					want[r*n+c] += int64(a[r*k+i]) * int64(w[c*k+i])
				}
			}
		}
		got, err := quant.GEMM(i8{Rows: m, Cols: k, Data: a}, i8{Rows: n, Cols: k, Data: w})
		require.NoError(t, err)
		for i := range want {
			require.EqualValues(t, want[i], got.Data[i])
		}
	})
}

// product is the relative error of the int8 product against fp32.
func product(t *testing.T, act, weight f32, quantise func(f32) (quant.Quantised, error)) float64 {
	t.Helper()
	want, err := quant.Product(act, weight)
	require.NoError(t, err)
	a, err := quant.PerRow(act)
	require.NoError(t, err)
	w, err := quantise(weight)
	require.NoError(t, err)
	sums, err := quant.GEMM(a.Matrix, w.Matrix)
	require.NoError(t, err)
	got, err := quant.Dequantise(sums, a, w)
	require.NoError(t, err)
	off, err := quant.RelativeError(want.Data, got.Data)
	require.NoError(t, err)
	return off
}

func TestSyntheticProduct(t *testing.T) {
	act, err := quant.Synthetic(20, 40, 1)
	require.NoError(t, err)
	weight, err := quant.Synthetic(48, 40, 2)
	require.NoError(t, err)
	for i := range weight.Row(5) { // a row of small weights, as models have
		weight.Row(5)[i] /= 64
	}
	row, whole := product(t, act, weight, quant.PerRow), product(t, act, weight, quant.PerTensor)
	require.Less(t, row, 0.01)
	require.Greater(t, row, 0.001) // int8 cannot be exact
	require.Less(t, row, whole)
}

func TestRealProduct(t *testing.T) {
	c, err := checkpoint.Open(modeltest.File(t, modeltest.Stories))
	require.NoError(t, err)
	defer c.Close()
	m, err := reference.New(c)
	require.NoError(t, err)
	for _, name := range reference.Products() {
		in, err := m.Capture(name, 0, 32)
		require.NoError(t, err)
		act, err := quant.FromRows(in)
		require.NoError(t, err)
		w, err := c.Tensor(name, 0)
		require.NoError(t, err)
		off := product(t, act, f32{Rows: w.Rows, Cols: w.Cols, Data: w.Data}, quant.PerRow)
		require.Less(t, off, 0.03, name) // w2 is the worst: its inputs have outliers
	}
}

func TestDequantiseErrors(t *testing.T) {
	q, err := quant.PerRow(f32{Rows: 2, Cols: 1, Data: []float32{1, 2}})
	require.NoError(t, err)
	c := quant.Matrix[int32]{Rows: 2, Cols: 3, Data: make([]int32, 6)}
	_, err = quant.Dequantise(c, q, q)
	require.EqualError(t, err, "dequantise: sums are 2 x 3, want 2 x 2 (rows of activations x rows of weights)")
	q.Scale = append(q.Scale, 1)
	_, err = quant.Dequantise(c, q, q)
	require.EqualError(t, err, "dequantise: matrix: 3 scales for 2 rows: want 1 or 2")
	_, err = quant.Dequantise(quant.Matrix[int32]{}, q, q)
	require.EqualError(t, err, "dequantise: matrix: 0 x 0: want at least 1 x 1")
	_, err = quant.Product(f32{Rows: 1, Cols: 1, Data: []float32{1}}, f32{Rows: 1, Cols: 2, Data: []float32{1, 2}})
	require.ErrorContains(t, err, "product: activations are 1 x 1, weights 1 x 2")
	_, err = quant.Product(f32{}, f32{})
	require.ErrorContains(t, err, "product: matrix: 0 x 0")
}

func TestRelativeError(t *testing.T) {
	for _, tc := range []struct {
		want, got []float32
		off       float64
	}{
		{[]float32{3, 4}, []float32{3, 4}, 0},
		{[]float32{3, 4}, []float32{0, 0}, 1},
		{[]float32{3, 4}, []float32{3, 5}, 0.2},
		{[]float32{0}, []float32{0}, 0},
		{[]float32{0}, []float32{1}, math.Inf(1)},
		{[]float32{3e38, 3e38}, []float32{3e38, 0}, math.Sqrt(0.5)},
	} {
		off, err := quant.RelativeError(tc.want, tc.got)
		require.NoError(t, err)
		if math.IsInf(tc.off, 1) {
			require.Equal(t, tc.off, off)
		} else {
			require.InDelta(t, tc.off, off, 1e-9)
		}
	}
	_, err := quant.RelativeError(nil, []float32{1})
	require.EqualError(t, err, "relative error: 0 values against 1")
}
