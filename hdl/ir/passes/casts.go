package passes

import "npugen/hdl/ir"

// casts removes casts around and under an operator that does not care how its
// bits are read: sint(add(uint(a), uint(b))) is add(a, b). It leaves operators
// alone whose value is also used without the cast.
func casts(m *ir.Module) bool {
	uses := useCounts(m)
	return rewrite(m, func(n, old *ir.Node) *ir.Node {
		if n.Op == ir.OpCast && uses[old.Args[0]] == 1 {
			return castThrough(n)
		}
		return n
	})
}

// castThrough answers n itself when an argument would need a new cast.
func castThrough(n *ir.Node) *ir.Node {
	x := n.Args[0]
	first := 0
	switch x.Op {
	case ir.OpNot, ir.OpAnd, ir.OpOr, ir.OpXor:
	case ir.OpAdd, ir.OpSub:
		if n.Bool {
			return n
		}
	case ir.OpMux, ir.OpCase, ir.OpIndex:
		first = 1
	default:
		return n
	}
	args := append([]*ir.Node(nil), x.Args...)
	for i := first; i < len(args); i++ {
		a := args[i]
		if !isConst(a) && (a.Op != ir.OpCast || !sameType(a.Args[0], n)) {
			return n
		}
		args[i] = cast(a, n.Signed, n.Bool)
	}
	r := with(x, args)
	r.Signed, r.Bool = n.Signed, n.Bool
	return r
}
