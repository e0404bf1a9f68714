package passes

import (
	"math/big"

	"npugen/hdl/ir"
)

// foldMux decides a mux by its condition or its arms. Muxes over logic are
// left as they are: they are the user's if and else.
func foldMux(n *ir.Node) *ir.Node {
	c, x, y := n.Args[0], n.Args[1], n.Args[2]
	switch {
	case isConst(c) && c.Val.Sign() != 0:
		return like(n, x)
	case isConst(c):
		return like(n, y)
	case same(x, y):
		return like(n, x)
	case n.Width == 1 && isOnes(x) && isZero(y):
		return like(n, c)
	case n.Width == 1 && isZero(x) && isOnes(y):
		return &ir.Node{Op: ir.OpNot, Width: 1, Signed: n.Signed, Bool: n.Bool, Args: []*ir.Node{like(n, c)}, Hint: n.Hint, Loc: n.Loc}
	case x.Op == ir.OpMux && same(x.Args[0], c):
		return with(n, []*ir.Node{c, like(x, x.Args[1]), y})
	case y.Op == ir.OpMux && same(y.Args[0], c):
		return with(n, []*ir.Node{c, x, like(y, y.Args[2])})
	}
	return n
}

func foldCase(n *ir.Node) *ir.Node {
	sel, arms := n.Args[0], n.Args[1:]
	if isConst(sel) {
		args := make([]*big.Int, len(n.Args))
		args[0] = sel.Val
		for i := range arms { // Eval answers with the number of the arm
			args[1+i] = big.NewInt(int64(i))
		}
		return like(n, arms[ir.Eval(n, args).Int64()])
	}
	for _, a := range arms {
		if !same(a, arms[0]) {
			return n
		}
	}
	return like(n, arms[0])
}

func foldIndex(n *ir.Node) *ir.Node {
	i, items := n.Args[0], n.Args[1:]
	if isConst(i) {
		if i.Val.Cmp(big.NewInt(int64(len(items)))) >= 0 {
			return zero(n)
		}
		return like(n, items[i.Val.Int64()])
	}
	if i.Width < 31 && 1<<i.Width < len(items) { // the rest cannot be reached
		return with(n, n.Args[:1+1<<i.Width])
	}
	for _, a := range items {
		if !same(a, items[0]) {
			return n
		}
	}
	if i.Width < 31 && 1<<i.Width == len(items) || isZero(items[0]) {
		return like(n, items[0])
	}
	return n
}
