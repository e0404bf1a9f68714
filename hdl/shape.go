package hdl

import (
	"math/big"

	"npugen/hdl/ir"
)

var zero = new(big.Int)

// Cat joins signals into one number, the first in the highest bits.
func Cat(parts ...Bits) UInt {
	if len(parts) == 0 {
		return UInt{value{typ: num(1, false), err: newDiag(CodeRange, "Cat of nothing").fix("give at least one signal")}.need()}
	}
	vs := make([]value, len(parts))
	w := 0
	for i, p := range parts {
		vs[i] = p.core().need()
		w += vs[i].typ.Width
	}
	return UInt{cat(vs, w)}
}

func cat(vs []value, w int) value {
	if len(vs) == 1 {
		return cast(vs[0], num(w, false))
	}
	return op(ir.OpCat, num(w, false), vs...)
}

func rep(v value, n int) UInt {
	v = v.need()
	if n < 1 || n > maxWidth/v.typ.Width {
		return UInt{cast(v, num(v.typ.Width, false)).bad(newDiag(CodeRange, "Rep(%d) of %d bits", n, v.typ.Width).fix("repeat at least once, and to at most %d bits", maxWidth))}
	}
	vs := make([]value, n)
	for i := range vs {
		vs[i] = v
	}
	return UInt{cat(vs, n*v.typ.Width)}
}

func bit(v value, i int) Bool {
	v = v.need()
	w := v.typ.Width
	if i < 0 || i >= w {
		d := newDiag(CodeRange, "bit %d of %s with %d bits", i, describe(v), w)
		if i == w {
			d.fix("bits count from 0: the highest is %d", w-1)
		} else {
			d.fix("bits are 0 to %d", w-1)
		}
		v, i = v.bad(d), 0
	}
	if w == 1 {
		return Bool{cast(v, boolType)}
	}
	out := op(ir.OpSlice, boolType, v)
	out.node.Lo = i
	return Bool{out}
}

func bitRange(v value, hi, lo int) value {
	v = v.need()
	if lo < 0 || hi < lo || hi >= v.typ.Width {
		d := newDiag(CodeRange, "bits %d down to %d of %s with %d bits", hi, lo, describe(v), v.typ.Width)
		switch {
		case hi < lo && hi >= 0 && lo < v.typ.Width:
			d.fix("the high bit comes first: Bits(%d, %d)", lo, hi)
		case hi == v.typ.Width:
			d.fix("bits count from 0 and the high one is included: the highest is %d", v.typ.Width-1)
		default:
			d.fix("bits are %d down to 0", v.typ.Width-1)
		}
		return slice(v, 0, max(1, min(v.typ.Width, hi-lo+1)), false).bad(d)
	}
	return slice(v, lo, hi-lo+1, false)
}

func describe(v value) string {
	if v.node != nil && v.node.Op == ir.OpRef {
		return nameOf(v.node)
	}
	return "an expression"
}

func shl(v value, n int) value {
	v = v.need()
	if n < 0 || n > maxWidth-v.typ.Width {
		return v.bad(newDiag(CodeRange, "Shl(%d) of %d bits", n, v.typ.Width).fix("shift by 0 or more, and to at most %d bits; Shr shifts right", maxWidth))
	}
	if n == 0 {
		return v
	}
	w := v.typ.Width + n
	return cast(op(ir.OpCat, num(w, false), v, constant(zero, false, []int{n})), num(w, v.typ.Signed))
}

func shr(v value, n int) value {
	v = v.need()
	if n < 0 {
		return v.bad(newDiag(CodeRange, "Shr(%d)", n).fix("shift by 0 or more; Shl shifts left"))
	}
	w := v.typ.Width
	if n < w {
		return slice(v, n, w-n, v.typ.Signed)
	}
	if v.typ.Signed {
		return slice(v, w-1, 1, true)
	}
	return constant(zero, false, []int{1})
}
