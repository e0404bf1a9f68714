package golden

import (
	"math"
	"math/bits"
)

// Recip is 1/x.
func Recip(x float32) float32 {
	neg, exp, sig := parts(x)
	switch {
	case x != x:
		return Canonical(x)
	case math.IsInf(float64(x), 0):
		return signed(0, neg)
	case sig == 0:
		return signed(float32(math.Inf(1)), neg)
	}
	exp, sig = normal(exp, sig)
	// 1/significand is in (1/2, 1].
	const lo = 23 - recipIndex
	y := Reciprocal.Eval(sig>>lo&(1<<recipIndex-1), sig&(1<<lo-1), lo)
	return round32(neg, 2*127-1-exp, y, Frac-1)
}

// Rsqrt is 1/sqrt(x).
func Rsqrt(x float32) float32 {
	neg, exp, sig := parts(x)
	switch {
	case x != x || neg && sig != 0:
		return math.Float32frombits(nan32)
	case sig == 0:
		return signed(float32(math.Inf(1)), neg)
	case math.IsInf(float64(x), 0):
		return 0
	}
	exp, sig = normal(exp, sig)
	// x = m * 2^(2h) with m in [1, 4); the lowest bit of an even field says
	// that m is at least 2. 1/sqrt(m) is in (1/2, 1].
	const lo = 23 - (rsqrtIndex - 1)
	i := sig >> lo & (1<<(rsqrtIndex-1) - 1)
	if exp&1 == 0 {
		i |= 1 << (rsqrtIndex - 1)
	}
	h := (exp - 127) >> 1 // rounded down
	return round32(false, 127-1-h, ReciprocalSqrt.Eval(i, sig&(1<<lo-1), lo), Frac-1)
}

// normal moves the highest bit of a significand to bit 23.
func normal(exp int, sig uint64) (int, uint64) {
	n := bits.LeadingZeros64(sig) - (63 - 23)
	return exp - n, sig << n
}

func signed(x float32, neg bool) float32 {
	if neg {
		return -x
	}
	return x
}
