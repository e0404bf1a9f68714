package opmatrix

import (
	"math/big"

	"npugen/hdl"
)

// shifts are those by a variable amount, which is all of b.
func shifts(wa int) []Op {
	// amount bounds a shift that leaves nothing, so that big.Int can do it.
	amount := func(v Values) uint { return uint(clamp(v.B, new(big.Int), big.NewInt(int64(wa))).Int64()) }
	return []Op{
		{"uint.shlvar", func(o Operands) hdl.Bits { return o.A.ShlVar(o.B) }, func(v Values) *big.Int {
			return lowUnsigned(new(big.Int).Lsh(v.A, amount(v)), wa)
		}},
		{"uint.shrvar", func(o Operands) hdl.Bits { return o.A.ShrVar(o.B) }, func(v Values) *big.Int { return new(big.Int).Rsh(v.A, amount(v)) }},
		{"sint.shlvar", func(o Operands) hdl.Bits { return o.X.ShlVar(o.B) }, func(v Values) *big.Int {
			return lowSigned(new(big.Int).Lsh(v.X, amount(v)), wa)
		}},
		{"sint.shrvar", func(o Operands) hdl.Bits { return o.X.ShrVar(o.B) }, func(v Values) *big.Int { return new(big.Int).Rsh(v.X, amount(v)) }},
	}
}
