package vector

import (
	"npugen/blocks/fp"
	"npugen/hdl"
)

// common is what is the same in all lanes.
type common struct {
	S, Inv           hdl.UInt
	Pre, Fn, Bin     unitPair // of adder and multiplier; of exp and silu; of multiplier and adder
	Silu             hdl.Bool // the operand of the function is one of silu, not exp
	Second, Rounding hdl.Bool // enables: of the second multiplier; of the conversion to int8
	ByInv            hdl.Bool // the second multiplier works for QUANT
}

// unitPair enables two units of which at most one gives a result.
type unitPair struct {
	A, B         hdl.Bool
	FromA, FromB hdl.Bool // the result is that of A, of B; else the operand passes
}

// pick is the result of a pair of units, or what passes.
func (p unitPair) pick(m *hdl.Module, name string, a, b, through []hdl.UInt) []hdl.UInt {
	out := make([]hdl.UInt, len(through))
	for l := range out {
		out[l] = chosen([]hdl.UInt{a[l], b[l], through[l]}, p.FromA, p.FromB)
	}
	return hdl.Name(m, name, out)
}

// arithmetic is the lanes:
//
//	x -> [- s, * s] -> [exp, sigmoid, then * held] -> [* b, + b] -> y
//	                              held * inv -> int8 (QUANT)
//
// Each bracket is bypassed by what does not need it. The second multiplier is
// that of silu and of QUANT. The units of a kind are a grid of their own, one a
// lane, which sleeps as a whole.
type arithmetic struct {
	toFn []hdl.UInt // operand of the function
	y    []hdl.UInt
	q    []hdl.SInt
}

func (z size) arithmetic(m *hdl.Module, c common, x, b, held []hdl.UInt) arithmetic {
	less := z.add(m, "pre_add", x, each(c.S, z.Lanes), hdl.B(true), c.Pre.A)
	scaled := z.mul(m, "pre_mul", x, each(c.S, z.Lanes), c.Pre.B)
	toFn := c.Pre.pick(m, "to_fn", less, scaled, x)

	exp, sigmoid := z.power(m, c, toFn)
	factor := make([]hdl.UInt, z.Lanes)
	for l := range factor {
		factor[l] = hdl.Mux(c.ByInv, c.Inv, sigmoid[l])
	}
	second := z.mul(m, "second_mul", held, factor, c.Second)
	toBin := c.Fn.pick(m, "to_bin", exp, second, toFn)

	product := z.mul(m, "bin_mul", toBin, b, c.Bin.A)
	sum := z.add(m, "bin_add", toBin, b, hdl.B(false), c.Bin.B)
	y := c.Bin.pick(m, "y", product, sum, toBin)

	toInt := fp.ToInt{Format: fp.FP32, Width: 8, Symmetric: true}
	ints := hdl.Grid(m, "to_int", 1, z.Lanes, toInt, func(k hdl.Cell, _ fp.IntegerOut) fp.Unary {
		return fp.Unary{X: hdl.Each(k, second), En: c.Rounding}
	})
	out := arithmetic{toFn: toFn, y: y}
	for _, i := range ints.All() {
		out.q = append(out.q, i.Y)
	}
	return out
}

// each is x for each lane.
func each(x hdl.UInt, lanes int) []hdl.UInt {
	all := make([]hdl.UInt, lanes)
	for l := range all {
		all[l] = x
	}
	return all
}

func (z size) add(m *hdl.Module, name string, a, b []hdl.UInt, sub, en hdl.Bool) []hdl.UInt {
	return results32(hdl.Grid(m, name, 1, z.Lanes, fp.Add{Format: fp.FP32}, func(k hdl.Cell, _ fp.Result) fp.AddIn {
		return fp.AddIn{A: hdl.Each(k, a), B: hdl.Each(k, b), Sub: sub, En: en}
	}))
}

func (z size) mul(m *hdl.Module, name string, a, b []hdl.UInt, en hdl.Bool) []hdl.UInt {
	return results32(hdl.Grid(m, name, 1, z.Lanes, fp.Mul{Format: fp.FP32}, func(k hdl.Cell, _ fp.Result) fp.Binary {
		return fp.Binary{A: hdl.Each(k, a), B: hdl.Each(k, b), En: en}
	}))
}

func results32(cells *hdl.Cells[fp.Result]) (ys []hdl.UInt) {
	for _, r := range cells.All() {
		ys = append(ys, r.Y)
	}
	return ys
}

// power is the functions. Their operand is kept from them while they sleep.
func (z size) power(m *hdl.Module, c common, x []hdl.UInt) (exp, sigmoid []hdl.UInt) {
	awake := c.Fn.A.Or(c.Fn.B)
	kept := make([]hdl.UInt, z.Lanes)
	for l := range kept {
		kept[l] = hdl.Mux(awake, x[l], hdl.U(0, 32))
	}
	cells := hdl.Grid(m, "power", 1, z.Lanes, fp.ExpSigmoid{}, func(k hdl.Cell, _ fp.ExpSigmoidOut) fp.ExpSigmoidIn {
		return fp.ExpSigmoidIn{X: hdl.Each(k, kept), IsSigmoid: c.Silu, ExpEn: c.Fn.A, SigmoidEn: c.Fn.B}
	})
	for _, r := range cells.All() {
		exp, sigmoid = append(exp, r.Exp), append(sigmoid, r.Sigmoid)
	}
	return exp, sigmoid
}

// key is a number that is in the order of what is looked for; no element is 0.
//
//	MAP     value: -0 is below 0, NaN above all (fp.Key)
//	QUANT   magnitude: NaN above all
//	ARGMAX  value: -0 equals 0, NaN below all; TOPK too
func key(x hdl.UInt, quant, arg hdl.Bool) hdl.UInt {
	magnitude := x.Trunc(31)
	nan := magnitude.Gt(hdl.U(fp.FP32.Inf(false), 31))
	minus := hdl.All(x.Bit(31), quant.Not(), hdl.All(arg, magnitude.OrR().Not()).Not())
	value := hdl.Cat(minus.Not(), hdl.Mux(minus, magnitude.Not(), magnitude))
	return hdl.Mux(nan, arg.Not().AsUInt().Rep(32), value)
}
