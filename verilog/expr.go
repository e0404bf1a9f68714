package verilog

import (
	"fmt"

	"npugen/hdl/ir"
)

// context is where an expression stands.
type context uint8

const (
	root context = iota // right side of an assignment to exactly as many bits
	self                // self-determined: concatenation, condition, shift amount
	part                // operand of something as wide as it
)

// expr is the text of n, by name if it has one.
func (w *writer) expr(n *ir.Node, c context) text {
	if r, ok := w.net(n); ok {
		return w.read(r)
	}
	return w.expand(n, c)
}

// expand is the text of n even if it has a name.
func (w *writer) expand(n *ir.Node, c context) text {
	switch n.Op {
	case ir.OpConst:
		if l := w.enumLabel(n.Enum, n.Val); l != "" {
			return text{s: l}
		}
		return constant(n.Val, n.Width, n.Signed)
	case ir.OpRef:
		return w.read(w.element(n.Sig, n.Elem))
	case ir.OpNot:
		return w.not(n)
	case ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpAdd, ir.OpSub:
		return w.chain(n, operator(n))
	case ir.OpMul:
		return w.mul(n, c)
	case ir.OpDiv, ir.OpRem:
		return w.divide(n, c)
	case ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe:
		return w.compare(n)
	case ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor:
		op := map[ir.Op]string{ir.OpRedAnd: "&", ir.OpRedOr: "|", ir.OpRedXor: "^"}[n.Op]
		return text{s: op + w.limited(n.Args[0], self).primary(), form: binary, op: "reduction"}
	case ir.OpShl, ir.OpShr:
		return w.shift(n, c)
	case ir.OpCat, ir.OpSlice, ir.OpExt:
		if n.Op != ir.OpCat && n.Width == n.Args[0].Width {
			return w.expr(n.Args[0], c)
		}
		return w.concat(w.piecesInside(n), c)
	case ir.OpCast:
		return w.expr(n.Args[0], c)
	case ir.OpMux:
		return w.mux(n)
	case ir.OpCase:
		return w.choose(n)
	case ir.OpIndex:
		return w.index(n)
	}
	panic(fmt.Sprintf("verilog: no text for operator %s", n.Op))
}

// piecesInside is the pieces of a node that is itself about to be written, so
// its own name does not count.
func (w *writer) piecesInside(n *ir.Node) []piece {
	refs, named := w.refs[n], w.named[n]
	w.refs[n] = 1
	delete(w.named, n)
	ps := w.pieces(n, 0, n.Width)
	w.refs[n] = refs
	if named.name != "" {
		w.named[n] = named
	}
	return ps
}

func operator(n *ir.Node) string {
	switch {
	case n.Op == ir.OpAnd && n.Bool:
		return "&&"
	case n.Op == ir.OpOr && n.Bool:
		return "||"
	}
	return map[ir.Op]string{
		ir.OpAnd: "&", ir.OpOr: "|", ir.OpXor: "^", ir.OpAdd: "+", ir.OpSub: "-",
		ir.OpEq: "==", ir.OpNe: "!=", ir.OpLt: "<", ir.OpLe: "<=", ir.OpGt: ">", ir.OpGe: ">=",
	}[n.Op]
}

// limited is expr, but an operand that is long gets a name.
func (w *writer) limited(n *ir.Node, c context) text {
	t := w.expr(n, c)
	if tooLong(n, t) {
		return w.read(w.nameText(n, t))
	}
	return t
}

// tooLong reports whether t, the text of n, is better given a name than written
// inside something else.
func tooLong(n *ir.Node, t text) bool {
	return len(t.s) > inlineMax && (t.form != atom || t.parts != nil) && n.Op != ir.OpConst
}

func (w *writer) not(n *ir.Node) text {
	t := w.limited(n.Args[0], part)
	if n.Bool {
		return text{s: "!" + t.primary(), form: unary}
	}
	return text{s: "~" + t.primary(), form: unary, signed: t.signed}
}

// chain writes a op b op c, without parentheses where the operator is the same
// on the left. On the right it has them: a tree is a tree for tools that do not balance.
func (w *writer) chain(n *ir.Node, op string) text {
	out := text{form: binary, op: op, signed: n.Op != ir.OpAnd && n.Op != ir.OpOr || !n.Bool}
	for i, a := range n.Args {
		t := w.expr(a, part)
		same := i == 0 && t.form == binary && t.op == op
		if same && len(t.parts) < chainMax {
			out.parts = append(out.parts, t.parts...)
		} else {
			if tooLong(a, t) {
				t = w.read(w.nameText(a, t))
			}
			out.parts = append(out.parts, t.grouped())
		}
		out.signed = out.signed && t.signed
	}
	for i, p := range out.parts {
		if i > 0 {
			out.s += " " + op + " "
		}
		out.s += p
	}
	return out
}

// mul leaves narrow factors narrow, so that synthesis sees the true size of the
// multiplier. They are extended by the assignment that a product therefore
// needs.
func (w *writer) mul(n *ir.Node, c context) text {
	a, b := n.Args[0], n.Args[1]
	if a.Width == n.Width && b.Width == n.Width {
		return w.chain(n, "*")
	}
	if c != root {
		return w.read(w.name(n))
	}
	return text{s: w.factor(a, n.Signed) + " * " + w.factor(b, n.Signed), form: binary, op: "*", signed: n.Signed}
}

// factor is n in a wider context that extends it by its sign.
func (w *writer) factor(n *ir.Node, signed bool) string {
	t := w.limited(n, self)
	switch {
	case signed && !(t.signed && t.form == atom):
		return call("$signed", t, true).s
	case !signed && (t.signed || t.form != atom):
		return call("$unsigned", t, false).s
	}
	return t.s
}

// asSigned is the text of an operand that counts as signed, or not, whatever
// the other operand is.
func (w *writer) asSigned(n *ir.Node, signed bool) text {
	t := w.limited(n, part)
	switch {
	case signed && !t.signed:
		return call("$signed", t, true)
	case !signed && t.signed:
		return call("$unsigned", t, false)
	}
	return t
}

// sealed shuts an operator that depends on signedness off from the context.
func sealed(t text, c context) text {
	if c == part && t.signed {
		return call("$signed", t, true)
	}
	return t
}

// shift by more than 31 bits of amount is beyond tools; high bits that are set
// shift everything out.
func (w *writer) shift(n *ir.Node, c context) text {
	arithmetic := n.Op == ir.OpShr && n.Args[0].Signed
	op := map[bool]string{true: "<<", false: ">>"}[n.Op == ir.OpShl]
	amount := n.Args[1]
	var by text
	var beyond string
	if k := ir.AddrWidth(n.Width + 1); amount.Width > 31 {
		r := w.netOf(amount)
		beyond = "(|" + w.read(r.sub(k, amount.Width-k)).s + ")"
		by = w.read(r.sub(0, k))
	} else {
		by = w.limited(amount, self)
		if amount.Op == ir.OpConst {
			by = constant(amount.Val, amount.Width, false)
		}
	}
	var t text
	if arithmetic {
		x := w.asSigned(n.Args[0], true)
		t = sealed(text{s: x.grouped() + " >>> " + by.grouped(), form: binary, op: ">>>", signed: true}, max(c, map[bool]context{true: part}[beyond != ""]))
	} else {
		x := w.limited(n.Args[0], part)
		t = text{s: x.grouped() + " " + op + " " + by.grouped(), form: binary, op: op, signed: x.signed}
	}
	if beyond == "" {
		return t
	}
	fill := fmt.Sprintf("%d'd0", n.Width)
	if arithmetic {
		sign := w.netOf(n.Args[0])
		fill = fmt.Sprintf("{%d{%s}}", n.Width, w.read(sign.sub(n.Width-1, 1)).s)
	}
	return text{s: beyond + " ? " + fill + " : " + t.grouped(), form: ternary, parts: []string{beyond + " ? " + fill + " :", t.grouped()}}
}

// mux chains through its second branch: c ? x : d ? y : z.
func (w *writer) mux(n *ir.Node) text {
	cond, then, els := w.limited(n.Args[0], self), w.limited(n.Args[1], part), w.expr(n.Args[2], part)
	if len(els.parts) >= chainMax || els.form != ternary && tooLong(n.Args[2], els) {
		els = w.read(w.nameText(n.Args[2], els))
	}
	return conditional(cond, then, els)
}

func conditional(cond, then, els text) text {
	first := cond.grouped() + " ? " + then.grouped() + " :"
	t := text{form: ternary, parts: []string{first}, signed: then.signed && els.signed}
	if els.form == ternary && els.parts != nil {
		t.s = first + " " + els.s
		t.parts = append(t.parts, els.parts...)
		return t
	}
	t.s = first + " " + els.grouped()
	t.parts = append(t.parts, els.grouped())
	return t
}
