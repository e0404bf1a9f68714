package quant

import "fmt"

// MaxK is the longest reduction whose int32 sum cannot overflow, whatever the
// int8 values: K * (-128 * -128) <= 2^31 - 1.
const MaxK = (1<<31 - 1) / (128 * 128)

// GEMM is the exact product C[m][n] = sum over k of act[m][k] * weight[n][k]:
// activations M x K, weights N x K (a row an output), sums M x N.
func GEMM(act, weight Matrix[int8]) (Matrix[int32], error) {
	for _, m := range []Matrix[int8]{act, weight} {
		if err := m.check(); err != nil {
			return Matrix[int32]{}, fmt.Errorf("gemm: %w", err)
		}
	}
	switch {
	case act.Cols != weight.Cols:
		return Matrix[int32]{}, fmt.Errorf("gemm: activations are %d x %d, weights %d x %d: the second numbers, the reduction, must be equal", act.Rows, act.Cols, weight.Rows, weight.Cols)
	case act.Cols > MaxK:
		return Matrix[int32]{}, fmt.Errorf("gemm: reduction of %d: int32 sums are exact up to %d", act.Cols, MaxK)
	}
	c := Matrix[int32]{act.Rows, weight.Rows, make([]int32, act.Rows*weight.Rows)}
	for m := range act.Rows {
		for n := range weight.Rows {
			c.Data[m*c.Cols+n] = dot(act.Row(m), weight.Row(n))
		}
	}
	return c, nil
}

func dot(a, b []int8) int32 {
	var sum int32
	for i, v := range a {
		sum += int32(v) * int32(b[i])
	}
	return sum
}

// Dequantise is the fp32 value of the sums that GEMM gave for act and weight:
// sum * act scale * weight scale, each product rounded to fp32 in this order.
func Dequantise(c Matrix[int32], act, weight Quantised) (Matrix[float32], error) {
	if err := c.check(); err != nil {
		return Matrix[float32]{}, fmt.Errorf("dequantise: %w", err)
	}
	for _, q := range []Quantised{act, weight} {
		if err := q.check(); err != nil {
			return Matrix[float32]{}, fmt.Errorf("dequantise: %w", err)
		}
	}
	if c.Rows != act.Rows || c.Cols != weight.Rows {
		return Matrix[float32]{}, fmt.Errorf("dequantise: sums are %d x %d, want %d x %d (rows of activations x rows of weights)", c.Rows, c.Cols, act.Rows, weight.Rows)
	}
	y := Matrix[float32]{c.Rows, c.Cols, make([]float32, len(c.Data))}
	for i, sum := range c.Data {
		y.Data[i] = float32(sum) * act.RowScale(i/c.Cols) * weight.RowScale(i%c.Cols)
	}
	return y, nil
}

// Product is the fp32 product of the same shapes as GEMM, summed in float64:
// what quantised results are compared with.
func Product(act, weight Matrix[float32]) (Matrix[float32], error) {
	for _, m := range []Matrix[float32]{act, weight} {
		if err := m.check(); err != nil {
			return Matrix[float32]{}, fmt.Errorf("product: %w", err)
		}
	}
	if act.Cols != weight.Cols {
		return Matrix[float32]{}, fmt.Errorf("product: activations are %d x %d, weights %d x %d: the second numbers, the reduction, must be equal", act.Rows, act.Cols, weight.Rows, weight.Cols)
	}
	c := Matrix[float32]{act.Rows, weight.Rows, make([]float32, act.Rows*weight.Rows)}
	for i := range c.Data {
		var sum float64
		w := weight.Row(i % c.Cols)
		for k, a := range act.Row(i / c.Cols) {
			sum += float64(a) * float64(w[k]) // exact product, so fusing changes nothing
		}
		c.Data[i] = float32(sum)
	}
	return c, nil
}
