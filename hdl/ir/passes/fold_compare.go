package passes

import (
	"math/big"

	"npugen/hdl/ir"
)

// foldCompare decides comparisons that always come out the same, compares at
// the width before an extension, and reads x == 1 of one bit as x.
func foldCompare(n *ir.Node) *ir.Node {
	x, y := n.Args[0], n.Args[1]
	if same(x, y) {
		return decide(n, n.Op == ir.OpEq || n.Op == ir.OpLe || n.Op == ir.OpGe)
	}
	if (n.Op == ir.OpEq || n.Op == ir.OpNe) && x.Signed != y.Signed {
		return n // bits are compared, not numbers
	}
	if v, ok := byRange(n.Op, rangeOf(x), rangeOf(y)); ok {
		return decide(n, v)
	}
	if x.Width == 1 && (n.Op == ir.OpEq || n.Op == ir.OpNe) {
		if isConst(x) {
			x, y = y, x
		}
		if isConst(y) {
			if isOnes(y) == (n.Op == ir.OpEq) {
				return like(n, x)
			}
			return &ir.Node{Op: ir.OpNot, Width: 1, Signed: n.Signed, Bool: n.Bool, Args: []*ir.Node{like(n, x)}, Hint: n.Hint, Loc: n.Loc}
		}
		return n
	}
	return compareNarrow(n)
}

func decide(n *ir.Node, v bool) *ir.Node {
	if v {
		return constLike(n, big.NewInt(1))
	}
	return zero(n)
}

// span is the numbers a node may mean, both ends included.
type span struct{ min, max *big.Int }

// rangeOf is the range of n read by its own sign, from its width and from
// what an extension or a constant says.
func rangeOf(n *ir.Node) span {
	switch n.Op {
	case ir.OpConst:
		v := ir.Value(n.Val, n.Width, n.Signed)
		return span{v, v}
	case ir.OpExt:
		if inner, ok := beforeExt(n); ok {
			return rangeOf(inner)
		}
	}
	if n.Signed {
		half := new(big.Int).Lsh(big.NewInt(1), uint(n.Width-1))
		return span{new(big.Int).Neg(half), new(big.Int).Sub(half, big.NewInt(1))}
	}
	return span{new(big.Int), ir.Mask(n.Width)}
}

// beforeExt is the argument of an extension when it means the same number.
func beforeExt(n *ir.Node) (*ir.Node, bool) {
	if n.Op != ir.OpExt {
		return nil, false
	}
	a := n.Args[0]
	return a, a.Signed == n.Signed || !a.Signed && n.Width > a.Width
}

// byRange is the outcome when the ranges alone decide it.
func byRange(op ir.Op, x, y span) (v, ok bool) {
	below := x.max.Cmp(y.min) < 0
	above := x.min.Cmp(y.max) > 0
	switch op {
	case ir.OpEq:
		return false, below || above
	case ir.OpNe:
		return true, below || above
	case ir.OpLt:
		return below, below || x.min.Cmp(y.max) >= 0
	case ir.OpGe:
		return !below, below || x.min.Cmp(y.max) >= 0
	case ir.OpGt:
		return above, above || x.max.Cmp(y.min) <= 0
	case ir.OpLe:
		return !above, above || x.max.Cmp(y.min) <= 0
	}
	return false, false
}

// compareNarrow compares ext(a) with ext(b) or a constant at the width of a
// when nothing is lost.
func compareNarrow(n *ir.Node) *ir.Node {
	x, y := n.Args[0], n.Args[1]
	a, okA := beforeExt(x)
	b, okB := beforeExt(y)
	switch {
	case okA && okB && a.Width == b.Width && a.Signed == b.Signed:
	case okA && isConst(y):
		b = fitConst(y, a)
	case okB && isConst(x):
		a = fitConst(x, b)
	default:
		return n
	}
	if a == nil || b == nil || a.Width == x.Width {
		return n
	}
	return with(n, []*ir.Node{a, b})
}

// fitConst is the constant c as a number of t's type, nil when it has no
// place there. A boolean is compared as a number of one bit.
func fitConst(c, t *ir.Node) *ir.Node {
	v := ir.Value(c.Val, c.Width, c.Signed)
	raw := ir.Wrap(v, t.Width)
	if ir.Value(raw, t.Width, t.Signed).Cmp(v) != 0 {
		return nil
	}
	return konst(raw, t.Width, t.Signed, t.Bool, c.Loc)
}
