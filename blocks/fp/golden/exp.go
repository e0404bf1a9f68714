package golden

import "math"

// Log2E is log2(e) in units of 2^-Log2EFrac.
const (
	Log2E     = 49570624150 // 2^35 * 1.44269504088896340736
	Log2EFrac = 35
)

// Constants of Exp.
const (
	// ExpLimit is the exponent field from which exp overflows or vanishes:
	// |x| >= 128.
	ExpLimit = 127 + 7

	// ExpShift is by how much the product of a significand and Log2E is
	// shifted right, more by one for each step that the exponent field is below
	// ExpLimit-1, to have Frac bits after the point.
	ExpShift = 23 + Log2EFrac - Frac - 6
)

// pow2 is 2^t for t = |x|*log2(e) with the sign of x, |x| < 128, as y * 2^k
// with y in [1, 2] in units of 2^-Frac.
func pow2(neg bool, exp int, sig uint64) (k int, y uint64) {
	t := int64(0)
	if n := ExpShift + ExpLimit - 1 - exp; n < 64 {
		t = int64(sig * Log2E >> n)
	}
	if neg {
		t = -t
	}
	const lo = Frac - exp2Index
	return int(t >> Frac), Exp2.Eval(uint64(t)>>lo&(1<<exp2Index-1), uint64(t)&(1<<lo-1), lo)
}

// Exp is e^x.
func Exp(x float32) float32 {
	neg, exp, sig := parts(x)
	switch {
	case x != x:
		return Canonical(x)
	case exp >= ExpLimit && neg:
		return 0
	case exp >= ExpLimit:
		return float32(math.Inf(1))
	}
	k, y := pow2(neg, exp, sig)
	return round32(false, 127+k, y, Frac)
}
