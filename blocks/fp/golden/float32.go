package golden

import "math"

const nan32 = 0x7fc00000

// Canonical is x, with the one NaN for any NaN.
func Canonical(x float32) float32 {
	if x != x {
		return math.Float32frombits(nan32)
	}
	return x
}

// Add is a + b.
func Add(a, b float32) float32 { return Canonical(a + b) }

// Sub is a - b.
func Sub(a, b float32) float32 { return Canonical(a - b) }

// Mul is a * b. The conversion keeps a compiler from fusing the product with a
// sum that the caller makes of it.
func Mul(a, b float32) float32 { return Canonical(float32(a * b)) }

// FMA is a*b + c with one rounding.
func FMA(a, b, c float32) float32 {
	// The product is exact in float64. Rounding the sum to odd keeps what the
	// second rounding needs to know of the lost bits (Boldo and Melquiond,
	// "Emulation of FMA and correctly rounded sums", IEEE TC 57(4), 2008).
	p, z := float64(a)*float64(b), float64(c)
	s := p + z
	if math.IsNaN(s) || math.IsInf(s, 0) {
		return Canonical(float32(s))
	}
	t := s - p
	lost := (p - (s - t)) + (z - t) // exactly what s lacks (Knuth's TwoSum)
	if lost != 0 && math.Float64bits(s)&1 == 0 {
		if (lost > 0) == (s > 0) {
			s = math.Float64frombits(math.Float64bits(s) + 1)
		} else {
			s = math.Float64frombits(math.Float64bits(s) - 1)
		}
	}
	return float32(s)
}

// Min is the lesser; -0 is less than 0, NaN if either is NaN.
func Min(a, b float32) float32 { return Canonical(min(a, b)) }

// Max is the greater; 0 is greater than -0, NaN if either is NaN.
func Max(a, b float32) float32 { return Canonical(max(a, b)) }

// FromInt32 is the float32 nearest to x.
func FromInt32(x int32) float32 { return float32(x) }

// ToInt8 is the integer nearest to x, ties to even, limited to -127..127 if
// symmetric, else to -128..127. NaN gives 0.
func ToInt8(x float32, symmetric bool) int8 { return int8(toInt(x, math.MaxInt8, symmetric)) }

// ToInt32 is ToInt8 for 32 bits.
func ToInt32(x float32, symmetric bool) int32 { return int32(toInt(x, math.MaxInt32, symmetric)) }

func toInt(x float32, most float64, symmetric bool) float64 {
	least := -most
	if !symmetric {
		least--
	}
	if x != x {
		return 0
	}
	return min(max(math.RoundToEven(float64(x)), least), most)
}
