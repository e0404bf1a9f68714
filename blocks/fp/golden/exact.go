package golden

import "math/big"

// exact is a value without rounding: m * 2^e, with a sign of its own, so that
// -0 is kept, or an infinity, or NaN.
type exact struct {
	nan, inf, neg bool
	m             *big.Int // at least 0
	e             int
}

func (f Format) decode(x uint64) exact {
	v := exact{nan: f.IsNaN(x), inf: f.IsInf(x), neg: x&f.SignBit() != 0, m: new(big.Int)}
	field := int(x >> f.Man & (1<<f.Exp - 1))
	frac := x & (1<<f.Man - 1)
	switch {
	case field > 0:
		v.m.SetUint64(frac | 1<<f.Man)
	case f.Subnormals:
		v.m.SetUint64(frac)
	}
	v.e = max(field, 1) - f.Bias() - f.Man
	return v
}

// signed is m with its sign, times 2^(e-at), which must be whole.
func (v exact) signed(at int) *big.Int {
	x := new(big.Int).Lsh(v.m, uint(v.e-at))
	if v.neg {
		x.Neg(x)
	}
	return x
}

func (v exact) isZero() bool { return !v.nan && !v.inf && v.m.Sign() == 0 }

// mul is the exact product.
func (v exact) mul(w exact) exact {
	return exact{
		nan: v.nan || w.nan || v.inf && w.isZero() || w.inf && v.isZero(),
		inf: v.inf || w.inf,
		neg: v.neg != w.neg,
		m:   new(big.Int).Mul(v.m, w.m),
		e:   v.e + w.e,
	}
}

// add is the exact sum.
func (v exact) add(w exact) exact {
	switch {
	case v.nan || w.nan || v.inf && w.inf && v.neg != w.neg:
		return exact{nan: true}
	case v.inf:
		return v
	case w.inf:
		return w
	}
	e := min(v.e, w.e)
	sum := v.signed(e)
	sum.Add(sum, w.signed(e))
	neg := sum.Sign() < 0
	if sum.Sign() == 0 {
		neg = v.neg && w.neg
	}
	return exact{neg: neg, m: sum.Abs(sum), e: e}
}

// cmp is -1, 0 or 1; neither may be NaN.
func (v exact) cmp(w exact) int {
	if v.inf || w.inf {
		return v.infinite() - w.infinite()
	}
	e := min(v.e, w.e)
	return v.signed(e).Cmp(w.signed(e))
}

func (v exact) infinite() int {
	switch {
	case !v.inf:
		return 0
	case v.neg:
		return -1
	}
	return 1
}

// encode rounds to the format, once.
func (f Format) encode(v exact) uint64 {
	switch {
	case v.nan:
		return f.NaN()
	case v.inf:
		return f.Inf(v.neg)
	case v.m.Sign() == 0:
		return f.withSign(0, v.neg)
	}
	top := v.m.BitLen() - 1 + v.e // of the highest bit
	least := 1 - f.Bias()         // exponent of the least normal number
	if top < least && !f.Subnormals {
		return f.withSign(0, v.neg)
	}
	field := max(top, least)
	q := roundTo(v.m, v.e, field-f.Man)
	// q has its highest bit at Man, or lower where it is subnormal, or at
	// Man+1 with zeros below after a carry. Added, it corrects the exponent.
	code := new(big.Int).Lsh(big.NewInt(int64(field-least)), uint(f.Man))
	code.Add(code, q)
	if code.Cmp(new(big.Int).SetUint64(f.MaxFinite())) > 0 {
		return f.Inf(v.neg)
	}
	return f.withSign(code.Uint64(), v.neg)
}

// roundTo is m*2^e in units of 2^unit, to the nearest, ties to even.
func roundTo(m *big.Int, e, unit int) *big.Int {
	if e >= unit {
		return new(big.Int).Lsh(m, uint(e-unit))
	}
	n := uint(unit - e)
	q := new(big.Int).Rsh(m, n)
	rest := new(big.Int).Sub(m, new(big.Int).Lsh(q, n))
	half := new(big.Int).Lsh(big.NewInt(1), n-1)
	if c := rest.Cmp(half); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(1))
	}
	return q
}
