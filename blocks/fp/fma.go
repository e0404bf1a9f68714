package fp

import "npugen/hdl"

// FMA is a*b + c with one rounding: golden Format.FMA.
//
// Latency 5 enabled cycles:
//
//	1  multiply the significands, count their leading zeros
//	2  normalise the product, order it and c by exponent
//	3  align the lesser, add or subtract
//	4  count leading zeros, shift
//	5  round, pack
type FMA struct{ Format }

// FMAIn is the operands.
type FMAIn struct {
	A, B, C hdl.UInt
	En      hdl.Bool
}

// Latency is the number of enabled cycles from operands to result.
func (FMA) Latency() int { return 5 }

// Inputs gives the types of the ports.
func (p FMA) Inputs() FMAIn {
	return FMAIn{A: typ(p.Format), B: typ(p.Format), C: typ(p.Format)}
}

// Build makes the pipeline.
func (p FMA) Build(m *hdl.Module, in FMAIn) Result {
	m.Doc("fused multiply-add, " + p.Format.String() + ": y = a * b + c")
	f := valid(m, p.Format)
	reg := func(name string, x hdl.UInt) hdl.UInt { return hdl.RegEn(m, name, x, in.En) }
	flag := func(name string, x hdl.Bool) hdl.Bool { return hdl.RegEn(m, name, x, in.En) }

	prod := multiply(m, f, in.A, in.B, in.En)
	c := unpack(f, in.C)
	c = number{
		sign: flag("s1_c_sign", c.sign), exp: reg("s1_c_exp", c.exp), sig: reg("s1_c_sig", c.sig),
		nan: flag("s1_c_nan", c.nan), inf: flag("s1_c_inf", c.inf),
	}

	// Both in one frame: the point below the upper two bits, two bits more
	// below for what alignment loses.
	w := 2*f.Man + 4
	ew := f.Exp + 4 // signed
	exp := prod.exp.Ext(ew).AsSInt().SubWrap(hdl.S(int64(f.Bias()), ew))
	sig := prod.sig
	if f.Subnormals {
		exp = exp.SubWrap(prod.zeros.Ext(ew).AsSInt())
		sig = sig.ShlVar(prod.zeros)
	}
	sig = sig.Shl(2)
	cExp := c.exp.Ext(ew).AsSInt()
	cSig := c.sig.Shl(f.Man + 2).Ext(w)
	ahead := hdl.Name(m, "ahead", exp.SubWrap(cExp))
	swap := hdl.Name(m, "swap", prod.zero.Or(ahead.IsNeg()))
	minus := prod.sign.Xor(c.sign)
	s2Exp := reg("s2_exp", hdl.Mux(swap, cExp, exp).AsUInt().Trunc(f.Exp+1))
	s2Diff := reg("s2_diff", hdl.Mux(swap, hdl.S(0, ew).SubWrap(ahead), ahead).AsUInt())
	s2Big := reg("s2_big", hdl.Mux(swap, cSig, sig))
	s2Small := reg("s2_small", hdl.Mux(swap, sig, cSig))
	s2Sign := flag("s2_sign", hdl.Mux(hdl.All(prod.inf.Not(), swap.Or(c.inf)), c.sign, prod.sign))
	s2Minus := flag("s2_minus", minus)
	s2NaN := flag("s2_nan", hdl.Any(prod.nan, c.nan, hdl.All(prod.inf, c.inf, minus)))
	s2Inf := flag("s2_inf", prod.inf.Or(c.inf))

	// The order by exponent is not always that of the values.
	small := shiftRight(s2Small, s2Diff).Ext(w + 1)
	big := s2Big.Ext(w + 1)
	diff := hdl.Name(m, "difference", big.SubWrap(small))
	less := s2Minus.And(diff.Bit(w))
	sum := reg("s3_sum", hdl.Mux(less, small.SubWrap(big), hdl.Mux(s2Minus, diff, big.AddWrap(small))))
	s3Exp := reg("s3_exp", s2Exp)
	s3Sign := flag("s3_sign", s2Sign.Xor(less.And(s2Inf.Not())))
	s3Minus := flag("s3_minus", s2Minus)
	s3NaN := flag("s3_nan", s2NaN)
	s3Inf := flag("s3_inf", s2Inf)

	// The highest bit of sum is of exponent s3Exp+2.
	none := hdl.Name(m, "none", sum.OrR().Not())
	norm, expM1 := normalise(sum, s3Exp.Add(hdl.U(1)))
	if !f.Subnormals { // normalise stopped at the least exponent
		none = none.Or(norm.Bit(w).Not())
	}
	s4 := result{
		// A difference of zero is +0.
		sign:  s3Sign.And(hdl.All(sum.OrR().Not(), s3Minus, s3Inf.Not()).Not()),
		expM1: expM1,
		sig:   norm,
		nan:   s3NaN,
		inf:   s3Inf,
	}.flushed(none)
	return Result{reg("y_q", pack(f, s4.held(m, "s4", in.En)))}
}
