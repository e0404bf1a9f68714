package fp

import "npugen/hdl"

// Mul is a * b: golden Format.Mul.
//
// Latency 3 enabled cycles:
//
//	1  multiply the significands, count their leading zeros
//	2  shift: subnormal operands up, subnormal products down
//	3  round, pack
type Mul struct{ Format }

// Latency is the number of enabled cycles from operands to result.
func (Mul) Latency() int { return 3 }

// Inputs gives the types of the ports.
func (p Mul) Inputs() Binary { return Binary{A: typ(p.Format), B: typ(p.Format)} }

// Build makes the pipeline.
func (p Mul) Build(m *hdl.Module, in Binary) Result {
	m.Doc("floating point multiplier, " + p.Format.String() + ": y = a * b")
	f := valid(m, p.Format)
	s1 := multiply(m, f, in.A, in.B, in.En)
	s2 := s1.normalised(f)
	// The product is in [1, 4): one more place where its highest bit is 1.
	s3 := s2.held(m, "s2", in.En)
	top := s3.sig.Bit(s3.sig.Width() - 1)
	s3.sig = hdl.Mux(top, s3.sig, s3.sig.ShlVar(hdl.U(1)))
	s3.expM1 = s3.expM1.AddWrap(top.AsUInt())
	return Result{hdl.RegEn(m, "y_q", pack(f, s3), in.En)}
}

// product is the exact product of two numbers, after one stage.
type product struct {
	sign     hdl.Bool
	exp      hdl.UInt // sum of the exponent fields, Exp+1 bits
	sig      hdl.UInt // 2*(Man+1) bits, the point below the upper two
	zeros    hdl.UInt // leading zeros of both operands
	zero     hdl.Bool
	nan, inf hdl.Bool
}

func multiply(m *hdl.Module, f Format, x, y hdl.UInt, en hdl.Bool) product {
	a, b := unpack(f, x), unpack(f, y)
	az, bz := hdl.Name(m, "a_zero", a.zero()), hdl.Name(m, "b_zero", b.zero())
	p := product{
		sign: hdl.RegEn(m, "s1_sign", a.sign.Xor(b.sign), en),
		exp:  hdl.RegEn(m, "s1_exp", a.exp.Add(b.exp), en),
		sig:  hdl.RegEn(m, "s1_product", a.sig.Mul(b.sig), en),
		zero: hdl.RegEn(m, "s1_zero", az.Or(bz), en),
		nan:  hdl.RegEn(m, "s1_nan", hdl.Any(a.nan, b.nan, a.inf.And(bz), b.inf.And(az)), en),
		inf:  hdl.RegEn(m, "s1_inf", a.inf.Or(b.inf), en),
	}
	if f.Subnormals {
		p.zeros = hdl.RegEn(m, "s1_zeros", leadingZeros(a.sig).Add(leadingZeros(b.sig)), en)
	}
	return p
}

// normalised is the product with expM1 for the case that it is in [1, 2).
func (p product) normalised(f Format) result {
	w := f.Exp + 3 // signed
	exp := p.exp.Ext(w).AsSInt().SubWrap(hdl.S(int64(f.Bias()), w))
	down := exp.Lt(hdl.S(1, w))
	r := result{sign: p.sign, nan: p.nan, inf: p.inf}
	below := hdl.S(1, w).SubWrap(exp).AsUInt().Trunc(f.Exp)
	if !f.Subnormals {
		// In [2, 4) the product may be normal still if exp is 0.
		small := p.sig.Shr(1).Ext(p.sig.Width()).Or(p.sig.Trunc(1).Ext(p.sig.Width()))
		r.sig = hdl.Mux(down, small, p.sig)
		r.expM1 = hdl.Mux(down, hdl.S(0, w), exp.SubWrap(hdl.S(1, w))).AsUInt().Trunc(f.Exp + 2)
		tiny := down.And(hdl.All(exp.Is(0), p.sig.Bit(p.sig.Width()-1)).Not())
		return r.flushed(tiny.Or(p.zero))
	}
	zeros := p.zeros.Ext(w).AsSInt()
	up := exp.Gt(zeros)
	room := exp.SubWrap(hdl.S(1, w)) // steps down to the least exponent
	left := hdl.Mux(up, zeros, room).AsUInt().Trunc(p.zeros.Width())
	r.sig = hdl.Mux(down, shiftRight(p.sig, below), p.sig.ShlVar(left))
	r.expM1 = hdl.Mux(up, room.SubWrap(zeros), hdl.S(0, w)).AsUInt().Trunc(f.Exp + 2)
	return r.flushed(p.zero)
}
