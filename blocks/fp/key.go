package fp

import "npugen/hdl"

// Key is x as a number in the order of golden Format.Max: -0 is below 0, and NaN,
// whatever its bits, above all. It is never 0. For use inside a module.
func Key(f Format, x hdl.UInt) hdl.UInt {
	n := unpack(f, x)
	w := f.Width()
	magnitude := settled(f, n).Trunc(w - 1)
	value := hdl.Cat(n.sign.Not(), hdl.Mux(n.sign, magnitude.Not(), magnitude))
	return hdl.Mux(n.nan, hdl.U(1, 1).Rep(w), value)
}

// Keyed is the number of a Key; NaN is the canonical one.
func Keyed(f Format, key hdl.UInt) hdl.UInt {
	w := f.Width()
	x := hdl.Mux(key.Bit(w-1), hdl.Cat(hdl.B(false), key.Trunc(w-1)), key.Not())
	return hdl.Mux(key.AndR(), hdl.U(f.NaN(), w), x)
}
