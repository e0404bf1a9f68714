package fp

import (
	"npugen/blocks/fp/golden"
	"npugen/hdl"
)

// Exp is e^x in FP32: golden.Exp, within 1 ulp.
//
// Latency 7 enabled cycles: x*log2(e); shift to fixed point; three of
// quadratic; shift to the least exponent; round and pack.
type Exp struct{}

// Latency is the number of enabled cycles from operand to result.
func (Exp) Latency() int { return 7 }

// Inputs gives the types of the ports.
func (Exp) Inputs() Unary { return Unary{X: typ(FP32)} }

// Build makes the pipeline.
func (Exp) Build(m *hdl.Module, in Unary) Result {
	m.Doc("y = e^x, fp32")
	x := unpack(FP32, in.X)
	p := pow2(m, x, x.sign, in.En)
	return Result{hdl.RegEn(m, "y_q", p.exp(m, in.En), in.En)}
}

// exp is the power as a number, one stage later.
func (p power) exp(m *hdl.Module, en hdl.Bool) hdl.UInt {
	r := result{
		sign:  hdl.B(false),
		above: p.y.Width() - 1 - golden.Frac,
		nan:   p.nan,
		inf:   p.far.And(p.neg.Not()),
	}
	w := p.k.Width() + 1
	r = r.lowered(FP32, p.k.Ext(w).AddWrap(hdl.S(int64(FP32.Bias()), w)), p.y).flushed(p.far)
	return pack(FP32, r.held(m, "s6", en))
}

// power is y * 2^k, y in [1, 2] in units of 2^-Frac.
type power struct {
	k        hdl.SInt
	y        hdl.UInt
	nan, far hdl.Bool // NaN; |x| of 128 or more, where k and y mean nothing
	neg      hdl.Bool // sign of x
}

// pow2Latency is the number of stages of pow2.
const pow2Latency = 2 + quadraticLatency

// pow2 is e^|x|, or e^-|x| where minus is true, for |x| below 128.
func pow2(m *hdl.Module, x number, minus, en hdl.Bool) power {
	product := hdl.RegEn(m, "s1_product", x.sig.Mul(hdl.U(golden.Log2E)), en)
	n := hdl.RegEn(m, "s1_shift", hdl.U(golden.ExpShift+golden.ExpLimit-1, FP32.Exp).SubWrap(x.exp), en)
	negate := hdl.RegEn(m, "s1_minus", minus, en)

	const w = golden.Frac + 9 // 8 bits of integer hold 128*log2(e); a sign
	t := product.ShrVar(n).Trunc(w)
	t = hdl.RegEn(m, "s2_t", hdl.Mux(negate, hdl.U(0, w).SubWrap(t), t), en)

	lo := golden.Frac - golden.Exp2.Index
	y := quadratic(m, "pow", &golden.Exp2, t.Bits(golden.Frac-1, lo), t.Bits(lo-1, 0), en)
	return power{
		k:   after(m, "k", t.Bits(w-1, golden.Frac).AsSInt(), quadraticLatency, en),
		y:   y,
		nan: after(m, "nan", x.nan, pow2Latency, en),
		far: after(m, "far", x.exp.Ge(hdl.U(golden.ExpLimit, FP32.Exp)), pow2Latency, en),
		neg: after(m, "neg", x.sign, pow2Latency, en),
	}
}
