package compiled

import (
	"math/rand/v2"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// shapes makes random expressions of registers and inputs that straight code has
// special cases for: values that only move, comparisons that only choose, choices
// that share a condition, tables. All are unsigned.
type shapes struct {
	r     *rand.Rand
	regs  []*ir.Node
	nodes []*ir.Node // registers too
}

// width is that of a bit, of an element of memory, of a word of the machine or of
// more, or a bit beyond; few, so that registers can move into each other.
func (p *shapes) width() int {
	return pick(p.r, []int{1, 1, 2, 3, 8, 8, 16, 17, 32, 33, 64, 64, 65, 100, 128})
}

// fit is w bits of a node, from anywhere in it, or all and zeros.
func (p *shapes) fit(n *ir.Node, w int) *ir.Node {
	switch {
	case n.Width < w:
		return irtest.Ext(n, w)
	case n.Width > w:
		return irtest.Slice(n, p.r.IntN(n.Width-w+1), w)
	}
	return n
}

// reg is a whole register of w bits if one is soon found, else bits of any node.
func (p *shapes) reg(w int) *ir.Node {
	for range 6 {
		if x := pick(p.r, p.regs); x.Width == w {
			return x
		}
	}
	return p.fit(pick(p.r, p.nodes), w)
}

// any is any number of w bits.
func (p *shapes) any(w int) *ir.Node {
	switch p.r.IntN(5) {
	case 0:
		return p.reg(w)
	case 1:
		return irtest.K(p.r.Uint64()&ones(min(w, 64)), w)
	}
	return p.fit(pick(p.r, p.nodes), w)
}

// bit is a condition.
func (p *shapes) bit() *ir.Node {
	switch p.r.IntN(3) {
	case 0:
		return p.reg(1)
	case 1:
		return p.comparison()
	}
	return p.any(1)
}

// comparison compares with a small constant or any number.
func (p *shapes) comparison() *ir.Node {
	w := p.width()
	a, b := p.reg(w), p.any(w)
	if p.r.IntN(2) == 0 {
		b = irtest.K(p.r.Uint64N(3)&ones(min(w, 64)), w)
	}
	if p.r.IntN(3) == 0 {
		a, b = irtest.Cast(a, true), irtest.Cast(b, true)
	}
	return irtest.N(pick(p.r, []ir.Op{ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe}), a, b)
}

// grow adds n expressions.
func (p *shapes) grow(n int) {
	for range n {
		p.nodes = append(p.nodes, p.expression(p.width())...)
	}
}

// expression is a new expression, or two with the same condition.
func (p *shapes) expression(w int) []*ir.Node {
	var x *ir.Node
	switch p.r.IntN(10) {
	case 0:
		c := p.comparison()
		first := irtest.N(ir.OpMux, c, p.any(w), p.any(w))
		return []*ir.Node{first, irtest.N(ir.OpMux, c, p.reg(w), first)}
	case 1:
		x = irtest.N(ir.OpMux, p.comparison(), p.any(w), p.any(w))
	case 2:
		x = irtest.N(ir.OpMux, p.bit(), p.any(w), p.any(w))
	case 3:
		x = irtest.N(ir.OpCat, p.any(1+p.r.IntN(20)), p.any(1+p.r.IntN(20)))
	case 4:
		x = p.comparison()
	case 5:
		x = irtest.N(ir.OpIndex, p.any(1+p.r.IntN(3)), p.reg(w), p.reg(w), p.any(w))
	case 6:
		x = irtest.N(ir.OpNot, p.any(w))
	default:
		x = irtest.N(pick(p.r, []ir.Op{ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpAdd, ir.OpAdd, ir.OpSub}), p.any(w), p.any(w))
	}
	return []*ir.Node{x}
}
