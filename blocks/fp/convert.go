package fp

import "npugen/hdl"

// Convert is a number of one format in another: golden Format.Convert.
//
// Latency 3 enabled cycles: normalise; shift to the new least exponent; round
// and pack.
type Convert struct{ From, To Format }

// Latency is the number of enabled cycles from operand to result.
func (Convert) Latency() int { return 3 }

// Inputs gives the types of the ports.
func (p Convert) Inputs() Unary { return Unary{X: typ(p.From)} }

// Build makes the pipeline.
func (p Convert) Build(m *hdl.Module, in Unary) Result {
	m.Doc(p.From.String() + " to " + p.To.String())
	from, to := valid(m, p.From), valid(m, p.To)
	x := unpack(from, in.X)
	ew := max(from.Exp, to.Exp) + 3
	exp := x.exp.Ext(ew).AsSInt().AddWrap(hdl.S(int64(to.Bias()-from.Bias()), ew))
	sig := x.sig
	if from.Subnormals {
		zeros := leadingZeros(sig)
		sig = sig.ShlVar(zeros)
		exp = exp.SubWrap(resize(zeros, ew).AsSInt())
	}
	s1Exp := hdl.RegEn(m, "s1_exp", exp, in.En)
	s1Sig := hdl.RegEn(m, "s1_sig", sig, in.En)
	s1Zero := hdl.RegEn(m, "s1_zero", x.zero(), in.En)
	s1 := result{
		sign: hdl.RegEn(m, "s1_sign", x.sign, in.En),
		nan:  hdl.RegEn(m, "s1_nan", x.nan, in.En),
		inf:  hdl.RegEn(m, "s1_inf", x.inf, in.En),
	}
	if more := to.Man + 3 - s1Sig.Width(); more > 0 {
		s1Sig = s1Sig.Shl(more)
	}
	s2 := s1.lowered(to, s1Exp, s1Sig).flushed(s1Zero)
	return Result{hdl.RegEn(m, "y_q", pack(to, s2.held(m, "s2", in.En)), in.En)}
}
