package hdl

import (
	"math/big"

	"npugen/hdl/ir"
)

// U is the unsigned constant v. Its width is w, or the fewest bits that hold v
// when w is left out.
func U(v uint64, w ...int) UInt {
	return UInt{constant(new(big.Int).SetUint64(v), false, w)}
}

// S is the signed constant v. Its width is w, or the fewest bits that hold v
// when w is left out.
func S(v int64, w ...int) SInt {
	return SInt{constant(big.NewInt(v), true, w)}
}

// UBig is U for constants of any size.
func UBig(v *big.Int, w ...int) UInt { return UInt{constant(v, false, w)} }

// SBig is S for constants of any size.
func SBig(v *big.Int, w ...int) SInt { return SInt{constant(v, true, w)} }

// B is the constant condition v.
func B(v bool) Bool {
	x := new(big.Int)
	if v {
		x.SetInt64(1)
	}
	return Bool{value{typ: boolType, node: &ir.Node{Op: ir.OpConst, Width: 1, Bool: true, Val: x}}}
}

func constant(v *big.Int, signed bool, width []int) value {
	need := minWidth(v, signed)
	w := need
	if len(width) > 0 {
		w = width[0]
	}
	out := typeOf(ir.Type{Width: w, Signed: signed}, w)
	switch {
	case out.err != nil:
	case !signed && v.Sign() < 0:
		out.err = newDiag(CodeConst, "constant %v is negative but unsigned", v).fix("use hdl.S, or a value of 0 or more")
	case w < need:
		kind := "U"
		if signed {
			kind = "S"
		}
		out.err = newDiag(CodeConst, "constant %v does not fit %d bits", v, w).
			fix("write hdl.%s(%v, %d), or let the width follow the value: hdl.%s(%v)", kind, v, need, kind, v)
	}
	out.node = constNode(out.typ, v)
	return out
}

// constNode is a constant of type t, taken modulo its width.
func constNode(t ir.Type, v *big.Int) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Width: t.Width, Signed: t.Signed, Bool: t.Bool, Enum: t.Enum,
		Val: new(big.Int).And(v, ir.Mask(t.Width))}
}

// minWidth is the fewest bits that hold v, at least 1.
func minWidth(v *big.Int, signed bool) int {
	if !signed {
		return max(1, v.BitLen())
	}
	if v.Sign() < 0 {
		return new(big.Int).Not(v).BitLen() + 1
	}
	return v.BitLen() + 1
}
