package verilog

import "npugen/hdl/ir"

// shared reports whether n gets a net of its own because it is used more than
// once and worth it.
func (w *writer) shared(n *ir.Node) bool { return w.refs[n] > 1 && !trivial(n) }

// trivial reports whether n reads as well as a name would.
func trivial(n *ir.Node) bool {
	switch n.Op {
	case ir.OpConst, ir.OpRef:
		return true
	case ir.OpSlice, ir.OpCast:
		// The argument gets a name if it needs one.
		return n.Args[0].Op != ir.OpCat && n.Args[0].Op != ir.OpExt
	case ir.OpExt, ir.OpNot:
		return n.Hint == "" && trivial(n.Args[0])
	case ir.OpEq, ir.OpNe:
		return n.Hint == "" && trivial(n.Args[0]) && n.Args[1].Op == ir.OpConst
	}
	return false
}

// aliasDrives lets a wire or output that is driven by a shared expression be
// the name of it.
func (w *writer) aliasDrives() {
	for _, s := range w.m.Signals {
		if (s.Kind != ir.Wire && s.Kind != ir.Output) || s.Count != 1 || s.Kind == ir.Output && w.merged[s.Name] != nil {
			continue
		}
		n := s.Drive[0]
		if _, ok := w.named[n]; !ok && w.shared(n) {
			w.named[n] = signalNet(s)
		}
	}
}

// net is the declared net, or part of one, that holds n. A shared node is
// given its net here, at its first use.
func (w *writer) net(n *ir.Node) (netRange, bool) {
	if r, ok := w.named[n]; ok {
		return r, true
	}
	switch n.Op {
	case ir.OpRef:
		return w.element(n.Sig, n.Elem), true
	case ir.OpCast:
		if r, ok := w.net(n.Args[0]); ok {
			return r, true
		}
	case ir.OpSlice:
		if r, ok := w.net(n.Args[0]); ok {
			return r.sub(n.Lo, n.Width), true
		}
	}
	if w.shared(n) {
		return w.name(n), true
	}
	return netRange{}, false
}

// netOf is the net that holds n; n gets one if it has none.
func (w *writer) netOf(n *ir.Node) netRange {
	if r, ok := w.net(n); ok {
		return r
	}
	return w.name(n)
}

// name declares a net for n.
func (w *writer) name(n *ir.Node) netRange { return w.nameText(n, w.expand(n, root)) }

// nameText declares a net for n, whose text is t.
func (w *writer) nameText(n *ir.Node, t text) netRange {
	r := netRange{name: w.pick(n), width: n.Width, total: n.Width, signed: n.Signed && n.Width > 1}
	w.declare(r, t)
	w.named[n] = r
	return r
}

// pick chooses the name of n: its hint; its sink and hint; its sink and
// operator.
func (w *writer) pick(n *ir.Node) string {
	hint := ident(n.Hint)
	if hint == "" {
		return w.names.take(w.sink + "_" + n.Op.String())
	}
	if !w.names.used(hint) {
		return w.names.take(hint)
	}
	return w.names.take(w.sink + "_" + hint)
}

// packed is a net that holds the nodes, the first in the low bits; base names
// it if there is none yet.
func (w *writer) packed(base string, nodes []*ir.Node) netRange {
	ps := w.pack(nodes)
	if len(ps) == 1 && ps[0].isNet && ps[0].rep == 1 && ps[0].net.whole() {
		return ps[0].net
	}
	width := 0
	for _, n := range nodes {
		width += n.Width
	}
	t := w.concat(ps, root)
	r := netRange{name: w.names.take(base), width: width, total: width}
	w.declare(r, t)
	return r
}
