package fp

import (
	"npugen/blocks/fp/golden"
	"npugen/hdl"
)

// Sigmoid is 1/(1+e^-x) in FP32: golden.Sigmoid, within 1 ulp. SiLU is a Mul of
// x, delayed, by it.
//
// Latency 12 enabled cycles: five to e^-|x|; 1+e^-|x| in fixed point; three of
// quadratic for its reciprocal; multiply; normalise; round and pack.
type Sigmoid struct{}

// Latency is the number of enabled cycles from operand to result.
func (Sigmoid) Latency() int { return 12 }

// Inputs gives the types of the ports.
func (Sigmoid) Inputs() Unary { return Unary{X: typ(FP32)} }

// Build makes the pipeline.
func (Sigmoid) Build(m *hdl.Module, in Unary) Result {
	m.Doc("y = 1/(1+e^-x), fp32")
	p := pow2(m, unpack(FP32, in.X), hdl.B(true), in.En)
	return Result{hdl.RegEn(m, "y_q", p.sigmoid(m, in.En), in.En)}
}

// sigmoid is 1/(1+e^-x) of the power e^-|x|, six stages later.
func (p power) sigmoid(m *hdl.Module, en hdl.Bool) hdl.UInt {
	f := FP32
	// z = e^-|x| after the point, less than 1; k is at most 0.
	z := p.y.ShrVar(hdl.S(0, p.k.Width()).SubWrap(p.k).AsUInt()).Sat(golden.Frac)
	z = hdl.RegEn(m, "s6_z", hdl.Mux(p.far, hdl.U(0, golden.Frac), z), en)
	lo := golden.Frac - golden.Reciprocal.Index
	r := quadratic(m, "recip", &golden.Reciprocal, z.Bits(golden.Frac-1, lo), z.Bits(lo-1, 0), en)

	const n = 1 + quadraticLatency
	neg := after(m, "late_neg", p.neg, n, en)
	y := after(m, "late_y", p.y, n, en)
	k := after(m, "late_k", p.k, n, en)
	w := golden.Frac + 2
	s := hdl.RegEn(m, "s10_value", hdl.Mux(neg, resize(y.Mul(r).Shr(golden.Frac), w), r.Ext(w)), en)
	ew := k.Width() + 1
	exp := hdl.RegEn(m, "s10_exp", hdl.Mux(neg, k, hdl.S(0, k.Width())).Ext(ew).AddWrap(hdl.S(int64(f.Bias()), ew)), en)

	low := s.Bits(w-1, golden.Frac).OrR().Not()
	s11 := result{
		sign:  hdl.B(false),
		above: 1,
		nan:   after(m, "late_nan", p.nan, n+1, en),
		inf:   hdl.B(false),
	}.lowered(f, hdl.Mux(low, exp.SubWrap(hdl.S(1, ew)), exp), hdl.Mux(low, s.ShlVar(hdl.U(1)), s))
	s11 = s11.flushed(after(m, "vanish", p.far.And(p.neg), n+1, en))
	return pack(f, s11.held(m, "s11", en))
}

// Silu is x * Sigmoid(x) in FP32, each rounded: golden.Silu.
//
// Latency 15 enabled cycles: those of Sigmoid, then those of Mul.
type Silu struct{}

// Latency is the number of enabled cycles from operand to result.
func (Silu) Latency() int { return Sigmoid{}.Latency() + Mul{}.Latency() }

// Inputs gives the types of the ports.
func (Silu) Inputs() Unary { return Unary{X: typ(FP32)} }

// Build joins the two.
func (Silu) Build(m *hdl.Module, in Unary) Result {
	m.Doc("y = x/(1+e^-x), fp32")
	s := hdl.Inst(m, "sigmoid", Sigmoid{}, in)
	x := after(m, "x_delayed", in.X, Sigmoid{}.Latency(), in.En)
	return hdl.Inst(m, "mul", Mul{FP32}, Binary{A: x, B: s.Y, En: in.En})
}
