package compiled

import "npugen/hdl/ir"

// Values above 64 bits are taken apart here: a value is a list of words of 64
// bits, the low one first, the last with what is left.

func (l *lowering) equal(a, b []*value) *value {
	v := l.op(opEq, 1, 0, a[0], b[0])
	for k := 1; k < len(a); k++ {
		v = l.op(opAnd, 1, 0, v, l.op(opEq, 1, 0, a[k], b[k]))
	}
	return v
}

func (l *lowering) nonZero(a []*value) *value {
	var v *value = l.constant(0, 1)
	for _, x := range a {
		v = l.op(opOr, 1, 0, v, l.not(l.op(opEq, 1, 0, x, l.constant(0, int(x.w)))))
	}
	return v
}

// less compares from the low words up; only the top ones have a sign.
func (l *lowering) less(a, b []*value, signed bool) *value {
	var v *value
	for k := range a {
		o := opLt
		if signed && k == len(a)-1 {
			o = opLtS
		}
		lt := l.op(o, 1, 0, a[k], b[k])
		if v == nil {
			v = lt
			continue
		}
		v = l.op(opOr, 1, 0, lt, l.op(opAnd, 1, 0, l.op(opEq, 1, 0, a[k], b[k]), v))
	}
	return v
}

func (l *lowering) add(a, b []*value) []*value {
	var carry *value
	return l.each(widthOf(a), func(k, w int) *value {
		sum := l.op(opAdd, w, 0, a[k], b[k])
		out := l.op(opLt, 1, 0, sum, a[k])
		if carry != nil {
			with := l.op(opAdd, w, 0, sum, l.op(opZext, w, 0, carry))
			out = l.op(opOr, 1, 0, out, l.op(opLt, 1, 0, with, sum))
			sum = with
		}
		carry = out
		return sum
	})
}

func (l *lowering) sub(a, b []*value) []*value {
	var borrow *value
	return l.each(widthOf(a), func(k, w int) *value {
		d := l.op(opSub, w, 0, a[k], b[k])
		out := l.op(opLt, 1, 0, a[k], b[k])
		if borrow != nil {
			x := l.op(opZext, w, 0, borrow)
			out = l.op(opOr, 1, 0, out, l.op(opLt, 1, 0, d, x))
			d = l.op(opSub, w, 0, d, x)
		}
		borrow = out
		return d
	})
}

// concat puts hi above low, which may be nil.
func (l *lowering) concat(hi, low []*value) []*value {
	if low == nil {
		return hi
	}
	at := widthOf(low)
	return l.each(at+widthOf(hi), func(k, w int) *value {
		lo := 64 * k
		switch {
		case lo >= at:
			return l.bits(hi, lo-at, w)
		case lo+w <= at:
			return low[k]
		}
		return l.op(opCat, w, 0, l.bits(hi, 0, lo+w-at), low[k])
	})
}

// bits is n bits, at most 64, from lo on.
func (l *lowering) bits(a []*value, lo, n int) *value {
	k, at := lo/64, lo%64
	if at+n <= 64 {
		return l.op(opSlice, n, uint64(at), a[k])
	}
	low := 64 - at
	return l.op(opCat, n, 0, l.op(opSlice, n-low, 0, a[k+1]), l.op(opSlice, low, uint64(at), a[k]))
}

func (l *lowering) slice(a []*value, lo, width int) []*value {
	return l.each(width, func(k, w int) *value { return l.bits(a, lo+64*k, w) })
}

func (l *lowering) extend(a []*value, width int, signed bool) []*value {
	have := widthOf(a)
	if width == have {
		return a
	}
	last := len(a) - 1
	fill := l.constant(0, 64)
	o := opZext
	if signed {
		o = opSext
		if width > 64*len(a) {
			fill = l.op(opSext, 64, 0, l.bits(a, have-1, 1))
		}
	}
	return l.each(width, func(k, w int) *value {
		switch {
		case k < last:
			return a[k]
		case k == last:
			return l.op(o, w, 0, a[k])
		}
		return l.op(opSlice, w, 0, fill)
	})
}

// shift lowers ir.OpShl and ir.OpShr.
func (l *lowering) shift(n *ir.Node, a, by []*value) []*value {
	right, signed := n.Op == ir.OpShr, n.Op == ir.OpShr && n.Args[0].Signed
	width := n.Width
	if n.Args[1].Op == ir.OpConst {
		amount := width
		if v := n.Args[1].Val; v.IsInt64() && v.Int64() < int64(width) {
			amount = int(v.Int64())
		}
		return l.shiftBy(a, amount, right, signed)
	}
	steps := 0 // bits of the amount that matter
	for 1<<steps < width {
		steps++
	}
	have := widthOf(by)
	steps = min(steps, have)
	v := a
	if a[0].sp != nil && a[0].sp.root() && len(a) == 1 && len(by) == 1 && by[0].sp != nil {
		o := opShlV
		if right {
			o = opShrV
			if signed {
				o = opSarV
			}
		}
		limit := l.constant(uint64(width), 64)
		inside := l.op(opLt, 1, 0, l.op(opZext, 64, 0, by[0]), limit)
		v = one(l.op(o, width, 0, a[0], by[0]))
		return l.mux(inside, v, l.shiftBy(a, width, right, signed))
	}
	for s := range steps {
		v = l.mux(l.bits(by, s, 1), l.shiftBy(v, min(width, 1<<s), right, signed), v)
	}
	if have > steps {
		beyond := l.nonZero(l.slice(by, steps, have-steps))
		v = l.mux(beyond, l.shiftBy(a, width, right, signed), v)
	}
	return v
}

// shiftBy shifts by a constant of up to the width.
func (l *lowering) shiftBy(a []*value, by int, right, signed bool) []*value {
	width := widthOf(a)
	switch {
	case by == 0:
		return a
	case by < width && right:
		return l.extend(l.slice(a, by, width-by), width, signed)
	case by < width:
		zeros := l.each(by, func(k, w int) *value { return l.constant(0, w) })
		return l.concat(l.slice(a, 0, width-by), zeros)
	case signed:
		return l.extend(l.slice(a, width-1, 1), width, true)
	}
	return l.each(width, func(k, w int) *value { return l.constant(0, w) })
}

// multiply lowers ir.OpMul: in one word by an instruction, above that from
// products of 32 bits (Knuth, The Art of Computer Programming 2, 4.3.1 M).
func (l *lowering) multiply(n *ir.Node, a, b []*value) []*value {
	signed := n.Args[0].Signed
	if n.Width <= 64 {
		o := opMul
		if signed {
			o = opMulS
		}
		return one(l.op(o, n.Width, 0, a[0], b[0]))
	}
	limbs := (n.Width + 31) / 32
	x := l.limbs(l.extend(a, n.Width, signed), limbs)
	y := l.limbs(l.extend(b, n.Width, signed), limbs)
	result := make([]*value, limbs)
	zero := l.constant(0, 64)
	for i := range result {
		result[i] = zero
	}
	for j := range limbs {
		carry := zero
		for i := 0; i+j < limbs; i++ {
			t := l.op(opMul, 64, 0, x[i], y[j])
			t = l.op(opAdd, 64, 0, l.op(opAdd, 64, 0, t, result[i+j]), carry)
			result[i+j] = l.op(opZext, 64, 0, l.op(opSlice, 32, 0, t))
			carry = l.op(opShr, 64, 32, t)
		}
	}
	return l.each(n.Width, func(k, w int) *value {
		v := result[2*k]
		if 2*k+1 < limbs {
			v = l.op(opCat, 64, 0, l.op(opSlice, 32, 0, result[2*k+1]), l.op(opSlice, 32, 0, v))
		}
		return l.op(opSlice, w, 0, v)
	})
}

// limbs is a value in pieces of 32 bits, each in a word.
func (l *lowering) limbs(a []*value, n int) []*value {
	width := widthOf(a)
	out := make([]*value, n)
	for i := range out {
		out[i] = l.op(opZext, 64, 0, l.bits(a, 32*i, min(32, width-32*i)))
	}
	return out
}

// maxDivide is the widest division that is unrolled.
const maxDivide = 256

// divide lowers ir.OpDiv and ir.OpRem: in one word by an instruction, above
// that by long division, a bit a step.
func (l *lowering) divide(n *ir.Node, a, b []*value) []*value {
	signed, rem, width := n.Args[0].Signed, n.Op == ir.OpRem, n.Width
	if width <= 64 {
		o := opDiv
		switch {
		case rem && signed:
			o = opRemS
		case rem:
			o = opRem
		case signed:
			o = opDivS
		}
		return one(l.op(o, width, 0, a[0], b[0]))
	}
	if width > maxDivide {
		fail("%w: a division of %d bits", ErrUnsupported, width)
	}
	zero := l.each(width, func(k, w int) *value { return l.constant(0, w) })
	x, y := a, b
	var negX, negY *value
	if signed {
		negX, negY = l.bits(a, width-1, 1), l.bits(b, width-1, 1)
		x, y = l.mux(negX, l.sub(zero, a), a), l.mux(negY, l.sub(zero, b), b)
	}
	y1 := l.extend(y, width+1, false)
	r := zero
	var q []*value
	for i := width - 1; i >= 0; i-- {
		r1 := l.concat(r, one(l.bits(x, i, 1)))
		fits := l.not(l.less(r1, y1, false))
		r = l.slice(l.mux(fits, l.sub(r1, y1), r1), 0, width)
		if q == nil {
			q = one(fits)
		} else {
			q = l.concat(q, one(fits))
		}
	}
	byZero := l.not(l.nonZero(b))
	if rem {
		if signed {
			r = l.mux(negX, l.sub(zero, r), r)
		}
		return l.mux(byZero, a, r)
	}
	if signed {
		q = l.mux(l.op(opXor, 1, 0, negX, negY), l.sub(zero, q), q)
	}
	return l.mux(byZero, l.each(width, func(k, w int) *value { return l.constant(^uint64(0), w) }), q)
}
