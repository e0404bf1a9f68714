package golden

import "fmt"

// Format is a binary floating point format: a sign bit, Exp bits of exponent
// with the bias 2^(Exp-1)-1, Man bits of mantissa.
type Format struct {
	Exp int // 2..11
	Man int // 1..52

	// Subnormals keeps numbers below the least normal one. Without it, such
	// operands count as zero of their sign, and so do results that are below
	// the least normal number before they are rounded.
	Subnormals bool

	// Finite formats have no infinities: the highest exponent holds numbers,
	// and only all ones is NaN. Overflow gives NaN.
	Finite bool

	// Saturate makes the largest finite number of every infinite result,
	// whether it is too large or comes from an infinite operand.
	Saturate bool
}

// The usual formats. E4M3 and E5M2 are those of the OCP 8-bit Floating Point
// Specification (OFP8), revision 1.0, in its mode without saturation.
var (
	FP32 = Format{Exp: 8, Man: 23, Subnormals: true}
	FP16 = Format{Exp: 5, Man: 10, Subnormals: true}
	BF16 = Format{Exp: 8, Man: 7, Subnormals: true}
	E4M3 = Format{Exp: 4, Man: 3, Subnormals: true, Finite: true}
	E5M2 = Format{Exp: 5, Man: 2, Subnormals: true}
)

// Saturating is the format with Saturate set.
func (f Format) Saturating() Format {
	f.Saturate = true
	return f
}

// FlushToZero is the format without subnormals.
func (f Format) FlushToZero() Format {
	f.Subnormals = false
	return f
}

// String is a name for modules and messages, such as "fp32", "e4m3_sat" or
// "e6m9_ftz".
func (f Format) String() string {
	base := f
	base.Saturate, base.Subnormals = false, true
	s := ""
	switch base {
	case FP32:
		s = "fp32"
	case FP16:
		s = "fp16"
	case BF16:
		s = "bf16"
	case E4M3, E5M2:
		s = fmt.Sprintf("e%dm%d", f.Exp, f.Man)
	default:
		s = fmt.Sprintf("e%dm%d", f.Exp, f.Man)
		if f.Finite {
			s += "_fin"
		}
	}
	if !f.Subnormals {
		s += "_ftz"
	}
	if f.Saturate {
		s += "_sat"
	}
	return s
}

// Width is the number of bits.
func (f Format) Width() int { return 1 + f.Exp + f.Man }

// Bias is what is added to an exponent to store it.
func (f Format) Bias() int { return 1<<(f.Exp-1) - 1 }

// SignBit is the bit of the sign.
func (f Format) SignBit() uint64 { return 1 << (f.Exp + f.Man) }

// NaN is the one NaN that results have: quiet, sign 0.
func (f Format) NaN() uint64 {
	if f.Finite {
		return f.SignBit() - 1
	}
	return f.infinity() | 1<<(f.Man-1)
}

// Inf is what an infinite result of a sign becomes: infinity, or the largest
// finite number where the format saturates, or NaN where it has no infinity.
func (f Format) Inf(negative bool) uint64 {
	switch {
	case f.Saturate:
		return f.withSign(f.MaxFinite(), negative)
	case f.Finite:
		return f.NaN()
	}
	return f.withSign(f.infinity(), negative)
}

// MaxFinite is the largest finite number.
func (f Format) MaxFinite() uint64 {
	if f.Finite {
		return f.SignBit() - 2
	}
	return f.infinity() - 1
}

// One is the number 1.
func (f Format) One() uint64 { return uint64(f.Bias()) << f.Man }

func (f Format) infinity() uint64 { return (1<<f.Exp - 1) << f.Man }

func (f Format) withSign(x uint64, negative bool) uint64 {
	if negative {
		return x | f.SignBit()
	}
	return x
}

// IsNaN tells NaNs.
func (f Format) IsNaN(x uint64) bool {
	if x &= f.SignBit() - 1; f.Finite {
		return x == f.NaN()
	}
	return x > f.infinity()
}

// IsInf tells infinities of either sign.
func (f Format) IsInf(x uint64) bool { return !f.Finite && x&(f.SignBit()-1) == f.infinity() }
