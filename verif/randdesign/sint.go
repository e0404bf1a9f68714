package randdesign

import (
	"npugen/hdl"
	"npugen/hdl/ir"
)

// sint is a random signed expression of width w, at most depth operators deep.
func (g *gen) sint(w, depth int) hdl.SInt {
	g.left--
	if depth <= 0 || g.left <= 0 {
		return g.sintLeaf(w)
	}
	d := depth - 1
	for {
		switch g.r.IntN(28) {
		case 0:
			return g.sintLeaf(w)
		case 1:
			return g.sint(w, d).AddWrap(g.sint(g.upTo(w), d))
		case 2:
			return g.sint(g.upTo(w), d).SubWrap(g.sint(w, d))
		case 3:
			if w > 1 {
				return g.sint(w-1, d).Add(g.sint(g.upTo(w-1), d))
			}
		case 4:
			if w > 1 {
				return g.sint(g.upTo(w-1), d).Sub(g.sint(w-1, d))
			}
		case 5:
			if w > 1 {
				return g.uint(w-1, d).Sub(g.uint(g.upTo(w-1), d))
			}
		case 6:
			return g.sint(w, d).AddSat(g.sint(g.upTo(w), d))
		case 7, 8:
			if w > 1 {
				k := 1 + g.r.IntN(w-1)
				return g.sint(k, d).Mul(g.sint(w-k, d))
			}
		case 9, 10:
			if w > 1 && w <= maxDivide {
				return g.sint(w-1, d).Div(g.sint(g.r.IntN(maxDivide)+1, d))
			}
		case 11:
			if w <= maxDivide {
				return g.sint(w, d).Rem(g.sint(g.upTo(w), d))
			}
		case 12:
			return g.sint(w, d).Not()
		case 13:
			return g.sint(w, d).And(g.sint(w, d))
		case 14:
			return g.sint(w, d).Or(g.sint(w, d)).Xor(g.sint(w, d))
		case 15:
			k := g.r.IntN(w)
			return g.sint(w-k, d).Shl(k)
		case 16:
			if w == 1 {
				return g.sint(g.anyWidth(), d).Shr(200)
			}
			k := g.r.IntN(9)
			return g.sint(w+k, d).Shr(k)
		case 17:
			return g.sint(w, d).ShlVar(g.amount(d))
		case 18, 19:
			return g.sint(w, d).ShrVar(g.amount(d))
		case 20:
			return hdl.Mux(g.bool(d), g.sint(w, d), g.sint(w, d))
		case 21:
			vec := make([]hdl.SInt, 1+g.r.IntN(9))
			for i := range vec {
				vec[i] = g.sint(w, d-1)
			}
			return hdl.Index(vec, g.uint(ir.AddrWidth(len(vec)), d))
		case 22:
			return g.sint(w+g.r.IntN(5), d).Sat(w)
		case 23:
			return g.uint(w, d).AsSInt()
		case 24:
			if w > 1 {
				return g.uint(w-1, d).ToSInt()
			}
		case 25:
			if w > 1 {
				return g.sint(w-1, d).Neg()
			}
		case 26:
			return g.sint(g.upTo(w), d).Ext(w)
		case 27:
			return g.sint(w+g.r.IntN(9), d).Wrap(w)
		}
	}
}

// sintLeaf is a value of the scope, or a constant, of width w.
func (g *gen) sintLeaf(w int) hdl.SInt {
	var fit []hdl.SInt
	for _, x := range g.sints {
		if x.Width() == w {
			fit = append(fit, x)
		}
	}
	switch {
	case len(fit) > 0 && !g.chance(5):
		return pick(g.r, fit)
	case g.chance(4) || len(g.sints) == 0:
		return hdl.SBig(ir.Value(g.bits(w), w, true), w)
	}
	return pick(g.r, g.sints).Wrap(w)
}
