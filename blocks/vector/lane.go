package vector

import (
	"npugen/blocks/fp"
	"npugen/hdl"
)

// lane is the arithmetic on one element of a word:
//
//	x -> [- s, * s] -> [exp, sigmoid, then * held] -> [* b, + b] -> y -> key
//	                              held * inv -> int8 (QUANT)
//
// Each bracket is bypassed by what does not need it. The second multiplier is
// that of silu and of QUANT.
type lane struct{}

// laneIn is the operands of a lane and what is the same for all lanes.
type laneIn struct {
	X, B, Held hdl.UInt
	Mask       hdl.Bool // the lane has an element, when y is there
	All        laneAll
}

// laneAll is the same in all lanes.
type laneAll struct {
	S, Inv           hdl.UInt
	Pre, Fn, Bin     unitPair // of adder and multiplier; of exp and silu; of multiplier and adder
	Silu             hdl.Bool // the operand of the function is one of silu, not exp
	Second, Rounding hdl.Bool // enables: of the second multiplier; of the conversion to int8
	ByInv            hdl.Bool // the second multiplier works for QUANT
	Quant, Arg       hdl.Bool // the operation of y
}

// unitPair enables two units of which at most one gives a result.
type unitPair struct {
	A, B         hdl.Bool
	FromA, FromB hdl.Bool // the result is that of A, of B; else the operand passes
}

type laneOut struct {
	X1  hdl.UInt // operand of the function
	Y   hdl.UInt // result
	Z   hdl.UInt // result, 0 without an element
	Key hdl.UInt // result as a number in order
	Q   hdl.SInt
}

func (lane) Inputs() laneIn {
	return laneIn{X: word32(), B: word32(), Held: word32(), All: laneAll{S: word32(), Inv: word32()}}
}

func (lane) Build(m *hdl.Module, in laneIn) laneOut {
	m.Doc("arithmetic of one lane of the vector unit")
	f, c := fp.FP32, in.All
	binary := func(a, b hdl.UInt, en hdl.Bool) fp.Binary { return fp.Binary{A: a, B: b, En: en} }
	pick := func(name string, p unitPair, a, b, through hdl.UInt) hdl.UInt {
		return hdl.Name(m, name, chosen([]hdl.UInt{a, b, through}, p.FromA, p.FromB))
	}
	less := hdl.Inst(m, "pre_add", fp.Add{Format: f}, fp.AddIn{A: in.X, B: c.S, Sub: hdl.B(true), En: c.Pre.A})
	scaled := hdl.Inst(m, "pre_mul", fp.Mul{Format: f}, binary(in.X, c.S, c.Pre.B))
	x1 := pick("to_fn", c.Pre, less.Y, scaled.Y, in.X)

	power := hdl.Inst(m, "exp_sigmoid", fp.ExpSigmoid{}, fp.ExpSigmoidIn{X: x1, IsSigmoid: c.Silu, ExpEn: c.Fn.A, SigmoidEn: c.Fn.B})
	second := hdl.Inst(m, "second_mul", fp.Mul{Format: f}, binary(in.Held, hdl.Mux(c.ByInv, c.Inv, power.Sigmoid), c.Second))
	x2 := pick("to_bin", c.Fn, power.Exp, second.Y, x1)

	product := hdl.Inst(m, "bin_mul", fp.Mul{Format: f}, binary(x2, in.B, c.Bin.A))
	sum := hdl.Inst(m, "bin_add", fp.Add{Format: f}, fp.AddIn{A: x2, B: in.B, Sub: hdl.B(false), En: c.Bin.B})
	y := pick("result", c.Bin, product.Y, sum.Y, x2)

	q := hdl.Inst(m, "to_int", fp.ToInt{Format: f, Width: 8, Symmetric: true}, fp.Unary{X: second.Y, En: c.Rounding})
	return laneOut{
		X1: x1, Y: y,
		Z:   hdl.Mux(in.Mask, y, hdl.U(0, 32)),
		Key: hdl.Mux(in.Mask, key(y, c.Quant, c.Arg), hdl.U(0, 32)),
		Q:   q.Y,
	}
}

// key is a number that is in the order of what is looked for; no element is 0.
//
//	MAP     value: -0 is below 0, NaN above all
//	QUANT   magnitude: NaN above all
//	ARGMAX  value: -0 equals 0, NaN below all
func key(x hdl.UInt, quant, arg hdl.Bool) hdl.UInt {
	magnitude := x.Trunc(31)
	nan := magnitude.Gt(hdl.U(fp.FP32.Inf(false), 31))
	minus := hdl.All(x.Bit(31), quant.Not(), hdl.All(arg, magnitude.OrR().Not()).Not())
	value := hdl.Cat(minus.Not(), hdl.Mux(minus, magnitude.Not(), magnitude))
	return hdl.Mux(nan, arg.Not().AsUInt().Rep(32), value)
}

// keyed is the number of a key of MAP.
func keyed(key hdl.UInt) hdl.UInt {
	x := hdl.Mux(key.Bit(31), hdl.Cat(hdl.B(false), key.Trunc(31)), key.Not())
	return hdl.Mux(key.AndR(), hdl.U(fp.FP32.NaN(), 32), x)
}
