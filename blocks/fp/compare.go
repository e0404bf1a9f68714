package fp

import "npugen/hdl"

// Compare compares a with b in the same cycle: golden Format.Compare. -0 equals
// 0; with a NaN only Unordered is true.
type Compare struct{ Format }

// Pair is two operands of combinational logic.
type Pair struct{ A, B hdl.UInt }

// Order is what a comparison finds.
type Order struct{ Less, LessEqual, Equal, Unordered hdl.Bool }

// Latency is 0: there are no registers.
func (Compare) Latency() int { return 0 }

// Inputs gives the types of the ports.
func (p Compare) Inputs() Pair { return Pair{typ(p.Format), typ(p.Format)} }

// Build makes the logic.
func (p Compare) Build(m *hdl.Module, in Pair) Order {
	m.Doc("comparison, " + p.Format.String())
	f := valid(m, p.Format)
	a, b := unpack(f, in.A), unpack(f, in.B)
	order := compare(f, in.A, in.B)
	less := hdl.Name(m, "below", order.Less)
	equal := hdl.Name(m, "same", order.Equal)
	nan := hdl.Name(m, "nan", a.nan.Or(b.nan))
	return Order{
		Less:      less.And(nan.Not()),
		LessEqual: less.Or(equal).And(nan.Not()),
		Equal:     equal.And(nan.Not()),
		Unordered: nan,
	}
}

// Less is a < b, combinational, for use inside a module; false with a NaN.
func Less(f Format, a, b hdl.UInt) hdl.Bool {
	x, y := unpack(f, a), unpack(f, b)
	return compare(f, a, b).Less.And(x.nan.Or(y.nan).Not())
}

// compare leaves NaNs out of account.
func compare(f Format, a, b hdl.UInt) Order {
	x, y := unpack(f, a), unpack(f, b)
	zeros := x.magnitude.Or(y.magnitude).OrR().Not()
	below := x.magnitude.Lt(y.magnitude)
	same := x.magnitude.Eq(y.magnitude)
	less := hdl.Mux(x.sign,
		hdl.Mux(y.sign, below.Or(same).Not(), zeros.Not()),
		below.And(y.sign.Not()))
	return Order{Less: less, Equal: zeros.Or(same.And(x.sign.Eq(y.sign)))}
}

// MinMax is the lesser and the greater operand: golden Format.Min and Max.
// -0 is less than 0; with a NaN both are NaN. Latency 1.
type MinMax struct{ Format }

// MinMaxOut is the two in order.
type MinMaxOut struct{ Min, Max hdl.UInt }

// Latency is the number of enabled cycles from operands to results.
func (MinMax) Latency() int { return 1 }

// Inputs gives the types of the ports.
func (p MinMax) Inputs() Binary { return Binary{A: typ(p.Format), B: typ(p.Format)} }

// Build makes the logic and its output registers.
func (p MinMax) Build(m *hdl.Module, in Binary) MinMaxOut {
	m.Doc("lesser and greater operand, " + p.Format.String())
	f := valid(m, p.Format)
	least, most := minMax(f, in.A, in.B)
	return MinMaxOut{hdl.RegEn(m, "min_q", least, in.En), hdl.RegEn(m, "max_q", most, in.En)}
}

// Min is the lesser operand in the same cycle, for use inside a module.
func Min(f Format, a, b hdl.UInt) hdl.UInt { x, _ := minMax(f, a, b); return x }

// Max is the greater operand in the same cycle, for use inside a module.
func Max(f Format, a, b hdl.UInt) hdl.UInt { _, x := minMax(f, a, b); return x }

func minMax(f Format, a, b hdl.UInt) (least, most hdl.UInt) {
	x, y := unpack(f, a), unpack(f, b)
	nan := x.nan.Or(y.nan)
	// Sign and magnitude as one number in order: -0 just below 0.
	less := hdl.Mux(x.sign, y.sign.Not().Or(x.magnitude.Gt(y.magnitude)),
		y.sign.Not().And(x.magnitude.Lt(y.magnitude)))
	p, q := settled(f, x), settled(f, y)
	bad := hdl.U(f.NaN(), f.Width())
	return hdl.Mux(nan, bad, hdl.Mux(less, p, q)), hdl.Mux(nan, bad, hdl.Mux(less, q, p))
}

// settled is an operand as a result has it.
func settled(f Format, n number) hdl.UInt {
	magnitude := n.magnitude
	if f.Saturate && !f.Finite {
		magnitude = hdl.Mux(n.inf, hdl.U(f.MaxFinite(), magnitude.Width()), magnitude)
	}
	return hdl.Cat(n.sign, magnitude)
}
