package engine

import (
	"math/big"
	"strconv"

	"npugen/hdl/ir"
)

// node is the slot of an expression in a context. Operators that only rename
// bits share the slot of their argument.
func (b *builder) node(c *context, n *ir.Node) slot {
	if n.Op == ir.OpRef {
		return b.signal(c, n.Sig, n.Elem)
	}
	if s, ok := c.nodes[n]; ok {
		return s
	}
	s := b.lower(c, n)
	c.nodes[n] = s
	return s
}

func (b *builder) lower(c *context, n *ir.Node) slot {
	switch n.Op {
	case ir.OpConst:
		return b.constant(n.Val, n.Width, c.Lanes)
	case ir.OpCast:
		return b.node(c, n.Args[0])
	case ir.OpExt:
		if a := n.Args[0]; a.Width == n.Width || !a.Signed && wordsFor(a.Width) == wordsFor(n.Width) {
			s := b.node(c, a)
			s.width = int32(n.Width)
			return s
		}
	case ir.OpSlice:
		if n.Width == n.Args[0].Width {
			return b.node(c, n.Args[0])
		}
	case ir.OpAnd, ir.OpOr, ir.OpXor:
		if len(n.Args) == 1 {
			return b.node(c, n.Args[0])
		}
	case ir.OpAdd:
		if s, ok := b.multiplyAdd(c, n); ok {
			return s
		}
	}
	args := make([]slot, len(n.Args))
	narrow := n.Width <= 64
	for i, a := range n.Args {
		args[i] = b.node(c, a)
		narrow = narrow && a.Width <= 64
	}
	switch {
	case n.Op == ir.OpMux && !narrow:
		return b.mux(args[0], args[1], args[2])
	case n.Op == ir.OpCase && n.Args[0].Width <= 64:
		return b.caseOf(n, args)
	case n.Op == ir.OpIndex && n.Args[0].Width <= 64:
		return b.indexOf(n, args)
	case n.Op == ir.OpCat && narrow:
		return b.cat(n, args)
	case narrow:
		return b.narrow(n, args)
	}
	return b.wide(n, args)
}

// narrow emits an operator whose values all fit one word.
func (b *builder) narrow(n *ir.Node, args []slot) slot {
	d := b.alloc(n.Width, int(args[0].lanes))
	in := instr{m: mask(d.width), a: args[0].off}
	var w0 int
	signed := false
	if len(n.Args) > 0 {
		w0, signed = n.Args[0].Width, n.Args[0].Signed
		in.sa = uint8(64 - w0)
	}
	if len(args) > 1 {
		in.b = args[1].off
		in.sb = uint8(64 - n.Args[1].Width)
	}
	if len(args) > 2 {
		in.c = args[2].off
	}
	pick := func(unsigned, whenSigned opcode) opcode {
		if signed {
			return whenSigned
		}
		return unsigned
	}
	switch n.Op {
	case ir.OpNot:
		in.op = opNot
	case ir.OpAnd, ir.OpOr, ir.OpXor:
		return b.chain(n, args)
	case ir.OpAdd:
		in.op = opAdd
	case ir.OpSub:
		in.op = opSub
	case ir.OpMul:
		in.op = pick(opMul, opMulS)
	case ir.OpDiv:
		in.op = pick(opDiv, opDivS)
	case ir.OpRem:
		in.op = pick(opRem, opRemS)
	case ir.OpEq, ir.OpNe:
		in.op = map[ir.Op]opcode{ir.OpEq: opEq, ir.OpNe: opNe}[n.Op]
		if k := n.Args[1]; k.Op == ir.OpConst {
			in.op = map[ir.Op]opcode{ir.OpEq: opEqI, ir.OpNe: opNeI}[n.Op]
			in.m = k.Val.Uint64()
		}
	case ir.OpLt:
		in.op = pick(opLt, opLtS)
	case ir.OpLe:
		in.op = pick(opLe, opLeS)
	case ir.OpGt:
		in.op = pick(opLt, opLtS)
		in.a, in.b = in.b, in.a
	case ir.OpGe:
		in.op = pick(opLe, opLeS)
		in.a, in.b = in.b, in.a
	case ir.OpRedAnd:
		in.op, in.m = opRedAnd, mask(int32(w0))
	case ir.OpRedOr:
		in.op = opRedOr
	case ir.OpRedXor:
		in.op = opRedXor
	case ir.OpShl, ir.OpShr:
		b.shift(n, &in)
	case ir.OpSlice:
		in.op, in.sb = opShrI, uint8(n.Lo)
		if n.Lo == 0 {
			in.op = opAndM
		}
	case ir.OpExt:
		in.op, in.sb = opSarI, 0 // the unsigned case shares the slot
	case ir.OpMux:
		in.op = opMux
	default:
		fail("operator %v on %d arguments", n.Op, len(n.Args))
	}
	return b.emit(in, d, args...)
}

// shift chooses the instruction of a shift, which for a constant amount needs
// no check of the amount.
func (b *builder) shift(n *ir.Node, in *instr) {
	by := n.Args[1]
	signed := n.Args[0].Signed
	small := by.Op == ir.OpConst && by.Val.IsUint64() && by.Val.Uint64() < 64
	if small {
		in.sb = uint8(by.Val.Uint64())
	}
	switch {
	case n.Op == ir.OpShl && small:
		in.op = opShlI
	case n.Op == ir.OpShl:
		in.op = opShl
	case signed && small:
		in.op = opSarI
	case signed:
		in.op = opSar
	case small:
		in.op = opShrI
	default:
		in.op = opShr
	}
}

// chain folds a bitwise operator of several arguments from the left.
func (b *builder) chain(n *ir.Node, args []slot) slot {
	op := map[ir.Op]opcode{ir.OpAnd: opAnd, ir.OpOr: opOr, ir.OpXor: opXor}[n.Op]
	acc := args[0]
	for _, a := range args[1:] {
		d := b.alloc(n.Width, int(acc.lanes))
		acc = b.emit(instr{op: op, a: acc.off, b: a.off}, d, acc, a)
	}
	return acc
}

// cat folds a concatenation from the left.
func (b *builder) cat(n *ir.Node, args []slot) slot {
	acc := args[0]
	width := n.Args[0].Width
	for i, a := range args[1:] {
		w := n.Args[i+1].Width
		width += w
		d := b.alloc(width, int(acc.lanes))
		acc = b.emit(instr{op: opCat, a: acc.off, b: a.off, sb: uint8(w)}, d, acc, a)
	}
	return acc
}

// multiplyAdd fuses an addition with a product that nothing else reads. The
// product may have been cut to its own width only when that is the width of
// the sum or when it holds the exact product.
func (b *builder) multiplyAdd(c *context, n *ir.Node) (slot, bool) {
	if n.Width > 64 {
		return slot{}, false
	}
	for i := range 2 {
		p := n.Args[i]
		signed := p.Signed
		for (p.Op == ir.OpExt || p.Op == ir.OpCast) && p.Signed == p.Args[0].Signed && c.uses[p] == 1 {
			p = p.Args[0]
		}
		if p.Op != ir.OpMul || c.uses[p] != 1 {
			continue
		}
		x, y := p.Args[0], p.Args[1]
		exact := p.Width == x.Width+y.Width && p.Signed == signed
		if p.Width != n.Width && !exact {
			continue
		}
		other := b.node(c, n.Args[1-i])
		xs, ys := b.node(c, x), b.node(c, y)
		in := instr{
			op: opMac, m: mask(int32(n.Width)), a: xs.off, b: ys.off, c: other.off,
			sa: uint8(64 - x.Width), sb: uint8(64 - y.Width),
		}
		if x.Signed {
			in.op = opMacS
		}
		return b.emit(in, b.alloc(n.Width, c.Lanes), xs, ys, other), true
	}
	return slot{}, false
}

// caseOf emits a choice by label.
func (b *builder) caseOf(n *ir.Node, args []slot) slot {
	t := caseTable{deflt: args[len(args)-1].off, words: wordsFor(n.Width)}
	t.labels = map[uint64]int32{}
	for i, labels := range n.Labels {
		for _, l := range labels {
			if _, taken := t.labels[l.Uint64()]; !taken {
				t.labels[l.Uint64()] = args[1+i].off
			}
		}
	}
	if w := n.Args[0].Width; w <= 8 {
		t.lut = make([]int32, 1<<w)
		for v := range t.lut {
			t.lut[v] = t.deflt
			if off, ok := t.labels[uint64(v)]; ok {
				t.lut[v] = off
			}
		}
	}
	b.tables.cases = append(b.tables.cases, t)
	in := instr{op: opCase, a: args[0].off, x: int32(len(b.tables.cases) - 1)}
	return b.emit(in, b.alloc(n.Width, int(args[0].lanes)), args...)
}

// indexOf emits a choice by number.
func (b *builder) indexOf(n *ir.Node, args []slot) slot {
	t := indexTable{words: wordsFor(n.Width)}
	for _, a := range args[1:] {
		t.sources = append(t.sources, a.off)
	}
	b.tables.indexes = append(b.tables.indexes, t)
	in := instr{op: opIndex, a: args[0].off, x: int32(len(b.tables.indexes) - 1)}
	return b.emit(in, b.alloc(n.Width, int(args[0].lanes)), args...)
}

// wide emits an operator with a value above 64 bits.
func (b *builder) wide(n *ir.Node, args []slot) slot {
	d := b.alloc(n.Width, int(args[0].lanes))
	b.tables.wides = append(b.tables.wides, wide{node: n, op: n.Op, d: d, args: args})
	return b.emit(instr{op: opWide, x: int32(len(b.tables.wides) - 1)}, d, args...)
}

// mux chooses between two values of any width.
func (b *builder) mux(cond, yes, no slot) slot {
	d := b.alloc(int(yes.width), int(yes.lanes))
	if d.words == 1 {
		return b.emit(instr{op: opMux, a: cond.off, b: yes.off, c: no.off}, d, cond, yes, no)
	}
	t := indexTable{sources: []int32{no.off, yes.off}, words: d.words}
	b.tables.indexes = append(b.tables.indexes, t)
	return b.emit(instr{op: opIndex, a: cond.off, x: int32(len(b.tables.indexes) - 1)}, d, cond, yes, no)
}

// copyOf gives a value a slot of its own.
func (b *builder) copyOf(s slot) slot {
	return b.gather(b.alloc(int(s.width), int(s.lanes)), []run{{src: s.off, n: s.lanes, step: s.words}}, s)
}

// constant is a slot that holds v in every lane, shared between equal values.
func (b *builder) constant(v *big.Int, width, lanes int) slot {
	key := strconv.Itoa(lanes) + "x" + strconv.Itoa(width) + ":" + v.Text(62)
	s, ok := b.consts[key]
	if !ok {
		s = b.alloc(width, lanes)
		for l := range lanes {
			ToWords(b.words(s, l), v)
		}
		b.consts[key] = s
	}
	return s
}
