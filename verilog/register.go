package verilog

import (
	"math/big"
	"strings"

	"npugen/hdl/ir"
)

// assign writes the continuous assignments of a wire or output: one for each
// run of elements that reads as one expression.
func (w *writer) assign(s *ir.Signal) {
	w.group("assign")
	w.comment(s.Loc)
	for _, r := range w.runs(s, 0, s.Drive) {
		w.sink = elementName(s, r)
		t := w.packedExpr(s.Drive[r.first : r.first+r.count])
		w.add(layout(1, "assign "+r.net(s).String()+" = ", t, ";")...)
	}
}

// packedExpr is the text of consecutive elements. Elements that choose by one
// condition become one choice.
func (w *writer) packedExpr(ns []*ir.Node) text {
	if len(ns) == 1 {
		if r, ok := w.named[ns[0]]; ok && r.name == w.sink {
			return w.expand(ns[0], root)
		}
		return w.expr(ns[0], root)
	}
	if w.sameMux(ns) {
		cond := w.limited(ns[0].Args[0], self)
		then := w.packedArm(args(ns, 1))
		els := w.packedExpr(args(ns, 2))
		if els.form != ternary && len(els.s) > inlineMax && els.parts != nil {
			els = w.read(w.declarePacked(w.sink+"_else", ns, els))
		}
		return conditional(cond, then, els)
	}
	return w.concat(w.pack(ns), root)
}

func (w *writer) packedArm(ns []*ir.Node) text {
	t := w.packedExpr(ns)
	if len(t.s) > inlineMax && (t.form != atom || t.parts != nil) {
		return w.read(w.declarePacked(w.sink+"_then", ns, t))
	}
	return t
}

func (w *writer) declarePacked(base string, ns []*ir.Node, t text) netRange {
	width := len(ns) * ns[0].Width
	r := netRange{name: w.names.take(base), width: width, total: width}
	w.declare(r, t)
	return r
}

// initial is the reset value of all elements.
func (w *writer) initial(s *ir.Signal) text {
	if s.Count == 1 {
		return w.expand(&ir.Node{Op: ir.OpConst, Width: s.Type.Width, Signed: s.Type.Signed && s.Init[0].Bit(s.Type.Width-1) == 1, Val: s.Init[0], Enum: s.Type.Enum}, root)
	}
	var ps []piece
	for i := s.Count - 1; i >= 0; i-- {
		ps = appendPiece(ps, piece{val: new(big.Int).Set(s.Init[i]), width: s.Type.Width, rep: 1})
	}
	return w.concat(ps, root)
}

// next is the statements that give elements r of s their next values.
func (w *writer) next(s *ir.Signal, r run, ns []*ir.Node) []stmt {
	w.sink = strings.TrimSuffix(elementName(s, r), "_q")
	if holds(s, r, ns) {
		return nil
	}
	switch {
	case w.sameMux(ns):
		cond := ns[0].Args[0]
		c := w.limited(cond, self)
		then, els := w.next(s, r, args(ns, 1)), w.next(s, r, args(ns, 2))
		if len(then) == 0 && len(els) == 0 {
			return nil
		}
		if len(then) == 0 {
			return []stmt{ifStmt{inverse(cond, c), els, nil}}
		}
		return []stmt{ifStmt{c.s, then, els}}
	case w.sameCase(ns):
		return w.nextCase(s, r, ns)
	}
	runs := w.runs(s, r.first, ns)
	if len(runs) == 1 {
		return []stmt{assignment{r.net(s).String() + " <= ", w.packedExpr(ns)}}
	}
	var ss []stmt
	for _, sub := range runs {
		ss = append(ss, w.next(s, sub, ns[sub.first-r.first:][:sub.count])...)
	}
	return ss
}

func (w *writer) nextCase(s *ir.Signal, r run, ns []*ir.Node) []stmt {
	n := ns[0]
	c := caseStmt{sel: selector(w.limited(n.Args[0], self))}
	for _, b := range branches(n) {
		var labels []string
		for _, l := range b.labels {
			labels = append(labels, w.caseLabel(n, l))
		}
		c.arms = append(c.arms, arm{labels, w.next(s, r, args(ns, 1+b.index))})
	}
	last := w.next(s, r, args(ns, len(n.Args)-1))
	if len(c.arms) == 0 {
		return last
	}
	c.arms = append(c.arms, arm{nil, last})
	return []stmt{c}
}

// selector is what a case statement chooses by. The labels are unsigned, which
// makes an unprotected >>> in it a logical shift.
func selector(t text) string {
	if t.form != atom {
		return "{" + t.s + "}"
	}
	return t.s
}

// inverse is the text of !c.
func inverse(n *ir.Node, c text) string {
	if n.Op == ir.OpNot && c.form == unary {
		return c.s[1:]
	}
	return "!" + c.primary()
}

// holds reports whether all of ns are the elements of s that they drive.
func holds(s *ir.Signal, r run, ns []*ir.Node) bool {
	for i, n := range ns {
		for n.Op == ir.OpCast {
			n = n.Args[0]
		}
		if n.Op != ir.OpRef || n.Sig != s || n.Elem != r.first+i {
			return false
		}
	}
	return true
}

// still is the runs of elements of a register that never change.
func still(s *ir.Signal) []run {
	var out []run
	for i, n := range s.Drive {
		if !stays(s, i, n, map[*ir.Node]bool{}) {
			continue
		}
		if k := len(out) - 1; k >= 0 && out[k].first+out[k].count == i {
			out[k].count++
		} else {
			out = append(out, run{i, 1})
		}
	}
	return out
}

// stays reports whether element i of s keeps its value whatever n chooses. seen
// is the choices that were followed: they may be shared.
func stays(s *ir.Signal, i int, n *ir.Node, seen map[*ir.Node]bool) bool {
	if n.Op != ir.OpMux && n.Op != ir.OpCase {
		return holds(s, run{i, 1}, []*ir.Node{n})
	}
	if seen[n] {
		return true // one that does not stay would have ended the search
	}
	seen[n] = true
	for _, a := range n.Args[1:] {
		if !stays(s, i, a, seen) {
			return false
		}
	}
	return true
}

// args is argument i of every node.
func args(ns []*ir.Node, i int) []*ir.Node {
	out := make([]*ir.Node, len(ns))
	for k, n := range ns {
		out[k] = n.Args[i]
	}
	return out
}

// sameMux reports whether all of ns are choices by one condition that have no
// name of their own.
func (w *writer) sameMux(ns []*ir.Node) bool {
	for _, n := range ns {
		if n.Op != ir.OpMux || n.Args[0] != ns[0].Args[0] || !w.unnamed(n) {
			return false
		}
	}
	return true
}

func (w *writer) sameCase(ns []*ir.Node) bool {
	for _, n := range ns {
		if n.Op != ir.OpCase || n.Args[0] != ns[0].Args[0] || !w.unnamed(n) || !sameLabels(n, ns[0]) {
			return false
		}
	}
	return true
}

func (w *writer) unnamed(n *ir.Node) bool {
	_, named := w.named[n]
	return !named && !w.shared(n)
}

func sameLabels(a, b *ir.Node) bool {
	if len(a.Labels) != len(b.Labels) {
		return false
	}
	for i, ls := range a.Labels {
		if len(ls) != len(b.Labels[i]) {
			return false
		}
		for k, l := range ls {
			if l.Cmp(b.Labels[i][k]) != 0 {
				return false
			}
		}
	}
	return true
}
