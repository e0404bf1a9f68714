package randdesign

import "npugen/hdl"

// hashWidth is the width of the number that everything is folded into.
const hashWidth = 64

// hash folds every value of the scope into one number, so that a wrong bit
// anywhere reaches an output. Folding rotates, so that equal values do not
// cancel.
func (g *gen) hash() hdl.UInt {
	sum := hdl.U(1, hashWidth)
	fold := func(x hdl.UInt) {
		for lo := 0; lo < x.Width(); lo += hashWidth {
			part := x.Bits(min(lo+hashWidth, x.Width())-1, lo)
			rot := hdl.Cat(sum.Bits(hashWidth-6, 0), sum.Bits(hashWidth-1, hashWidth-5))
			sum = rot.Xor(part.Ext(hashWidth))
		}
	}
	for _, x := range g.uints {
		fold(x)
	}
	for _, x := range g.sints {
		fold(x.AsUInt())
	}
	for _, x := range g.kinds {
		fold(x.AsUInt())
	}
	if len(g.bools) > 0 {
		var bits []hdl.Bits
		for _, b := range g.bools {
			bits = append(bits, b)
		}
		fold(hdl.Cat(bits...))
	}
	return sum
}
