package matrix

import (
	"npugen/hdl"
)

// follow is a tag in this cycle and in each of the n that follow.
func follow(m *hdl.Module, t tag, n int) []tag {
	valid := hdl.RegInit(m, "valids", hdl.U(0, n))
	v := hdl.Cat(valid.Q(), t.Valid)
	valid.D(v.Trunc(n))
	w := hdl.PackedWidth(t.Mark)
	marks := hdl.Reg(m, "marks", hdl.UIntT(n*w))
	all := hdl.Cat(marks.Q(), hdl.Pack(t.Mark))
	marks.D(all.Trunc(n * w))
	out := make([]tag, n+1)
	for i := range out {
		out[i] = tag{v.Bit(i), hdl.Unpack(t.Mark, all.Bits(i*w+w-1, i*w))}
	}
	return out
}

// line is x, n cycles later, through one wide register rather than n.
func line(m *hdl.Module, name string, x hdl.UInt, n int) hdl.UInt {
	if n == 0 {
		return x
	}
	w := x.Width()
	line := hdl.Reg(m, name, hdl.UIntT(n*w))
	line.D(hdl.Cat(line.Q(), x).Trunc(n * w))
	return line.Q().Bits(n*w-1, n*w-w)
}

// awake is true in the cycles with start and in the n that follow.
func awake(m *hdl.Module, name string, start hdl.Bool, n int) hdl.Bool {
	left := hdl.RegInit(m, name+"_awake", hdl.U(0, indexBits(n+1)))
	some := left.Q().OrR()
	m.When(start, func() {
		left.D(hdl.U(uint64(n), left.Q().Width()))
	}).Elsewhen(some, func() { left.D(left.Q().SubWrap(hdl.U(1))) })
	return start.Or(some)
}
