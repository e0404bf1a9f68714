package golden

import "math/big"

// Operands and results of these methods are raw bits of the format.

// Add is a + b.
func (f Format) Add(a, b uint64) uint64 { return f.encode(f.decode(a).add(f.decode(b))) }

// Sub is a - b.
func (f Format) Sub(a, b uint64) uint64 {
	if f.IsNaN(b) {
		return f.NaN()
	}
	return f.Add(a, b^f.SignBit())
}

// Mul is a * b.
func (f Format) Mul(a, b uint64) uint64 { return f.encode(f.decode(a).mul(f.decode(b))) }

// FMA is a*b + c with one rounding.
func (f Format) FMA(a, b, c uint64) uint64 {
	return f.encode(f.decode(a).mul(f.decode(b)).add(f.decode(c)))
}

// Order is what a comparison finds. With a NaN only Unordered is true.
type Order struct{ Less, LessEqual, Equal, Unordered bool }

// Compare compares; -0 equals 0.
func (f Format) Compare(a, b uint64) Order {
	if f.IsNaN(a) || f.IsNaN(b) {
		return Order{Unordered: true}
	}
	c := f.decode(a).cmp(f.decode(b))
	return Order{Less: c < 0, LessEqual: c <= 0, Equal: c == 0}
}

// Min is the lesser operand; -0 is less than 0. With a NaN it is NaN, as the
// minimum of IEEE 754-2019 and Go's built-in min.
func (f Format) Min(a, b uint64) uint64 { return f.choose(a, b, true) }

// Max is the greater operand; 0 is greater than -0. With a NaN it is NaN.
func (f Format) Max(a, b uint64) uint64 { return f.choose(a, b, false) }

func (f Format) choose(a, b uint64, least bool) uint64 {
	x, y := f.decode(a), f.decode(b)
	if x.nan || y.nan {
		return f.NaN()
	}
	c := x.cmp(y)
	if c == 0 && x.neg != y.neg {
		c = 1
		if x.neg {
			c = -1
		}
	}
	if (c <= 0) == least {
		return f.encode(x)
	}
	return f.encode(y)
}

// Convert is x, a number of this format, in another one.
func (f Format) Convert(to Format, x uint64) uint64 { return to.encode(f.decode(x)) }

// FromInt is an integer in this format.
func (f Format) FromInt(x int64) uint64 {
	m := big.NewInt(x)
	return f.encode(exact{neg: x < 0, m: m.Abs(m)})
}

// ToInt is the nearest integer of width bits (2..63), ties to even. What does
// not fit, and infinities, become the nearest integer that does; symmetric
// leaves out the least one, so that the range is -(2^(width-1)-1) up to
// 2^(width-1)-1. NaN gives 0.
func (f Format) ToInt(x uint64, width int, symmetric bool) int64 {
	v := f.decode(x)
	most := int64(1)<<(width-1) - 1
	limit := most
	if v.neg && !symmetric {
		limit++
	}
	if v.nan {
		return 0
	}
	n := limit
	if !v.inf {
		if q := roundTo(v.m, v.e, 0); q.Cmp(big.NewInt(limit)) < 0 {
			n = q.Int64()
		}
	}
	if v.neg {
		return -n
	}
	return n
}
