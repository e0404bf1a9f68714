package passes

import (
	"math/big"

	"npugen/hdl/ir"
)

// foldAndOr drops repeated arguments and the neutral constant, and lets the
// absorbing one win: x&0 = 0, x&~x = 0, x|ones = ones, x|~x = ones.
func foldAndOr(n *ir.Node) *ir.Node {
	neutral, absorbing := ir.Mask(n.Width), new(big.Int)
	if n.Op == ir.OpOr {
		neutral, absorbing = absorbing, neutral
	}
	rest, c := splitConsts(n, neutral)
	if c.Cmp(absorbing) == 0 {
		return constLike(n, absorbing)
	}
	var kept []*ir.Node
	for _, a := range rest {
		switch {
		case has(kept, a):
			continue
		case hasComplement(kept, a):
			return constLike(n, absorbing)
		}
		kept = append(kept, a)
	}
	return rejoin(n, kept, c, neutral)
}

// foldXor drops pairs of equal arguments and turns a constant of all ones
// into a complement.
func foldXor(n *ir.Node) *ir.Node {
	rest, c := splitConsts(n, new(big.Int))
	var kept []*ir.Node
	for _, a := range rest {
		if i := find(kept, a); i >= 0 {
			kept = append(kept[:i:i], kept[i+1:]...)
			continue
		}
		kept = append(kept, a)
	}
	if len(kept) == 1 && c.Cmp(ir.Mask(n.Width)) == 0 {
		return &ir.Node{Op: ir.OpNot, Width: n.Width, Signed: n.Signed, Bool: n.Bool, Args: kept, Hint: n.Hint, Loc: n.Loc}
	}
	return rejoin(n, kept, c, new(big.Int))
}

// splitConsts separates the constant arguments, combined into one.
func splitConsts(n *ir.Node, neutral *big.Int) (rest []*ir.Node, c *big.Int) {
	c = neutral
	for _, a := range n.Args {
		if !isConst(a) {
			rest = append(rest, a)
			continue
		}
		pair := &ir.Node{Op: n.Op, Width: n.Width, Args: []*ir.Node{a, a}}
		c = ir.Eval(pair, []*big.Int{c, a.Val})
	}
	return rest, c
}

// rejoin is n over fewer arguments and one constant at most.
func rejoin(n *ir.Node, kept []*ir.Node, c, neutral *big.Int) *ir.Node {
	args := kept
	if c.Cmp(neutral) != 0 || len(args) == 0 {
		args = append(args, constLike(n, c))
	}
	switch len(args) {
	case 1:
		return like(n, args[0])
	case len(n.Args):
		return n
	}
	return with(n, args)
}

func find(xs []*ir.Node, x *ir.Node) int {
	for i, y := range xs {
		if same(x, y) {
			return i
		}
	}
	return -1
}

func has(xs []*ir.Node, x *ir.Node) bool { return find(xs, x) >= 0 }

func hasComplement(xs []*ir.Node, x *ir.Node) bool {
	if x.Op == ir.OpNot && has(xs, x.Args[0]) {
		return true
	}
	for _, y := range xs {
		if y.Op == ir.OpNot && same(y.Args[0], x) {
			return true
		}
	}
	return false
}
