package golden

import "math"

// parts takes a float32 apart: |x| = sig * 2^(exp-150), exp at least 1.
func parts(x float32) (neg bool, exp int, sig uint64) {
	b := math.Float32bits(x)
	neg, exp, sig = b>>31 == 1, int(b>>23&0xff), uint64(b&(1<<23-1))
	if exp == 0 {
		return neg, 1, sig
	}
	return neg, exp, sig | 1<<23
}

// round32 is the float32 nearest to sig * 2^(exp-127-bits) with the sign: exp is
// the exponent field that goes with bit number bits of sig, which is the
// highest one, or the one below it after a carry. bits is at least 24.
func round32(neg bool, exp int, sig uint64, bits int) float32 {
	if exp < 1 { // subnormal: what is lost matters as zero or not
		n := min(uint(1-exp), 63)
		lost := sig&(1<<n-1) != 0
		if sig >>= n; lost {
			sig |= 1
		}
		exp = 1
	}
	n := uint(bits - 23)
	q, rest, half := sig>>n, sig&(1<<n-1), uint64(1)<<(n-1)
	if rest > half || rest == half && q&1 == 1 {
		q++
	}
	code := uint64(exp-1)<<23 + q
	code = min(code, 0xff<<23)
	if neg {
		code |= 1 << 31
	}
	return math.Float32frombits(uint32(code))
}
