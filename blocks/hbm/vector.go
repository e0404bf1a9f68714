package hbm

import (
	"math/big"

	"npugen/hdl"
)

// gate is x where c is true, else 0.
func gate(c hdl.Bool, x hdl.UInt) hdl.UInt { return c.AsUInt().Rep(x.Width()).And(x) }

// without is the bits of x that are not in y.
func without(x, y hdl.UInt) hdl.UInt { return x.And(y.Not()) }

// both is the bits that are in all vectors.
func both(xs ...hdl.UInt) hdl.UInt {
	out := xs[0]
	for _, x := range xs[1:] {
		out = out.And(x)
	}
	return out
}

// orAll is the or of vectors of one width, as a balanced tree.
func orAll(xs ...hdl.UInt) hdl.UInt {
	if len(xs) == 1 {
		return xs[0]
	}
	return orAll(xs[:len(xs)/2]...).Or(orAll(xs[len(xs)/2:]...))
}

// lowest keeps the lowest bit of x that is 1, in a depth of log2 of its width:
// the bits below which there is a 1 are found by doubling.
func lowest(x hdl.UInt) hdl.UInt {
	w := x.Width()
	above := x.Shl(1).Trunc(w)
	for n := 1; n < w; n *= 2 {
		above = above.Or(above.Shl(n).Trunc(w))
	}
	return without(x, above)
}

// encode is the number of the one bit that is up, 0 for none.
func encode(hot hdl.UInt) hdl.UInt {
	w := log2(hot.Width())
	parts := make([]hdl.Bits, w)
	for b := range w {
		parts[w-1-b] = hot.And(numbered(hot.Width(), b)).OrR()
	}
	return hdl.Cat(parts...)
}

// numbered is the bits of n whose numbers have bit b.
func numbered(n, b int) hdl.UInt {
	mask := new(big.Int)
	for i := range n {
		mask.SetBit(mask, i, uint(i>>b&1))
	}
	return hdl.UBig(mask, n)
}

// decode is bit i of n.
func decode(i hdl.UInt, n int) hdl.UInt { return hdl.U(1, n).ShlVar(i) }

// bools is a vector of conditions as a number, element 0 lowest.
func bools(bs []hdl.Bool) hdl.UInt { return hdl.Pack(bs) }

// narrow is x if any of the preferred bits are in it: then only those.
func narrow(x, preferred hdl.UInt) hdl.UInt {
	both := x.And(preferred)
	return hdl.Mux(both.OrR(), both, x)
}
