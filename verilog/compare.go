package verilog

import (
	"fmt"
	"math/big"

	"npugen/hdl/ir"
)

// compare writes both operands with the same signedness. A comparison whose
// outcome a constant fixes is written as that outcome, since tools warn of it.
func (w *writer) compare(n *ir.Node) text {
	a, b := n.Args[0], n.Args[1]
	if v, ok := fixedOutcome(n.Op, a, b); ok {
		return text{s: fmt.Sprintf("1'b%d", v)}
	}
	if a.Width == 1 && n.Op != ir.OpEq && n.Op != ir.OpNe {
		return w.compareBits(n)
	}
	var x, y text
	if n.Op == ir.OpEq || n.Op == ir.OpNe {
		x, y = w.limited(a, part), w.limited(b, part)
	} else {
		x, y = w.asSigned(a, a.Signed), w.asSigned(b, a.Signed)
	}
	op := operator(n)
	s, t := x.grouped(), y.grouped()
	return text{s: s + " " + op + " " + t, form: binary, op: op, parts: []string{s, t}}
}

// compareBits orders two single bits with gates: 1 is the lower one if signed.
func (w *writer) compareBits(n *ir.Node) text {
	lo, hi := w.limited(n.Args[0], part), w.limited(n.Args[1], part)
	if n.Args[0].Signed {
		lo, hi = hi, lo
	}
	s := map[ir.Op]string{
		ir.OpLt: "~%s & %s", ir.OpLe: "~%s | %s", ir.OpGt: "%s & ~%s", ir.OpGe: "%s | ~%s",
	}[n.Op]
	return text{s: fmt.Sprintf(s, lo.primary(), hi.primary()), form: binary, op: "bits"}
}

// fixedOutcome is the value of a comparison with the least or greatest value of
// the type where that says it all.
func fixedOutcome(op ir.Op, a, b *ir.Node) (int, bool) {
	_, known := constantOf(a)
	v, ok := constantOf(b)
	if known && !ok {
		mirror := map[ir.Op]ir.Op{ir.OpLt: ir.OpGt, ir.OpLe: ir.OpGe, ir.OpGt: ir.OpLt, ir.OpGe: ir.OpLe}
		if m, ok := mirror[op]; ok {
			return fixedOutcome(m, b, a)
		}
	}
	if !ok {
		return 0, false
	}
	least, most := new(big.Int), ir.Mask(a.Width)
	if a.Signed {
		least.Lsh(big.NewInt(1), uint(a.Width-1))
		most.Rsh(most, 1)
	}
	atLeast, atMost := v.Cmp(least) == 0, v.Cmp(most) == 0
	switch {
	case op == ir.OpLt && atLeast, op == ir.OpGt && atMost:
		return 0, true
	case op == ir.OpGe && atLeast, op == ir.OpLe && atMost:
		return 1, true
	}
	return 0, false
}

// divide guards the two cases that Verilog leaves to chance: division by zero,
// and the most negative value by -1. Unsigned division of more than 64 bits by 1
// is guarded because Icarus 11 gets 0 for values with the top bit set.
func (w *writer) divide(n *ir.Node, c context) text {
	a, b := n.Args[0], n.Args[1]
	op := map[ir.Op]string{ir.OpDiv: "/", ir.OpRem: "%"}[n.Op]
	ones := ir.Mask(n.Width)
	if b.Op == ir.OpConst && b.Val.Sign() != 0 && !(n.Signed && b.Val.Cmp(ones) == 0) {
		x, y := w.asSigned(a, n.Signed), w.asSigned(b, n.Signed)
		return sealed(text{s: x.grouped() + " " + op + " " + y.grouped(), form: binary, op: op, signed: n.Signed}, c)
	}
	by := w.netOf(b)
	var x, whole text
	if a.Op == ir.OpConst {
		x, whole = w.asSigned(a, n.Signed), w.expr(a, part)
	} else {
		r := w.netOf(a)
		whole, x = w.read(r), w.asSigned(a, n.Signed)
	}
	y := w.asSigned(b, n.Signed)
	zero := constant(new(big.Int), n.Width, false)
	is := func(t text) text {
		return text{s: "(" + w.read(by).s + " == " + t.s + ")"}
	}
	quotient := sealed(text{s: x.grouped() + " " + op + " " + y.grouped(), form: binary, op: op, signed: n.Signed}, part)
	byZero, byMinusOne, byOne := constant(ones, n.Width, false), text{s: "-" + whole.primary(), form: unary}, whole
	if n.Op == ir.OpRem {
		byZero, byMinusOne, byOne = whole, zero, zero
	}
	t := quotient
	switch {
	case n.Signed:
		t = conditional(is(constant(ones, n.Width, false)), byMinusOne, t)
	case n.Width > 64:
		t = conditional(is(constant(big.NewInt(1), n.Width, false)), byOne, t)
	}
	return conditional(is(zero), byZero, t)
}
