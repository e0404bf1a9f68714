package randdesign

import (
	"npugen/hdl"
	"npugen/hdl/ir"
)

// bool is a random condition, at most depth operators deep.
func (g *gen) bool(depth int) hdl.Bool {
	g.left--
	if depth <= 0 || g.left <= 0 {
		return g.boolLeaf()
	}
	d := depth - 1
	for {
		switch w := g.anyWidth(); g.r.IntN(22) {
		case 0:
			return g.boolLeaf()
		case 1:
			return g.bool(d).Not()
		case 2:
			return g.bool(d).And(g.bool(d), g.bool(d))
		case 3:
			return g.bool(d).Or(g.bool(d))
		case 4:
			return g.bool(d).Xor(g.bool(d), g.bool(d))
		case 5:
			return g.bool(d).Eq(g.bool(d)).Ne(g.bool(d))
		case 6, 7, 8:
			return g.compareUInt(g.uint(w, d), g.uint(g.near(w), d))
		case 9, 10, 11:
			return g.compareSInt(g.sint(w, d), g.sint(g.near(w), d))
		case 12:
			return g.uint(w, d).AndR()
		case 13:
			return g.uint(w, d).OrR()
		case 14:
			return g.uint(w, d).XorR()
		case 15:
			return g.sint(w, d).IsNeg()
		case 16:
			return g.uint(w, d).Bit(g.r.IntN(w))
		case 17:
			return g.uint(w, d).At(g.uint(ir.AddrWidth(w), d))
		case 18:
			return g.sint(w, d).XorR()
		case 19:
			if len(g.kinds) > 0 {
				return pick(g.r, g.kinds).Is(pick(g.r, kinds[:]))
			}
		case 20:
			return hdl.Mux(g.bool(d), g.bool(d), g.bool(d))
		case 21:
			if g.chance(2) {
				return g.uint(min(w, 8), d).Is(g.r.Uint64() & 1)
			}
			return g.sint(w, d).Is(-1)
		}
	}
}

// near is a width close to w, or quite another.
func (g *gen) near(w int) int {
	if g.chance(3) {
		return g.anyWidth()
	}
	return w
}

func (g *gen) compareUInt(a, b hdl.UInt) hdl.Bool {
	return pick(g.r, []func(hdl.UInt) hdl.Bool{a.Eq, a.Ne, a.Lt, a.Le, a.Gt, a.Ge})(b)
}

func (g *gen) compareSInt(a, b hdl.SInt) hdl.Bool {
	return pick(g.r, []func(hdl.SInt) hdl.Bool{a.Eq, a.Ne, a.Lt, a.Le, a.Gt, a.Ge})(b)
}

func (g *gen) boolLeaf() hdl.Bool {
	if len(g.bools) == 0 || g.chance(20) {
		return hdl.B(g.chance(2))
	}
	return pick(g.r, g.bools)
}
