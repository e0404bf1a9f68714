package quant

import (
	"fmt"
	"math"
	"math/bits"
)

// Limits of the requantiser.
const (
	MaxMultBits = 32
	MaxShift    = 63
)

// Requant turns an int32 sum into int8 by a fixed-point factor:
//
//	y = saturate(round(x * Mult / 2^Shift))
//
// The product is exact (at most 64 bits with its sign), the rounding is to the
// nearest, ties to even, and the result is limited to -127..127.
type Requant struct {
	Mult  uint32
	Shift uint // 0..63
}

// NewRequant is the factor nearest to scale whose multiplier has multBits bits
// (1..32) and whose shift is at most maxShift (0..63). Where the shift allows
// it the multiplier uses all its bits, so the relative error is at most
// 2^-multBits. A scale too small for the widest shift loses bits, down to 0.
func NewRequant(scale float64, multBits int, maxShift uint) (Requant, error) {
	switch {
	case multBits < 1 || multBits > MaxMultBits:
		return Requant{}, fmt.Errorf("requant: multiplier of %d bits: want 1..%d", multBits, MaxMultBits)
	case maxShift > MaxShift:
		return Requant{}, fmt.Errorf("requant: shift up to %d: want 0..%d", maxShift, MaxShift)
	case !(scale > 0) || math.IsInf(scale, 0):
		return Requant{}, fmt.Errorf("requant: scale %v: want a finite number above 0", scale)
	}
	limit := math.Ldexp(1, multBits)
	_, exponent := math.Frexp(scale)
	shift := min(multBits-exponent, int(maxShift))
	mult := math.RoundToEven(math.Ldexp(scale, shift))
	if mult == limit && shift > 0 { // rounding carried into one more bit
		shift--
		mult /= 2
	}
	if shift < 0 || mult >= limit {
		return Requant{}, fmt.Errorf("requant: scale %v: a multiplier of %d bits reaches %v at most", scale, multBits, limit-1)
	}
	return Requant{uint32(mult), uint(shift)}, nil
}

// Factor is Mult / 2^Shift, exactly.
func (r Requant) Factor() float64 { return math.Ldexp(float64(r.Mult), -int(r.Shift)) }

// MultBits is the width the multiplier needs.
func (r Requant) MultBits() int { return bits.Len32(r.Mult) }

// Apply requantises one sum. Shifts above 63 act as 63.
func (r Requant) Apply(x int32) int8 {
	y := shiftRoundEven(int64(x)*int64(r.Mult), min(r.Shift, MaxShift))
	return int8(min(max(y, -MaxInt8), MaxInt8))
}

// shiftRoundEven is x / 2^shift to the nearest, ties to even: the floor, and
// one more if what was cut off is above a half, or is a half and the floor odd.
func shiftRoundEven(x int64, shift uint) int64 {
	if shift == 0 {
		return x
	}
	floor := x >> shift
	cut := uint64(x) & (1<<shift - 1)
	half := uint64(1) << (shift - 1)
	if cut > half || cut == half && floor&1 == 1 {
		floor++
	}
	return floor
}

// Requantise applies a factor to each sum: one for all, or one for each column
// (output).
func Requantise(c Matrix[int32], factors ...Requant) (Matrix[int8], error) {
	if err := c.check(); err != nil {
		return Matrix[int8]{}, fmt.Errorf("requantise: %w", err)
	}
	if n := len(factors); n != 1 && n != c.Cols {
		return Matrix[int8]{}, fmt.Errorf("requantise: %d factors for %d columns: want 1 or %d", n, c.Cols, c.Cols)
	}
	y := Matrix[int8]{c.Rows, c.Cols, make([]int8, len(c.Data))}
	for i, x := range c.Data {
		y.Data[i] = factors[i%c.Cols%len(factors)].Apply(x)
	}
	return y, nil
}
