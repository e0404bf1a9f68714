package passes

import "npugen/hdl/ir"

// foldWiring rebuilds cat, slice, ext and cast in their simplest form.
func foldWiring(n *ir.Node) *ir.Node {
	var r *ir.Node
	switch n.Op {
	case ir.OpCat:
		r = cat(n.Args, n.Loc)
	case ir.OpSlice:
		r = slice(n.Args[0], n.Lo, n.Width)
	case ir.OpExt:
		r = ext(n.Args[0], n.Width, n.Signed)
	case ir.OpCast:
		r = cast(n.Args[0], n.Signed, n.Bool)
	}
	if r.Op == n.Op && r.Width == n.Width && r.Lo == n.Lo && len(r.Args) == len(n.Args) {
		kept := r.Signed == n.Signed && r.Bool == n.Bool || r.Op == ir.OpCat || r.Op == ir.OpSlice
		for i := range r.Args {
			kept = kept && r.Args[i] == n.Args[i]
		}
		if kept {
			return n
		}
	}
	return like(n, r)
}
