package golden

// Sigmoid is 1/(1+e^-x).
//
// With z = e^-|x| it is 1/(1+z) for x >= 0 and z/(1+z) for x < 0, so that small
// results keep their relative accuracy.
func Sigmoid(x float32) float32 {
	neg, exp, sig := parts(x)
	switch {
	case x != x:
		return Canonical(x)
	case exp >= ExpLimit && neg:
		return 0
	case exp >= ExpLimit:
		return 1
	}
	k, y := pow2(true, exp, sig)
	// 1+z is in [1, 2]; the upper end is cut off by one unit.
	z := min(y>>min(-k, 63), 1<<Frac-1)
	const lo = Frac - recipIndex
	r := Reciprocal.Eval(z>>lo, z&(1<<lo-1), lo) // in (1/2, 1]
	if !neg {
		k = 0
	} else {
		r = y * r >> Frac // in [1/2, 2)
	}
	if r>>Frac == 0 {
		return round32(false, 127-1+k, r, Frac-1)
	}
	return round32(false, 127+k, r, Frac)
}

// Silu is x * Sigmoid(x), each rounded. Silu(-Inf) is NaN, as -Inf * 0 is.
func Silu(x float32) float32 { return Mul(x, Sigmoid(x)) }
