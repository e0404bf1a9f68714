package hdl

import (
	"math/big"

	"npugen/hdl/ir"
)

// Add is the exact sum, one bit wider than the wider operand.
func (a SInt) Add(b SInt) SInt {
	return SInt{arith(ir.OpAdd, a.value, b.value, max(a.Width(), b.Width())+1, true)}
}

// AddWrap is the sum modulo 2 to the width of the wider operand.
func (a SInt) AddWrap(b SInt) SInt {
	return SInt{arith(ir.OpAdd, a.value, b.value, max(a.Width(), b.Width()), true)}
}

// AddSat is the sum, saturated to the width of the wider operand.
func (a SInt) AddSat(b SInt) SInt { return a.Add(b).Sat(max(a.Width(), b.Width())) }

// Sub is the exact difference, one bit wider than the wider operand.
func (a SInt) Sub(b SInt) SInt {
	return SInt{arith(ir.OpSub, a.value, b.value, max(a.Width(), b.Width())+1, true)}
}

// SubWrap is the difference modulo 2 to the width of the wider operand.
func (a SInt) SubWrap(b SInt) SInt {
	return SInt{arith(ir.OpSub, a.value, b.value, max(a.Width(), b.Width()), true)}
}

// Mul is the exact product, as wide as both operands together.
func (a SInt) Mul(b SInt) SInt {
	return SInt{arith(ir.OpMul, a.value, b.value, a.Width()+b.Width(), true)}
}

// Div is the exact quotient rounded toward zero, one bit wider than a (the
// most negative value divided by -1). x/0 is -1.
func (a SInt) Div(b SInt) SInt {
	w := max(a.Width()+1, b.Width())
	return SInt{slice(op(ir.OpDiv, num(w, true), ext(a.value, w), ext(b.value, w)), 0, a.Width()+1, true)}
}

// Rem is the remainder of Div with the sign of a, as wide as the wider
// operand. x%0 is x.
func (a SInt) Rem(b SInt) SInt {
	w := max(a.Width(), b.Width())
	return SInt{op(ir.OpRem, num(w, true), ext(a.value, w), ext(b.value, w))}
}

// Neg is the exact negation, one bit wider.
func (a SInt) Neg() SInt { return S(0, 1).Sub(a) }

// Abs is the exact magnitude, as wide as a.
func (a SInt) Abs() UInt {
	w := a.need().typ.Width
	return Mux(a.IsNeg(), S(0, 1).SubWrap(a), a).AsUInt().Trunc(w)
}

// IsNeg is the sign bit.
func (a SInt) IsNeg() Bool { return bit(a.value, a.need().typ.Width-1) }

// Not is the bitwise complement.
func (a SInt) Not() SInt { return SInt{op(ir.OpNot, num(a.need().typ.Width, true), a.value)} }

// And is the bitwise and of equal widths.
func (a SInt) And(b SInt) SInt { return SInt{logic(ir.OpAnd, "And", a.value, b.value)} }

// Or is the bitwise or of equal widths.
func (a SInt) Or(b SInt) SInt { return SInt{logic(ir.OpOr, "Or", a.value, b.value)} }

// Xor is the bitwise exclusive or of equal widths.
func (a SInt) Xor(b SInt) SInt { return SInt{logic(ir.OpXor, "Xor", a.value, b.value)} }

// Eq, Ne, Lt, Le, Gt and Ge compare values; the narrower side is extended,
// which changes no value.
func (a SInt) Eq(b SInt) Bool { return compare(ir.OpEq, a.value, b.value) }

// Ne is the negation of Eq.
func (a SInt) Ne(b SInt) Bool { return compare(ir.OpNe, a.value, b.value) }

// Lt is a < b.
func (a SInt) Lt(b SInt) Bool { return compare(ir.OpLt, a.value, b.value) }

// Le is a <= b.
func (a SInt) Le(b SInt) Bool { return compare(ir.OpLe, a.value, b.value) }

// Gt is a > b.
func (a SInt) Gt(b SInt) Bool { return compare(ir.OpGt, a.value, b.value) }

// Ge is a >= b.
func (a SInt) Ge(b SInt) Bool { return compare(ir.OpGe, a.value, b.value) }

// Is compares with a constant of a's width.
func (a SInt) Is(v int64) Bool {
	a = SInt{a.need()}
	return compare(ir.OpEq, a.value, constant(big.NewInt(v), true, []int{a.Width()}))
}

// AndR reports whether all bits are 1.
func (a SInt) AndR() Bool { return a.AsUInt().AndR() }

// OrR reports whether any bit is 1.
func (a SInt) OrR() Bool { return a.AsUInt().OrR() }

// XorR is the parity: 1 for an odd number of ones.
func (a SInt) XorR() Bool { return a.AsUInt().XorR() }

// Shl is a * 2^n, n bits wider.
func (a SInt) Shl(n int) SInt { return SInt{shl(a.value, n)} }

// Shr is a / 2^n rounded down, n bits narrower (at least 1, the sign).
func (a SInt) Shr(n int) SInt { return SInt{shr(a.value, n)} }

// ShlVar is a shifted left by n within its own width; bits shifted out are
// lost, which the caller has seen to by extending first.
func (a SInt) ShlVar(n UInt) SInt {
	return SInt{op(ir.OpShl, num(a.need().typ.Width, true), a.value, n.value)}
}

// ShrVar is a / 2^n rounded down, in a's width.
func (a SInt) ShrVar(n UInt) SInt {
	return SInt{op(ir.OpShr, num(a.need().typ.Width, true), a.value, n.value)}
}

// Bit is bit i, 0 the lowest.
func (a SInt) Bit(i int) Bool { return bit(a.value, i) }

// Bits is bits hi down to lo, both included.
func (a SInt) Bits(hi, lo int) UInt { return UInt{bitRange(a.value, hi, lo)} }

// Trunc keeps the low w bits, w at most the width.
func (a SInt) Trunc(w int) SInt { return SInt{truncTo(a.value, w)} }

// Ext widens to w bits with the sign, w at least the width.
func (a SInt) Ext(w int) SInt { return SInt{extTo(a.value, w)} }

// Wrap is the value modulo 2^w read as two's complement, narrower or wider.
func (a SInt) Wrap(w int) SInt { return SInt{wrapTo(a.value, w)} }

// Sat is the value, or the nearest that w bits hold.
func (a SInt) Sat(w int) SInt {
	a = SInt{a.need()}
	if w >= a.Width() {
		return a.Ext(w)
	}
	if w < 1 {
		return SInt{noSat(a.value, w)}
	}
	high := a.Bits(a.Width()-1, w-1)
	fits := high.AndR().Or(high.OrR().Not())
	top := new(big.Int).Lsh(big.NewInt(1), uint(w-1))
	least := SBig(new(big.Int).Neg(top), w)
	most := SBig(new(big.Int).Sub(top, big.NewInt(1)), w)
	return Mux(fits, a.Trunc(w), Mux(a.IsNeg(), least, most))
}

// AsUInt reads the same bits as unsigned.
func (a SInt) AsUInt() UInt { return UInt{cast(a.value, num(a.need().typ.Width, false))} }
