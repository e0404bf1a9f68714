package compiled

import "npugen/hdl/ir"

// node is the words of an expression in a context.
func (l *lowering) node(c *instance, n *ir.Node) []*value {
	if n.Op == ir.OpRef {
		return l.signal(c, n.Sig, n.Elem)
	}
	if v, ok := c.nodes[n]; ok {
		return v
	}
	v := l.expression(c, n)
	c.nodes[n] = v
	return v
}

func (l *lowering) expression(c *instance, n *ir.Node) []*value {
	if n.Op == ir.OpConst {
		var words []*value
		for k := range (n.Width + 63) / 64 {
			words = append(words, l.constant(bigWord(n.Val, k), wordWidth(n.Width, k)))
		}
		return words
	}
	args := make([][]*value, len(n.Args))
	for i, a := range n.Args {
		args[i] = l.node(c, a)
	}
	l.unit = int32(c.ID)
	a := args[0]
	w, w0, signed := n.Width, n.Args[0].Width, n.Args[0].Signed
	switch n.Op {
	case ir.OpNot:
		return l.each(w, func(k, w int) *value { return l.op(opNot, w, 0, a[k]) })
	case ir.OpAnd, ir.OpOr, ir.OpXor:
		o := map[ir.Op]op{ir.OpAnd: opAnd, ir.OpOr: opOr, ir.OpXor: opXor}[n.Op]
		for _, b := range args[1:] {
			a = l.bitwise(o, a, b)
		}
		return a
	case ir.OpAdd:
		return l.add(a, args[1])
	case ir.OpSub:
		return l.sub(a, args[1])
	case ir.OpMul:
		return l.multiply(n, a, args[1])
	case ir.OpDiv, ir.OpRem:
		return l.divide(n, a, args[1])
	case ir.OpEq:
		return one(l.equal(a, args[1]))
	case ir.OpNe:
		return one(l.not(l.equal(a, args[1])))
	case ir.OpLt:
		return one(l.less(a, args[1], signed))
	case ir.OpGt:
		return one(l.less(args[1], a, signed))
	case ir.OpLe:
		return one(l.not(l.less(args[1], a, signed)))
	case ir.OpGe:
		return one(l.not(l.less(a, args[1], signed)))
	case ir.OpRedAnd:
		return one(l.equal(a, l.each(w0, func(k, w int) *value { return l.constant(^uint64(0), w) })))
	case ir.OpRedOr:
		return one(l.nonZero(a))
	case ir.OpRedXor:
		v := l.op(opParity, 1, 0, a[0])
		for _, x := range a[1:] {
			v = l.op(opXor, 1, 0, v, l.op(opParity, 1, 0, x))
		}
		return one(v)
	case ir.OpShl, ir.OpShr:
		return l.shift(n, a, args[1])
	case ir.OpCat:
		var v []*value
		for i := len(args) - 1; i >= 0; i-- {
			v = l.concat(args[i], v)
		}
		return v
	case ir.OpSlice:
		return l.slice(a, n.Lo, w)
	case ir.OpExt:
		return l.extend(a, w, signed)
	case ir.OpCast:
		return a
	case ir.OpMux:
		return l.mux(a[0], args[1], args[2])
	case ir.OpCase:
		return l.choose(n, args)
	case ir.OpIndex:
		return l.element(a, args[1:])
	}
	fail("unknown operator %v", n.Op)
	return nil
}

func one(v *value) []*value { return []*value{v} }

func (l *lowering) not(v *value) *value { return l.op(opNot, 1, 0, v) }

// each makes the words of a value of the given width.
func (l *lowering) each(width int, f func(k, w int) *value) []*value {
	words := make([]*value, (width+63)/64)
	for k := range words {
		words[k] = f(k, wordWidth(width, k))
	}
	return words
}

func (l *lowering) bitwise(o op, a, b []*value) []*value {
	return l.each(widthOf(a), func(k, w int) *value { return l.op(o, w, 0, a[k], b[k]) })
}

func (l *lowering) mux(c *value, a, b []*value) []*value {
	return l.each(widthOf(a), func(k, w int) *value { return l.op(opMux, w, 0, c, a[k], b[k]) })
}

// choose lowers ir.OpCase: the first label that matches wins.
func (l *lowering) choose(n *ir.Node, args [][]*value) []*value {
	v := args[len(args)-1]
	for i := len(n.Labels) - 1; i >= 0; i-- {
		hit := l.constant(0, 1)
		for _, label := range n.Labels[i] {
			k := l.each(n.Args[0].Width, func(k, w int) *value { return l.constant(bigWord(label, k), w) })
			hit = l.op(opOr, 1, 0, hit, l.equal(args[0], k))
		}
		v = l.mux(hit, args[1+i], v)
	}
	return v
}

// element lowers ir.OpIndex, by a load where the elements lie side by side in
// memory, else by a tree.
func (l *lowering) element(index []*value, from [][]*value) []*value {
	if l.sideBySide(from) && len(index) == 1 && index[0].sp != nil {
		args := []*value{index[0]}
		for _, f := range from {
			args = append(args, f[0])
		}
		return one(l.make(value{op: opTable, w: from[0][0].w, sp: from[0][0].sp, args: args}, from[0][0].store))
	}
	zero := l.each(widthOf(from[0]), func(k, w int) *value { return l.constant(0, w) })
	level := from
	width := widthOf(index)
	for b := 0; len(level) > 1 && b < width; b++ {
		bit := l.slice(index, b, 1)[0]
		var up [][]*value
		for i := 0; i < len(level); i += 2 {
			hi := zero
			if i+1 < len(level) {
				hi = level[i+1]
			}
			up = append(up, l.mux(bit, hi, level[i]))
		}
		level = up
	}
	bits := 0
	for 1<<bits < len(from) {
		bits++
	}
	if width > bits {
		beyond := l.nonZero(l.slice(index, bits, width-bits))
		return l.mux(beyond, zero, level[0])
	}
	return level[0]
}

// sideBySide reports whether values are all elements of one root register, in
// order.
func (l *lowering) sideBySide(from [][]*value) bool {
	if len(from) < 4 {
		return false
	}
	for i, f := range from {
		v := f[0]
		if len(f) != 1 || v.op != opState || !v.sp.root() || v.store.sig == nil || v.store.index != i || v.store.sig != from[0][0].store.sig {
			return false
		}
		if v.store.addr != from[0][0].store.addr+uint32(i)*v.store.elem {
			return false
		}
	}
	return true
}

func widthOf(a []*value) int { return 64*(len(a)-1) + int(a[len(a)-1].w) }
