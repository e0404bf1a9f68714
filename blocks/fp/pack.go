package fp

import "npugen/hdl"

// result is a value before rounding:
//
//	sig * 2^(expM1+1-bias) with the point below the highest bit of sig
//
// The highest bit of sig is 1, or 0 in a subnormal number, whose expM1 is 0.
// Zero has expM1 and sig 0. With above, the highest bit is that many places
// further down, and what is above it is a carry.
type result struct {
	sign     hdl.Bool
	expM1    hdl.UInt // Exp+2 bits: the exponent field less 1
	sig      hdl.UInt // Man+3 bits or more; the lowest stands for all below
	above    int
	nan, inf hdl.Bool
}

// held is the value in registers.
func (r result) held(m *hdl.Module, stage string, en hdl.Bool) result {
	return result{
		sign:  hdl.RegEn(m, stage+"_sign", r.sign, en),
		expM1: hdl.RegEn(m, stage+"_exp", r.expM1, en),
		sig:   hdl.RegEn(m, stage+"_sig", r.sig, en),
		above: r.above,
		nan:   hdl.RegEn(m, stage+"_nan", r.nan, en),
		inf:   hdl.RegEn(m, stage+"_inf", r.inf, en),
	}
}

// pack rounds to the nearest, ties to even, and packs.
func pack(f Format, r result) hdl.UInt {
	n := r.sig.Width() - r.above - (f.Man + 1) // bits to round off
	q := r.sig.Bits(r.sig.Width()-1, n)
	up := r.sig.Bit(n - 1).And(r.sig.Trunc(n - 1).OrR().Or(q.Bit(0)))
	// The hidden bit, or a carry out of the mantissa, adds 1 to the exponent.
	code := hdl.Cat(r.expM1, hdl.U(0, f.Man)).AddWrap(q).AddWrap(up.AsUInt())
	w := f.Exp + f.Man
	over := code.Gt(hdl.U(f.MaxFinite(), code.Width())).Or(r.inf)
	nan := r.nan
	top := hdl.U(f.Inf(false), f.Width()).Trunc(w)
	if f.Finite && !f.Saturate {
		nan = nan.Or(over)
		over = hdl.B(false)
	}
	magnitude := hdl.Mux(over, top, code.Trunc(w))
	return hdl.Mux(nan, hdl.U(f.NaN(), f.Width()), hdl.Cat(r.sign, magnitude))
}

// flushed is r, or a zero of its sign where tiny is true.
func (r result) flushed(tiny hdl.Bool) result {
	r.expM1 = hdl.Mux(tiny, hdl.U(0, r.expM1.Width()), r.expM1)
	r.sig = hdl.Mux(tiny, hdl.U(0, r.sig.Width()), r.sig)
	return r
}

// lowered sets expM1 and sig for a biased exponent that may be below 1: sig is
// shifted down as far as the least exponent, or is a zero where the format has
// no subnormals.
func (r result) lowered(f Format, exp hdl.SInt, sig hdl.UInt) result {
	w := exp.Width()
	down := exp.Lt(hdl.S(1, w))
	r.sig = sig
	if f.Subnormals {
		below := hdl.S(1, w).SubWrap(exp).AsUInt()
		r.sig = hdl.Mux(down, shiftRight(sig, below), sig)
	}
	r.expM1 = resize(hdl.Mux(down, hdl.S(0, w), exp.SubWrap(hdl.S(1, w))).AsUInt(), max(f.Exp+2, w))
	if !f.Subnormals {
		return r.flushed(down)
	}
	return r
}
