package passes

import (
	"math/big"

	"npugen/hdl/ir"
)

// narrow computes only the bits that somebody reads. The low bits of a sum,
// difference or product depend on the low bits of the arguments alone, and a
// bit of a mux or of bitwise logic on the same bit of each, so
// slice(add(ext(a), ext(b))) becomes an add at the width of the slice.
//
// Demands are joined over all users of a node before anything is rebuilt: a
// node that is also read at its full width stays as it is, and nothing is ever
// computed twice.
func narrow(m *ir.Module) bool {
	w := &narrower{want: map[*ir.Node]bits{}, done: map[*ir.Node]*ir.Node{}}
	m.Roots(func(r ir.Root) {
		if !isClock(*r.Node) {
			w.order(*r.Node)
		}
	})
	m.Roots(func(r ir.Root) {
		if !isClock(*r.Node) {
			w.demand(*r.Node, all(*r.Node))
		}
	})
	for i := len(w.nodes) - 1; i >= 0; i-- { // users before arguments
		w.spread(w.nodes[i])
	}
	for _, n := range w.nodes {
		if b := w.want[n]; b.width() > 0 {
			w.done[n] = named(w.rebuild(n, b), n)
		}
	}
	changed := false
	m.Roots(func(r ir.Root) {
		if n := w.done[*r.Node]; n != nil && n != *r.Node {
			*r.Node, changed = n, true
		}
	})
	return changed
}

// bits are the bits lo .. hi-1 of a node.
type bits struct{ lo, hi int }

func all(n *ir.Node) bits { return bits{0, n.Width} }

func (b bits) width() int          { return b.hi - b.lo }
func (b bits) shift(by int) bits   { return bits{b.lo + by, b.hi + by} }
func (b bits) below(width int) int { return min(b.hi, width) }

type narrower struct {
	nodes []*ir.Node            // arguments before users
	want  map[*ir.Node]bits     // what all users together read
	done  map[*ir.Node]*ir.Node // the node that computes just those bits
}

func (w *narrower) order(n *ir.Node) {
	if _, seen := w.want[n]; seen {
		return
	}
	w.want[n] = bits{}
	for _, a := range n.Args {
		w.order(a)
	}
	w.nodes = append(w.nodes, n)
}

// demand joins b to what is read of n.
func (w *narrower) demand(n *ir.Node, b bits) {
	switch old := w.want[n]; {
	case b.width() == 0:
		return
	case old.width() > 0:
		b = bits{min(b.lo, old.lo), max(b.hi, old.hi)}
	}
	w.want[n] = b
}

// spread turns the demand on n into demands on its arguments. Where the
// operator cannot be narrowed, the demand on n itself becomes all its bits.
func (w *narrower) spread(n *ir.Node) {
	b := w.want[n]
	if b.width() == 0 {
		return // nobody reads it any more
	}
	each := func(from int) {
		for _, a := range n.Args[from:] {
			w.demand(a, b)
		}
	}
	switch n.Op {
	case ir.OpConst:
	case ir.OpNot, ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpCast:
		each(0)
	case ir.OpMux, ir.OpCase, ir.OpIndex:
		w.demand(n.Args[0], all(n.Args[0]))
		each(1)
	case ir.OpAdd, ir.OpSub, ir.OpMul:
		b.lo = 0 // carries come from below
		for _, a := range n.Args {
			w.demand(a, bits{0, b.below(a.Width)})
		}
	case ir.OpShl:
		b.lo = 0
		w.demand(n.Args[0], b)
		w.demand(n.Args[1], all(n.Args[1]))
	case ir.OpSlice:
		w.demand(n.Args[0], b.shift(n.Lo))
	case ir.OpCat:
		w.parts(n, b, func(a *ir.Node, part bits) { w.demand(a, part) })
	case ir.OpExt:
		a := n.Args[0]
		if !a.Signed && b.lo >= a.Width {
			b.lo = a.Width - 1 // zeros; keep the node legal
		}
		w.demand(a, bits{min(b.lo, a.Width-1), b.below(a.Width)})
	default:
		b = all(n)
		for _, a := range n.Args {
			w.demand(a, all(a))
		}
	}
	w.want[n] = b
}

// parts calls f for each argument of a cat that b touches, with its own bits.
func (w *narrower) parts(n *ir.Node, b bits, f func(a *ir.Node, part bits)) {
	top := n.Width
	for _, a := range n.Args {
		base := top - a.Width
		if lo, hi := max(b.lo, base), min(b.hi, top); lo < hi {
			f(a, bits{lo - base, hi - base})
		}
		top = base
	}
}

// take is the bits b of argument a, with the type of a.
func (w *narrower) take(a *ir.Node, b bits) *ir.Node {
	have := w.want[a]
	if b == have {
		return w.done[a]
	}
	s := slice(w.done[a], b.lo-have.lo, b.width())
	return cast(s, a.Signed, a.Bool)
}

// rebuild is the node that computes bits b of n. Its type is that of n but for
// the width.
func (w *narrower) rebuild(n *ir.Node, b bits) *ir.Node {
	args := make([]*ir.Node, len(n.Args))
	each := func(from int) {
		for i := from; i < len(n.Args); i++ {
			args[i] = w.take(n.Args[i], bits{b.lo, b.below(n.Args[i].Width)})
		}
	}
	full := func(i int) { args[i] = w.take(n.Args[i], all(n.Args[i])) }
	switch n.Op {
	case ir.OpConst:
		if b == all(n) {
			return n
		}
		return konst(ir.Wrap(new(big.Int).Rsh(n.Val, uint(b.lo)), b.width()), b.width(), n.Signed, n.Bool, n.Loc)
	case ir.OpNot, ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpAdd, ir.OpSub, ir.OpMul:
		each(0)
	case ir.OpCast:
		if each(0); args[0] != n.Args[0] {
			return like(n, args[0])
		}
	case ir.OpMux, ir.OpCase, ir.OpIndex:
		full(0)
		each(1)
	case ir.OpShl:
		each(0)
		full(1)
	case ir.OpSlice:
		a := n.Args[0]
		have := w.want[a]
		if w.done[a] == a && b == all(n) && have == all(a) {
			return n
		}
		return like(n, slice(w.done[a], n.Lo+b.lo-have.lo, b.width()))
	case ir.OpCat:
		args = args[:0]
		w.parts(n, b, func(a *ir.Node, part bits) { args = append(args, w.take(a, part)) })
	case ir.OpExt:
		a := n.Args[0]
		args[0] = w.take(a, bits{min(b.lo, a.Width-1), b.below(a.Width)})
		if b.hi <= a.Width {
			return like(n, args[0])
		}
	default:
		for i := range args {
			full(i)
		}
	}
	if b == all(n) && equal(args, n.Args) {
		return n
	}
	if n.Op == ir.OpCat && len(args) == 1 {
		return like(n, args[0])
	}
	r := with(n, args)
	r.Width = b.width()
	return r
}

func equal(xs, ys []*ir.Node) bool {
	if len(xs) != len(ys) {
		return false
	}
	for i := range xs {
		if xs[i] != ys[i] {
			return false
		}
	}
	return true
}
