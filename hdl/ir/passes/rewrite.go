package passes

import "npugen/hdl/ir"

// rewrite replaces every expression of m, arguments first, by what step makes
// of it, and reports whether anything changed. step gets a node whose
// arguments are already rewritten, and the node as it was; it returns the
// former when it has nothing to do. A shared node is rewritten once and stays shared.
func rewrite(m *ir.Module, step func(n, old *ir.Node) *ir.Node) bool {
	memo := map[*ir.Node]*ir.Node{}
	var visit func(n *ir.Node) *ir.Node
	visit = func(n *ir.Node) *ir.Node {
		if r, ok := memo[n]; ok {
			return r
		}
		var args []*ir.Node
		for i, a := range n.Args {
			r := visit(a)
			if r != a && args == nil {
				args = append([]*ir.Node(nil), n.Args...)
			}
			if args != nil {
				args[i] = r
			}
		}
		r := n
		if args != nil {
			r = with(n, args)
		}
		r = named(step(r, n), n)
		memo[n] = r
		return r
	}
	changed := false
	m.Roots(func(r ir.Root) {
		if isClock(*r.Node) {
			return
		}
		n := visit(*r.Node)
		changed = changed || n != *r.Node
		*r.Node = n
	})
	return changed
}

// isClock recognises the value of a clock connection, which is no expression.
func isClock(n *ir.Node) bool { return n.Op == ir.OpRef && n.Sig.Type.Class == ir.Clock }

// with is n with other arguments.
func with(n *ir.Node, args []*ir.Node) *ir.Node {
	c := *n
	c.Args = args
	return &c
}

// named gives r the hint of the node it replaces when it has none of its own.
// Signals and constants need no name.
func named(r, old *ir.Node) *ir.Node {
	if r == old || r.Hint != "" || old.Hint == "" || len(r.Args) == 0 {
		return r
	}
	c := *r
	c.Hint, c.Loc = old.Hint, old.Loc
	return &c
}

// like gives x the type of n, which has the same width.
func like(n, x *ir.Node) *ir.Node { return cast(x, n.Signed, n.Bool) }

// sameType reports whether x can stand for n without a cast.
func sameType(x, n *ir.Node) bool {
	return x.Width == n.Width && x.Signed == n.Signed && x.Bool == n.Bool
}

// useCounts is the number of arguments and roots that hold each node.
func useCounts(m *ir.Module) map[*ir.Node]int {
	uses := map[*ir.Node]int{}
	var visit func(n *ir.Node)
	visit = func(n *ir.Node) {
		if uses[n]++; uses[n] == 1 {
			for _, a := range n.Args {
				visit(a)
			}
		}
	}
	m.Roots(func(r ir.Root) { visit(*r.Node) })
	return uses
}
