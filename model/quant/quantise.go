package quant

import (
	"fmt"
	"math"
)

// MaxInt8 is the greatest magnitude of a quantised value. -128 is not used.
const MaxInt8 = 127

// Quantised is an int8 matrix that stands for value * scale. Scale has one
// element for the whole matrix, or one for each row.
type Quantised struct {
	Matrix[int8]
	Scale []float32
}

// RowScale is the scale of row r.
func (q Quantised) RowScale(r int) float32 {
	if len(q.Scale) == 1 {
		return q.Scale[0]
	}
	return q.Scale[r]
}

func (q Quantised) check() error {
	if err := q.Matrix.check(); err != nil {
		return err
	}
	if n := len(q.Scale); n != 1 && n != q.Rows {
		return fmt.Errorf("matrix: %d scales for %d rows: want 1 or %d", n, q.Rows, q.Rows)
	}
	return nil
}

// PerTensor quantises a matrix with one scale, so that its greatest magnitude
// becomes 127.
func PerTensor(m Matrix[float32]) (Quantised, error) { return quantise(m, m.Rows) }

// PerRow quantises a matrix with a scale for each row: a weight matrix by
// output, or activations (a row a vector) as hardware does on the fly.
func PerRow(m Matrix[float32]) (Quantised, error) { return quantise(m, 1) }

// quantise gives each group of rows a scale.
func quantise(m Matrix[float32], group int) (Quantised, error) {
	if err := m.check(); err != nil {
		return Quantised{}, fmt.Errorf("quantise: %w", err)
	}
	q := Quantised{Matrix: Matrix[int8]{m.Rows, m.Cols, make([]int8, len(m.Data))}}
	size := group * m.Cols
	for at := 0; at < len(m.Data); at += size {
		top, err := magnitude(m.Data[at : at+size])
		if err != nil {
			return Quantised{}, fmt.Errorf("quantise: row %d: %w", at/m.Cols, err)
		}
		scale := scaleFor(top)
		for i := at; i < at+size; i++ {
			q.Data[i] = toInt8(m.Data[i], scale)
		}
		q.Scale = append(q.Scale, scale)
	}
	return q, nil
}

// magnitude is the greatest |x|.
func magnitude(xs []float32) (float32, error) {
	var top float32
	for i, x := range xs {
		if v := float64(x); math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("element %d is %v: want finite values", i, x)
		}
		top = max(top, x, -x)
	}
	return top, nil
}

// scaleFor is top/127 in fp32. It is never zero: all-zero data takes 1, and
// data so small that the quotient underflows takes the least positive number.
func scaleFor(top float32) float32 {
	if top == 0 {
		return 1
	}
	return max(top/MaxInt8, math.SmallestNonzeroFloat32)
}

// toInt8 is x/scale to the nearest integer, ties to even. The quotient of two
// fp32 numbers is taken in float64. It is clamped because a rounded scale can
// leave the greatest magnitude a little above 127.
func toInt8(x, scale float32) int8 {
	q := math.RoundToEven(float64(x) / float64(scale))
	return int8(min(max(q, -MaxInt8), MaxInt8))
}
