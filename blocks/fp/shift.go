package fp

import (
	"math/bits"

	"npugen/hdl"
)

// leadingZeros is the number of zeros above the highest 1 of x, in
// countWidth(x.Width()) bits. For x = 0 it is all ones.
//
// It halves the word where the upper half is zero: a tree as deep as the
// logarithm of the width.
func leadingZeros(x hdl.UInt) hdl.UInt {
	k := countWidth(x.Width())
	if w := 1 << k; w > x.Width() {
		x = x.Shl(w - x.Width())
	}
	var count []hdl.Bits
	for w := x.Width(); w > 1; w /= 2 {
		hi, lo := x.Bits(w-1, w/2), x.Bits(w/2-1, 0)
		none := hi.OrR().Not()
		count = append(count, none)
		x = hdl.Mux(none, lo, hi)
	}
	return hdl.Cat(count...)
}

// countWidth is the width of leadingZeros of w bits.
func countWidth(w int) int { return max(bits.Len(uint(w-1)), 1) }

// shiftRight is x / 2^n with the lowest bit set if any 1 was lost.
func shiftRight(x, n hdl.UInt) hdl.UInt {
	w := x.Width()
	lost := hdl.U(1, w).ShlVar(n).SubWrap(hdl.U(1, w)).And(x).OrR()
	return x.ShrVar(n).Or(lost.AsUInt().Ext(w))
}

// resize is x in w bits where its value is known to fit.
func resize(x hdl.UInt, w int) hdl.UInt {
	if x.Width() > w {
		return x.Trunc(w)
	}
	return x.Ext(w)
}

// normalise shifts x left until its highest bit is 1, but not further than to
// the least exponent. exp belongs to the bit below the highest; the result's
// expM1 is in exp's width.
func normalise(x, exp hdl.UInt) (shifted, expM1 hdl.UInt) {
	w := x.Width()
	stop := hdl.U(1).Shl(w - 1).ShrVar(exp) // a 1 where the shift has to end
	n := leadingZeros(x.Or(stop))
	return x.ShlVar(n), exp.SubWrap(resize(n, exp.Width()))
}
