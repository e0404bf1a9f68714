package check

import "npugen/hdl/ir"

// all stands for every bit of a vertex at once.
const all = -1

// bitAt is one bit of a vertex.
type bitAt struct{ v, bit int }

// step is a dependency on one bit. Where it passes through a cell of an
// instance, from an input to an output, through says so.
type step struct {
	to      bitAt
	through *passage
}

// passage is a combinational path through a cell.
type passage struct {
	*instance
	cell    int
	out, in bitAt // in the child's flow
}

// bitSucc calls g for each bit that a bit depends on combinationally.
func (f *flow) bitSucc(b bitAt, g func(step)) {
	to := func(v, bit int) { g(step{to: bitAt{v, bit}}) }
	if b.bit == all {
		for i := range f.width(b.v) {
			to(b.v, i)
		}
		return
	}
	if n := f.node(b.v); n != nil {
		if n.Op == ir.OpRef {
			to(f.base[n.Sig]+n.Elem, b.bit)
			return
		}
		argBits(n, b.bit, func(arg, bit int) { to(f.id[n.Args[arg]], bit) })
		return
	}
	switch s, elem := f.element(b.v); s.Kind {
	case ir.Output, ir.Wire:
		to(f.id[s.Drive[elem]], b.bit)
	case ir.MemOut:
		if p := f.read[s]; p.Clock == nil {
			to(f.id[p.Addr], all)
		}
	case ir.InstOut:
		src := f.source[s]
		child, cell := src.child, elem/src.port.Count
		out := bitAt{child.base[src.port] + elem%src.port.Count, b.bit}
		if len(src.inputs[elem%src.port.Count]) == 0 {
			return
		}
		for _, in := range child.inputsOf(out) {
			v := f.fedBy(src.instance, cell, child.input[in.v])
			g(step{bitAt{v, in.bit}, &passage{src.instance, cell, out, in}})
		}
	}
}

// inputsOf is the bits of the module's inputs that a bit depends on.
func (f *flow) inputsOf(b bitAt) []bitAt {
	if ins, ok := f.reach[b]; ok {
		return ins
	}
	var ins []bitAt
	seen := map[bitAt]bool{}
	var visit func(b bitAt)
	visit = func(b bitAt) {
		if seen[b] {
			return
		}
		seen[b] = true
		if _, ok := f.input[b.v]; ok && b.bit != all {
			ins = append(ins, b)
			return
		}
		f.bitSucc(b, func(s step) { visit(s.to) })
	}
	visit(b)
	f.reach[b] = ins
	return ins
}

// argBits calls g for the bits of the arguments that one bit of n depends on.
// Wiring, logic and selection work bit by bit and carries run upwards; the
// rest is taken to mix all bits.
func argBits(n *ir.Node, bit int, g func(arg, bit int)) {
	switch n.Op {
	case ir.OpConst:
	case ir.OpNot, ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpCast:
		for i := range n.Args {
			g(i, bit)
		}
	case ir.OpMux, ir.OpCase, ir.OpIndex:
		g(0, all)
		for i := 1; i < len(n.Args); i++ {
			g(i, bit)
		}
	case ir.OpAdd, ir.OpSub, ir.OpMul:
		for i, a := range n.Args {
			for b := range min(bit+1, a.Width) {
				g(i, b)
			}
		}
	case ir.OpShl:
		for b := range bit + 1 {
			g(0, b)
		}
		g(1, all)
	case ir.OpShr:
		for b := bit; b < n.Width; b++ {
			g(0, b)
		}
		g(1, all)
	case ir.OpCat:
		top := n.Width
		for i, a := range n.Args {
			if top -= a.Width; bit >= top {
				g(i, bit-top)
				return
			}
		}
	case ir.OpSlice:
		g(0, n.Lo+bit)
	case ir.OpExt:
		switch a := n.Args[0]; {
		case bit < a.Width:
			g(0, bit)
		case a.Signed:
			g(0, a.Width-1)
		}
	default:
		for i := range n.Args {
			g(i, all)
		}
	}
}
