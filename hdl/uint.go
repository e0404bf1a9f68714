package hdl

import (
	"math/big"

	"npugen/hdl/ir"
)

// Add is the exact sum, one bit wider than the wider operand.
func (a UInt) Add(b UInt) UInt {
	return UInt{arith(ir.OpAdd, a.value, b.value, max(a.Width(), b.Width())+1, false)}
}

// AddWrap is the sum modulo 2 to the width of the wider operand.
func (a UInt) AddWrap(b UInt) UInt {
	return UInt{arith(ir.OpAdd, a.value, b.value, max(a.Width(), b.Width()), false)}
}

// AddSat is the sum, or the greatest value of the wider operand's width.
func (a UInt) AddSat(b UInt) UInt { return a.Add(b).Sat(max(a.Width(), b.Width())) }

// Sub is the exact difference: signed, one bit wider than the wider operand.
func (a UInt) Sub(b UInt) SInt {
	w := max(a.Width(), b.Width()) + 1
	return SInt{cast(arith(ir.OpSub, a.value, b.value, w, false), num(w, true))}
}

// SubWrap is the difference modulo 2 to the width of the wider operand.
func (a UInt) SubWrap(b UInt) UInt {
	return UInt{arith(ir.OpSub, a.value, b.value, max(a.Width(), b.Width()), false)}
}

// Mul is the exact product, as wide as both operands together.
func (a UInt) Mul(b UInt) UInt {
	return UInt{arith(ir.OpMul, a.value, b.value, a.Width()+b.Width(), false)}
}

// Div is the quotient rounded down, as wide as a. x/0 is all ones.
func (a UInt) Div(b UInt) UInt {
	w := max(a.Width(), b.Width())
	return UInt{slice(op(ir.OpDiv, num(w, false), ext(a.value, w), ext(b.value, w)), 0, a.need().typ.Width, false)}
}

// Rem is the remainder of Div, as wide as the wider operand. x%0 is x.
func (a UInt) Rem(b UInt) UInt {
	w := max(a.Width(), b.Width())
	return UInt{op(ir.OpRem, num(w, false), ext(a.value, w), ext(b.value, w))}
}

// Not is the bitwise complement.
func (a UInt) Not() UInt { return UInt{op(ir.OpNot, num(a.need().typ.Width, false), a.value)} }

// And is the bitwise and of equal widths.
func (a UInt) And(b UInt) UInt { return UInt{logic(ir.OpAnd, "And", a.value, b.value)} }

// Or is the bitwise or of equal widths.
func (a UInt) Or(b UInt) UInt { return UInt{logic(ir.OpOr, "Or", a.value, b.value)} }

// Xor is the bitwise exclusive or of equal widths.
func (a UInt) Xor(b UInt) UInt { return UInt{logic(ir.OpXor, "Xor", a.value, b.value)} }

// Eq, Ne, Lt, Le, Gt and Ge compare values; the narrower side is extended,
// which changes no value.
func (a UInt) Eq(b UInt) Bool { return compare(ir.OpEq, a.value, b.value) }

// Ne is the negation of Eq.
func (a UInt) Ne(b UInt) Bool { return compare(ir.OpNe, a.value, b.value) }

// Lt is a < b.
func (a UInt) Lt(b UInt) Bool { return compare(ir.OpLt, a.value, b.value) }

// Le is a <= b.
func (a UInt) Le(b UInt) Bool { return compare(ir.OpLe, a.value, b.value) }

// Gt is a > b.
func (a UInt) Gt(b UInt) Bool { return compare(ir.OpGt, a.value, b.value) }

// Ge is a >= b.
func (a UInt) Ge(b UInt) Bool { return compare(ir.OpGe, a.value, b.value) }

// Is compares with a constant of a's width.
func (a UInt) Is(v uint64) Bool {
	a = UInt{a.need()}
	c := constant(new(big.Int).SetUint64(v), false, []int{a.Width()})
	return compare(ir.OpEq, a.value, c)
}

// AndR reports whether all bits are 1.
func (a UInt) AndR() Bool { return Bool{op(ir.OpRedAnd, boolType, a.value)} }

// OrR reports whether any bit is 1.
func (a UInt) OrR() Bool { return Bool{op(ir.OpRedOr, boolType, a.value)} }

// XorR is the parity: 1 for an odd number of ones.
func (a UInt) XorR() Bool { return Bool{op(ir.OpRedXor, boolType, a.value)} }

// Shl is a * 2^n, n bits wider.
func (a UInt) Shl(n int) UInt { return UInt{shl(a.value, n)} }

// Shr is a / 2^n rounded down, n bits narrower (at least 1).
func (a UInt) Shr(n int) UInt { return UInt{shr(a.value, n)} }

// ShlVar is a shifted left by n within its own width; bits shifted out are
// lost, which the caller has seen to by extending first.
func (a UInt) ShlVar(n UInt) UInt {
	return UInt{op(ir.OpShl, num(a.need().typ.Width, false), a.value, n.value)}
}

// ShrVar is a / 2^n rounded down, in a's width.
func (a UInt) ShrVar(n UInt) UInt {
	return UInt{op(ir.OpShr, num(a.need().typ.Width, false), a.value, n.value)}
}

// Bit is bit i, 0 the lowest.
func (a UInt) Bit(i int) Bool { return bit(a.value, i) }

// Bits is bits hi down to lo, both included.
func (a UInt) Bits(hi, lo int) UInt { return UInt{bitRange(a.value, hi, lo)} }

// At is bit i, 0 beyond the highest.
func (a UInt) At(i UInt) Bool {
	a = UInt{a.need()}
	bits := make([]Bool, a.Width())
	for k := range bits {
		bits[k] = a.Bit(k)
	}
	return Index(bits, i)
}

// Rep is a repeated n times.
func (a UInt) Rep(n int) UInt { return rep(a.value, n) }

// Trunc keeps the low w bits, w at most the width.
func (a UInt) Trunc(w int) UInt { return UInt{truncTo(a.value, w)} }

// Ext widens to w bits with zeros, w at least the width.
func (a UInt) Ext(w int) UInt { return UInt{extTo(a.value, w)} }

// Wrap is the value modulo 2^w, narrower or wider.
func (a UInt) Wrap(w int) UInt { return UInt{wrapTo(a.value, w)} }

// Sat is the value, or the greatest of w bits where it is greater.
func (a UInt) Sat(w int) UInt {
	a = UInt{a.need()}
	if w >= a.Width() {
		return a.Ext(w)
	}
	if w < 1 {
		return UInt{noSat(a.value, w)}
	}
	return Mux(a.Bits(a.Width()-1, w).OrR(), UBig(ir.Mask(w), w), a.Trunc(w))
}

// AsSInt reads the same bits as two's complement.
func (a UInt) AsSInt() SInt { return SInt{cast(a.value, num(a.need().typ.Width, true))} }

// ToSInt is the same value, one bit wider to hold the sign.
func (a UInt) ToSInt() SInt { return a.Ext(a.need().typ.Width + 1).AsSInt() }

// AsBool reads one bit as a condition.
func (a UInt) AsBool() Bool {
	v := a.need()
	if v.typ.Width != 1 {
		return bit(v, 0).mark(newDiag(CodeMismatch, "AsBool of %d bits", v.typ.Width).fix("compare with Ne(hdl.U(0)), reduce with OrR, or pick a bit with Bit(i)"))
	}
	return Bool{cast(v, boolType)}
}
