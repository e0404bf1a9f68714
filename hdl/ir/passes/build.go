package passes

import (
	"math/big"

	"npugen/hdl/ir"
)

// The constructors below build wiring in its simplest form: what they return
// never holds a slice of a slice, a cast of a cast and the like. A new node
// takes its place in the source from the node it reads.

func konst(v *big.Int, width int, signed, isBool bool, loc ir.Loc) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Width: width, Signed: signed, Bool: isBool, Val: v, Loc: loc}
}

// constLike is a constant of n's type in n's place.
func constLike(n *ir.Node, v *big.Int) *ir.Node {
	return konst(ir.Wrap(v, n.Width), n.Width, n.Signed, n.Bool, n.Loc)
}

func zero(n *ir.Node) *ir.Node { return constLike(n, new(big.Int)) }
func ones(n *ir.Node) *ir.Node { return constLike(n, ir.Mask(n.Width)) }

// cast gives the bits of x another type.
func cast(x *ir.Node, signed, isBool bool) *ir.Node {
	if x.Signed == signed && x.Bool == isBool {
		return x
	}
	switch x.Op {
	case ir.OpConst:
		return konst(x.Val, x.Width, signed, isBool, x.Loc)
	case ir.OpCast:
		return cast(x.Args[0], signed, isBool)
	}
	return &ir.Node{Op: ir.OpCast, Width: x.Width, Signed: signed, Bool: isBool, Args: []*ir.Node{x}, Loc: x.Loc}
}

// slice is bits lo .. lo+w-1 of x, unsigned.
func slice(x *ir.Node, lo, w int) *ir.Node {
	if w == x.Width {
		return cast(x, false, false)
	}
	switch x.Op {
	case ir.OpConst:
		return konst(ir.Wrap(new(big.Int).Rsh(x.Val, uint(lo)), w), w, false, false, x.Loc)
	case ir.OpCast:
		return slice(x.Args[0], lo, w)
	case ir.OpSlice:
		return slice(x.Args[0], x.Lo+lo, w)
	case ir.OpCat:
		return sliceCat(x, lo, w)
	case ir.OpExt:
		return sliceExt(x, lo, w)
	}
	return &ir.Node{Op: ir.OpSlice, Width: w, Lo: lo, Args: []*ir.Node{x}, Loc: x.Loc}
}

// sliceCat takes the bits from the parts that hold them.
func sliceCat(x *ir.Node, lo, w int) *ir.Node {
	var parts []*ir.Node
	top := x.Width
	for _, p := range x.Args {
		base := top - p.Width // of p in x
		from, to := max(lo, base), min(lo+w, top)
		if from < to {
			parts = append(parts, slice(p, from-base, to-from))
		}
		top = base
	}
	return cat(parts, x.Loc)
}

// sliceExt takes the bits from the argument of an extension.
func sliceExt(x *ir.Node, lo, w int) *ir.Node {
	a := x.Args[0]
	switch {
	case lo+w <= a.Width:
		return slice(a, lo, w)
	case lo < a.Width:
		return ext(cast(slice(a, lo, a.Width-lo), a.Signed, false), w, false)
	case !a.Signed:
		return konst(new(big.Int), w, false, false, x.Loc)
	}
	return ext(cast(slice(a, a.Width-1, 1), true, false), w, false) // copies of the sign
}

// ext extends x by its own sign; the result is signed or not as asked.
func ext(x *ir.Node, w int, signed bool) *ir.Node {
	if w == x.Width {
		return cast(x, signed, false)
	}
	switch x.Op {
	case ir.OpConst:
		return konst(ir.Wrap(ir.Value(x.Val, x.Width, x.Signed), w), w, signed, false, x.Loc)
	case ir.OpExt:
		// A zero-extended value is positive whichever way it is read.
		if a := x.Args[0]; a.Signed == x.Signed || !a.Signed && x.Width > a.Width {
			return ext(a, w, signed)
		}
	}
	return &ir.Node{Op: ir.OpExt, Width: w, Signed: signed, Args: []*ir.Node{x}, Loc: x.Loc}
}

// cat joins the parts, the first in the highest bits. Neighbours that are
// constants, or slices of one value, become one part.
func cat(parts []*ir.Node, loc ir.Loc) *ir.Node {
	var out []*ir.Node
	width := 0
	for _, p := range parts {
		width += p.Width
		if k := len(out) - 1; k >= 0 {
			if j := join(out[k], p); j != nil {
				out[k] = j
				continue
			}
		}
		out = append(out, p)
	}
	if len(out) == 1 {
		return cast(out[0], false, false)
	}
	return &ir.Node{Op: ir.OpCat, Width: width, Args: out, Loc: loc}
}

// join is the one part that stands for hi above lo, or nil.
func join(hi, lo *ir.Node) *ir.Node {
	if hi.Op == ir.OpConst && lo.Op == ir.OpConst {
		v := new(big.Int).Lsh(hi.Val, uint(lo.Width))
		return konst(v.Or(v, lo.Val), hi.Width+lo.Width, false, false, hi.Loc)
	}
	hx, hlo := bitsOf(hi)
	lx, llo := bitsOf(lo)
	if same(hx, lx) && hlo == llo+lo.Width {
		return slice(hx, llo, hi.Width+lo.Width)
	}
	return nil
}

// bitsOf reads a part as bits of some value: the value and the lowest bit.
func bitsOf(p *ir.Node) (*ir.Node, int) {
	for p.Op == ir.OpCast {
		p = p.Args[0]
	}
	if p.Op == ir.OpSlice {
		return p.Args[0], p.Lo
	}
	return p, 0
}

// same reports whether two nodes are the same value without looking deep:
// equal expressions are one node once cse has run.
func same(x, y *ir.Node) bool {
	switch {
	case x == y:
		return true
	case x.Op == ir.OpRef && y.Op == ir.OpRef:
		return x.Sig == y.Sig && x.Elem == y.Elem
	case x.Op == ir.OpConst && y.Op == ir.OpConst:
		return x.Width == y.Width && x.Val.Cmp(y.Val) == 0
	}
	return false
}

func isConst(n *ir.Node) bool { return n.Op == ir.OpConst }

// isZero and isOnes recognise constants by their bits.
func isZero(n *ir.Node) bool { return isConst(n) && n.Val.Sign() == 0 }
func isOnes(n *ir.Node) bool { return isConst(n) && n.Val.Cmp(ir.Mask(n.Width)) == 0 }

// isNum recognises a constant by the number its bits mean.
func isNum(n *ir.Node, v int64) bool {
	return isConst(n) && ir.Value(n.Val, n.Width, n.Signed).Cmp(big.NewInt(v)) == 0
}
