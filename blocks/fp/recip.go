package fp

import (
	"npugen/blocks/fp/golden"
	"npugen/hdl"
)

// Recip is 1/x in FP32: golden.Recip, within 1 ulp.
//
// Latency 6 enabled cycles: normalise; three of quadratic; shift to the least
// exponent; round and pack.
type Recip struct{}

// Latency is the number of enabled cycles from operand to result.
func (Recip) Latency() int { return 6 }

// Inputs gives the types of the ports.
func (Recip) Inputs() Unary { return Unary{X: typ(FP32)} }

// Build makes the pipeline.
func (Recip) Build(m *hdl.Module, in Unary) Result {
	m.Doc("y = 1/x, fp32")
	f := FP32
	x := unpack(f, in.X)
	exp, sig := normalOperand(m, x, in.En)
	lo := f.Man - golden.Reciprocal.Index
	y := quadratic(m, "recip", &golden.Reciprocal, sig.Bits(f.Man-1, lo), sig.Bits(lo-1, 0), in.En)

	const n = 1 + quadraticLatency
	exp = after(m, "exp", exp, quadraticLatency, in.En)
	r := result{
		sign:  after(m, "sign", x.sign, n, in.En),
		above: y.Width() - golden.Frac,
		nan:   after(m, "nan", x.nan, n, in.En),
		inf:   after(m, "inf", x.zero(), n, in.En),
	}
	vanish := after(m, "vanish", x.inf, n, in.En)
	w := exp.Width()
	r = r.lowered(f, hdl.S(int64(2*f.Bias()-1), w).SubWrap(exp), y).flushed(vanish)
	return Result{hdl.RegEn(m, "y_q", pack(f, r.held(m, "s5", in.En)), in.En)}
}

// normalOperand is the biased exponent and the significand without its highest
// bit, of a number that is not zero, in registers.
func normalOperand(m *hdl.Module, x number, en hdl.Bool) (exp hdl.SInt, sig hdl.UInt) {
	f := FP32
	w := f.Exp + 2
	zeros := leadingZeros(x.sig)
	exp = x.exp.Ext(w).AsSInt().SubWrap(zeros.Ext(w).AsSInt())
	return hdl.RegEn(m, "s1_exp", exp, en), hdl.RegEn(m, "s1_sig", x.sig.ShlVar(zeros).Trunc(f.Man), en)
}

// Rsqrt is 1/sqrt(x) in FP32: golden.Rsqrt, within 1 ulp.
//
// Latency 5 enabled cycles: normalise; three of quadratic; round and pack.
type Rsqrt struct{}

// Latency is the number of enabled cycles from operand to result.
func (Rsqrt) Latency() int { return 5 }

// Inputs gives the types of the ports.
func (Rsqrt) Inputs() Unary { return Unary{X: typ(FP32)} }

// Build makes the pipeline.
func (Rsqrt) Build(m *hdl.Module, in Unary) Result {
	m.Doc("y = 1/sqrt(x), fp32")
	f := FP32
	x := unpack(f, in.X)
	exp, sig := normalOperand(m, x, in.En)
	lo := f.Man - (golden.ReciprocalSqrt.Index - 1)
	// Twos belong to an odd exponent, and the bias is odd.
	index := hdl.Cat(exp.Bit(0).Not(), sig.Bits(f.Man-1, lo))
	y := quadratic(m, "rsqrt", &golden.ReciprocalSqrt, index, sig.Bits(lo-1, 0), in.En)

	const n = 1 + quadraticLatency
	w := exp.Width()
	half := exp.SubWrap(hdl.S(int64(f.Bias()), w)).Shr(1).Ext(w)
	expM1 := hdl.S(int64(f.Bias()-2), w).SubWrap(half).AsUInt()
	zero := x.zero()
	r := result{
		sign:  after(m, "sign", x.sign.And(zero), n, in.En),
		expM1: after(m, "exp", expM1, quadraticLatency, in.En),
		sig:   y,
		above: y.Width() - golden.Frac,
		nan:   after(m, "nan", x.nan.Or(x.sign.And(zero.Not())), n, in.En),
		inf:   after(m, "inf", zero, n, in.En),
	}.flushed(after(m, "vanish", x.inf, n, in.En))
	return Result{hdl.RegEn(m, "y_q", pack(f, r), in.En)}
}
