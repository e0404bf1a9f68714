package randdesign

import (
	"math/big"

	"npugen/hdl"
	"npugen/hdl/ir"
)

// uint is a random unsigned expression of width w, at most depth operators
// deep.
func (g *gen) uint(w, depth int) hdl.UInt {
	g.left--
	if depth <= 0 || g.left <= 0 {
		return g.uintLeaf(w)
	}
	d := depth - 1
	for {
		switch g.r.IntN(33) {
		case 0:
			return g.uintLeaf(w)
		case 1:
			return g.uint(w, d).AddWrap(g.uint(g.upTo(w), d))
		case 2:
			return g.uint(g.upTo(w), d).SubWrap(g.uint(w, d))
		case 3:
			if w > 1 {
				return g.uint(w-1, d).Add(g.uint(g.upTo(w-1), d))
			}
		case 4:
			return g.uint(w, d).AddSat(g.uint(g.upTo(w), d))
		case 5, 6:
			if w > 1 {
				k := 1 + g.r.IntN(w-1)
				return g.uint(k, d).Mul(g.uint(w-k, d))
			}
		case 7:
			if w <= maxDivide {
				return g.uint(w, d).Div(g.uint(g.r.IntN(maxDivide)+1, d))
			}
		case 8:
			if w <= maxDivide {
				return g.uint(w, d).Rem(g.uint(g.upTo(w), d))
			}
		case 9:
			return g.uint(w, d).Not()
		case 10:
			return g.uint(w, d).And(g.uint(w, d))
		case 11:
			return g.uint(w, d).Or(g.uint(w, d))
		case 12:
			return g.uint(w, d).Xor(g.uint(w, d))
		case 13:
			k := g.r.IntN(w)
			return g.uint(w-k, d).Shl(k)
		case 14:
			return g.uint(w+g.r.IntN(8), d).Wrap(w)
		case 15:
			if w == 1 {
				return g.uint(g.anyWidth(), d).Shr(200)
			}
			k := g.r.IntN(9)
			return g.uint(w+k, d).Shr(k)
		case 16:
			return g.uint(w, d).ShlVar(g.amount(d))
		case 17:
			return g.uint(w, d).ShrVar(g.amount(d))
		case 18, 19:
			return g.cat(w, d)
		case 20:
			k := g.r.IntN(9)
			lo := g.r.IntN(k + 1)
			return g.uint(w+k, d).Bits(lo+w-1, lo)
		case 21:
			k := g.r.IntN(9)
			lo := g.r.IntN(k + 1)
			return g.sint(w+k, d).Bits(lo+w-1, lo)
		case 22:
			for _, n := range []int{2, 3, 5} {
				if w%n == 0 {
					return g.uint(w/n, d).Rep(n)
				}
			}
		case 23, 24:
			return hdl.Mux(g.bool(d), g.uint(w, d), g.uint(w, d))
		case 25:
			vec := make([]hdl.UInt, 1+g.r.IntN(9))
			for i := range vec {
				vec[i] = g.uint(w, d-1)
			}
			return hdl.Index(vec, g.uint(ir.AddrWidth(len(vec)), d))
		case 26:
			return g.uint(w+g.r.IntN(5), d).Sat(w)
		case 27:
			return g.sint(w, d).AsUInt()
		case 28:
			return g.sint(w, d).Abs()
		case 29:
			if len(g.kinds) > 0 && w >= 3 {
				return pick(g.r, g.kinds).AsUInt().Ext(w)
			}
		case 30:
			return g.bool(d).AsUInt().Ext(w)
		case 31:
			if w >= 3 {
				k := 1 + g.r.IntN(w-2)
				return hdl.Pack(Pair{g.uint(k, d), g.sint(w-1-k, d), g.bool(d)})
			}
		case 32:
			return g.uint(g.upTo(w), d).Ext(w)
		}
	}
}

// maxDivide is the widest division: Icarus 11 divides more than 64 bits wrongly
// (see package opmatrix, which covers them).
const maxDivide = 63

// uintLeaf is a value of the scope, or a constant, of width w.
func (g *gen) uintLeaf(w int) hdl.UInt {
	var fit []hdl.UInt
	for _, x := range g.uints {
		if x.Width() == w {
			fit = append(fit, x)
		}
	}
	switch {
	case len(fit) > 0 && !g.chance(5):
		return pick(g.r, fit)
	case g.chance(4) || len(g.uints) == 0:
		return hdl.UBig(g.bits(w), w)
	}
	return pick(g.r, g.uints).Wrap(w)
}

// cat joins signals of all kinds to w bits.
func (g *gen) cat(w, depth int) hdl.UInt {
	var parts []hdl.Bits
	for w > 0 {
		k := 1 + g.r.IntN(w)
		switch g.r.IntN(4) {
		case 0:
			parts, k = append(parts, g.bool(depth)), 1
		case 1:
			parts = append(parts, g.sint(k, depth))
		case 2:
			if w >= 3 && len(g.kinds) > 0 {
				parts, k = append(parts, pick(g.r, g.kinds)), 3
				break
			}
			fallthrough
		default:
			parts = append(parts, g.uint(k, depth))
		}
		w -= k
	}
	return hdl.Cat(parts...)
}

// amount is a shift amount: mostly of few bits, sometimes of very many.
func (g *gen) amount(depth int) hdl.UInt {
	if g.chance(6) {
		return g.uint(60+g.r.IntN(10), depth)
	}
	return g.uint(1+g.r.IntN(8), depth)
}

// anyWidth is a width of its own; upTo is one of at most w, often w itself.
func (g *gen) anyWidth() int { return width(g.r) }

func (g *gen) upTo(w int) int {
	if g.chance(2) {
		return w
	}
	return 1 + g.r.IntN(w)
}

// bits is w random bits, often a corner.
func (g *gen) bits(w int) *big.Int {
	v := new(big.Int)
	switch g.r.IntN(6) {
	case 0:
		return v
	case 1:
		return v.SetInt64(1)
	case 2:
		return ir.Mask(w)
	case 3:
		return v.Lsh(big.NewInt(1), uint(w-1))
	}
	for i := 0; i < w; i += 64 {
		v.Lsh(v, 64)
		v.Or(v, new(big.Int).SetUint64(g.r.Uint64()))
	}
	return v.And(v, ir.Mask(w))
}
