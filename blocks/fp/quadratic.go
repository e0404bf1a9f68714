package fp

import (
	"math/bits"
	"slices"

	"npugen/blocks/fp/golden"
	"npugen/hdl"
)

// quadraticLatency is the number of stages of quadratic: read, inner product,
// outer product.
const quadraticLatency = 3

// quadratic is golden Quadratic.Eval in three stages, its coefficients in ROMs.
func quadratic(m *hdl.Module, name string, q *golden.Quadratic, index, lo hdl.UInt, en hdl.Bool) hdl.UInt {
	rom := func(c string, words []uint64) hdl.UInt {
		w := bits.Len64(slices.Max(words))
		return hdl.Mem(m, name+"_"+c+"_rom", len(words), hdl.UIntT(w), hdl.MemInit(words)).ReadSync(name+"_"+c, index, en)
	}
	c0, c1, c2 := rom("c0", q.C0), rom("c1", q.C1), rom("c2", q.C2)
	n := lo.Width()
	lo1 := hdl.RegEn(m, name+"_lo1", lo, en)
	inner := c2.Mul(lo1.Bits(n-1, n-golden.SquareBits)).Shr(golden.SquareBits)
	slope := c1.AddWrap(inner)
	if q.Falling {
		slope = c1.SubWrap(inner)
	}
	slope = hdl.RegEn(m, name+"_slope", slope, en)
	base := hdl.RegEn(m, name+"_base", c0, en)
	lo2 := hdl.RegEn(m, name+"_lo2", lo1, en)
	outer := slope.Mul(lo2).Shr(n)
	w := resultWidth(q)
	y := base.Ext(w).AddWrap(resize(outer, w))
	if q.Falling {
		y = base.Ext(w).SubWrap(resize(outer, w))
	}
	return hdl.RegEn(m, name+"_value", y, en)
}

// resultWidth is the bits that hold every value of q: it is monotone on each
// piece, so the ends tell, and one bit of u more or less is below one unit.
func resultWidth(q *golden.Quadratic) int {
	most := uint64(0)
	for i := range q.C0 {
		most = max(most, q.C0[i], q.Eval(uint64(i), 1<<golden.Frac-1, golden.Frac)+2)
	}
	return bits.Len64(most)
}

// after is x, n enabled cycles later.
func after[T any](m *hdl.Module, name string, x T, n int, en hdl.Bool) T {
	for i := range n {
		x = hdl.RegEn(m, hdl.N(name, i+1), x, en)
	}
	return x
}
