package opmatrix

import (
	"math/big"

	"npugen/hdl"
	"npugen/hdl/ir"
)

func unsignedUnary(w int) []Op {
	half, less := (w+1)/2, max(1, w-2)
	all := ir.Mask(w)
	return []Op{
		{"uint.not", func(o Operands) hdl.Bits { return o.A.Not() }, func(v Values) *big.Int { return sub(all, v.A) }},
		{"uint.andr", func(o Operands) hdl.Bits { return o.A.AndR() }, func(v Values) *big.Int { return truth(v.A.Cmp(all) == 0) }},
		{"uint.orr", func(o Operands) hdl.Bits { return o.A.OrR() }, func(v Values) *big.Int { return truth(v.A.Sign() != 0) }},
		{"uint.xorr", func(o Operands) hdl.Bits { return o.A.XorR() }, func(v Values) *big.Int { return parity(v.A) }},
		{"uint.trunc", func(o Operands) hdl.Bits { return o.A.Trunc(half) }, func(v Values) *big.Int { return lowUnsigned(v.A, half) }},
		{"uint.ext", func(o Operands) hdl.Bits { return o.A.Ext(w + 5) }, func(v Values) *big.Int { return v.A }},
		{"uint.wrap", func(o Operands) hdl.Bits { return o.A.Wrap(less) }, func(v Values) *big.Int { return lowUnsigned(v.A, less) }},
		{"uint.sat", func(o Operands) hdl.Bits { return o.A.Sat(less) }, func(v Values) *big.Int { return satUnsigned(v.A, less) }},
		{"uint.shl", func(o Operands) hdl.Bits { return o.A.Shl(3) }, func(v Values) *big.Int { return new(big.Int).Lsh(v.A, 3) }},
		{"uint.shr", func(o Operands) hdl.Bits { return o.A.Shr(3) }, func(v Values) *big.Int { return new(big.Int).Rsh(v.A, 3) }},
		{"uint.bit", func(o Operands) hdl.Bits { return o.A.Bit(w / 2) }, func(v Values) *big.Int { return truth(v.A.Bit(w/2) == 1) }},
		{"uint.bits", func(o Operands) hdl.Bits { return o.A.Bits(w-1, w/2) }, func(v Values) *big.Int { return new(big.Int).Rsh(v.A, uint(w/2)) }},
		{"uint.rep", func(o Operands) hdl.Bits { return o.A.Rep(2) }, func(v Values) *big.Int { return mul(v.A, add(power(w), big.NewInt(1))) }},
		{"uint.assint", func(o Operands) hdl.Bits { return o.A.AsSInt() }, func(v Values) *big.Int { return v.X }},
		{"uint.tosint", func(o Operands) hdl.Bits { return o.A.ToSInt() }, func(v Values) *big.Int { return v.A }},
	}
}

func signedUnary(w int) []Op {
	half, less := (w+1)/2, max(1, w-2)
	return []Op{
		{"sint.not", func(o Operands) hdl.Bits { return o.X.Not() }, func(v Values) *big.Int { return new(big.Int).Not(v.X) }},
		{"sint.neg", func(o Operands) hdl.Bits { return o.X.Neg() }, func(v Values) *big.Int { return new(big.Int).Neg(v.X) }},
		{"sint.abs", func(o Operands) hdl.Bits { return o.X.Abs() }, func(v Values) *big.Int { return new(big.Int).Abs(v.X) }},
		{"sint.isneg", func(o Operands) hdl.Bits { return o.X.IsNeg() }, func(v Values) *big.Int { return truth(v.X.Sign() < 0) }},
		{"sint.andr", func(o Operands) hdl.Bits { return o.X.AndR() }, func(v Values) *big.Int { return truth(v.X.Cmp(big.NewInt(-1)) == 0) }},
		{"sint.orr", func(o Operands) hdl.Bits { return o.X.OrR() }, func(v Values) *big.Int { return truth(v.X.Sign() != 0) }},
		{"sint.xorr", func(o Operands) hdl.Bits { return o.X.XorR() }, func(v Values) *big.Int { return parity(v.A) }},
		{"sint.trunc", func(o Operands) hdl.Bits { return o.X.Trunc(half) }, func(v Values) *big.Int { return lowSigned(v.X, half) }},
		{"sint.ext", func(o Operands) hdl.Bits { return o.X.Ext(w + 5) }, func(v Values) *big.Int { return v.X }},
		{"sint.wrap", func(o Operands) hdl.Bits { return o.X.Wrap(less) }, func(v Values) *big.Int { return lowSigned(v.X, less) }},
		{"sint.sat", func(o Operands) hdl.Bits { return o.X.Sat(less) }, func(v Values) *big.Int { return satSigned(v.X, less) }},
		{"sint.shl", func(o Operands) hdl.Bits { return o.X.Shl(3) }, func(v Values) *big.Int { return new(big.Int).Lsh(v.X, 3) }},
		{"sint.shr", func(o Operands) hdl.Bits { return o.X.Shr(3) }, func(v Values) *big.Int { return new(big.Int).Rsh(v.X, 3) }},
		{"sint.asuint", func(o Operands) hdl.Bits { return o.X.AsUInt() }, func(v Values) *big.Int { return v.A }},
	}
}
