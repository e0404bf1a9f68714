package bundle

import "npugen/hdl"

// Fold is X of docs/npu.md: the xor of the 32-bit words of x, word i rotated
// left by i.
func Fold(x hdl.UInt) hdl.UInt {
	h := x.Bits(31, 0)
	for i := 1; 32*i < x.Width(); i++ {
		h = h.Xor(rotl(x.Bits(32*i+31, 32*i), i%32))
	}
	return h
}

// Chained is the hash of a list to which the item x is added, h being that of
// the list before and 0 the empty list's.
func Chained(h, x hdl.UInt) hdl.UInt { return rotl(h, 1).Xor(x) }

func rotl(x hdl.UInt, n int) hdl.UInt {
	if n == 0 {
		return x
	}
	return hdl.Cat(x.Trunc(32-n), x.Bits(31, 32-n))
}
