package fp

import "npugen/hdl"

// Add is a + b, or a - b where sub is true: golden Format.Add and Sub.
//
// Latency 4 enabled cycles:
//
//	1  order the operands by magnitude
//	2  align the lesser, add or subtract
//	3  count leading zeros, shift
//	4  round, pack
type Add struct{ Format }

// AddIn is the operands.
type AddIn struct {
	A, B hdl.UInt
	Sub  hdl.Bool
	En   hdl.Bool
}

// Latency is the number of enabled cycles from operands to result.
func (Add) Latency() int { return 4 }

// Inputs gives the types of the ports.
func (p Add) Inputs() AddIn { return AddIn{A: typ(p.Format), B: typ(p.Format)} }

// Build makes the pipeline.
func (p Add) Build(m *hdl.Module, in AddIn) Result {
	m.Doc("floating point adder, " + p.Format.String() + ": y = a + b, or a - b where sub")
	f := valid(m, p.Format)
	reg := func(name string, x hdl.UInt) hdl.UInt { return hdl.RegEn(m, name, x, in.En) }
	flag := func(name string, x hdl.Bool) hdl.Bool { return hdl.RegEn(m, name, x, in.En) }

	a, b := unpack(f, in.A), unpack(f, in.B)
	b.sign = b.sign.Xor(in.Sub)
	swap := hdl.Name(m, "swap", a.magnitude.Lt(b.magnitude))
	minus := hdl.Name(m, "minus", a.sign.Xor(b.sign))
	exp := hdl.Name(m, "exp", hdl.Mux(swap, b.exp, a.exp))
	s1 := struct{ exp, diff, big, small hdl.UInt }{
		exp:   reg("s1_exp", exp),
		diff:  reg("s1_diff", exp.SubWrap(hdl.Mux(swap, a.exp, b.exp))),
		big:   reg("s1_big", hdl.Mux(swap, b.sig, a.sig)),
		small: reg("s1_small", hdl.Mux(swap, a.sig, b.sig)),
	}
	s1Sign := flag("s1_sign", hdl.Mux(swap, b.sign, a.sign))
	s1Minus := flag("s1_minus", minus)
	s1NaN := flag("s1_nan", hdl.Any(a.nan, b.nan, hdl.All(a.inf, b.inf, minus)))
	s1Inf := flag("s1_inf", a.inf.Or(b.inf))

	// Three more bits hold what rounding needs; the lowest is sticky.
	w := f.Man + 5
	big := s1.big.Shl(3).Ext(w)
	small := shiftRight(s1.small.Shl(3), s1.diff).Ext(w)
	sum := reg("s2_sum", hdl.Mux(s1Minus, big.SubWrap(small), big.AddWrap(small)))
	s2Exp := reg("s2_exp", s1.exp)
	s2Sign := flag("s2_sign", s1Sign)
	s2Minus := flag("s2_minus", s1Minus)
	s2NaN := flag("s2_nan", s1NaN)
	s2Inf := flag("s2_inf", s1Inf)

	// The highest bit of sum is a carry, of exponent s2Exp+1.
	none := hdl.Name(m, "none", sum.OrR().Not())
	sig, expM1 := normalise(sum, s2Exp)
	s3 := result{
		// A difference of zero is +0.
		sign:  s2Sign.And(hdl.All(none, s2Minus, s2Inf.Not()).Not()),
		expM1: expM1.Ext(f.Exp + 2),
		sig:   sig,
		nan:   s2NaN,
		inf:   s2Inf,
	}
	if !f.Subnormals { // normalise stopped at the least exponent
		none = none.Or(sig.Bit(w - 1).Not())
	}
	s3 = s3.flushed(none)
	return Result{reg("y_q", pack(f, s3.held(m, "s3", in.En)))}
}
