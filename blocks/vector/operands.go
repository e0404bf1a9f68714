package vector

import "npugen/hdl"

// operandWords is words whose operands a and s are there in the next cycle (f) and
// are there (x, s).
type operandWords struct {
	f flow[Step]
	x []hdl.UInt
	s hdl.UInt
}

// operands reads operand a and the scalar, and brings a to the lanes of the
// result: cycle 0 the buffer, cycle 1 the rotation and the scalar.
func (z size) operands(m *hdl.Module, issued walkOut, w port, scalar Scalar) operandWords {
	a := z.buffer(m, "vb_a", w, issued.Go, issued.A)
	valid := next(m, "fetched", issued.Go)
	t := hdl.RegEn(m, "fetch", issued.Word, issued.Go)
	if z.Lanes == 1 {
		m.Unused(t.Rot, t.Swap)
	}
	x := swapped(rotated(a, t.Rot), t.Swap)
	for l := range x {
		x[l] = hdl.RegEn(m, hdl.N("x", l), x[l], valid)
	}
	s := z.scalars(m, scalar, valid.And(hdl.Any(t.Pre.Is(1), t.Pre.Is(2))), t.S)
	return operandWords{flow[Step]{valid, t.Step}, x, s}
}
