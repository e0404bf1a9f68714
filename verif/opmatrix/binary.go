package opmatrix

import (
	"math/big"

	"npugen/hdl"
	"npugen/hdl/ir"
)

func unsignedBinary(wa, wb int) []Op {
	m := max(wa, wb)
	return []Op{
		{"uint.add", func(o Operands) hdl.Bits { return o.A.Add(o.B) }, func(v Values) *big.Int { return add(v.A, v.B) }},
		{"uint.addwrap", func(o Operands) hdl.Bits { return o.A.AddWrap(o.B) }, func(v Values) *big.Int { return lowUnsigned(add(v.A, v.B), m) }},
		{"uint.addsat", func(o Operands) hdl.Bits { return o.A.AddSat(o.B) }, func(v Values) *big.Int { return satUnsigned(add(v.A, v.B), m) }},
		{"uint.sub", func(o Operands) hdl.Bits { return o.A.Sub(o.B) }, func(v Values) *big.Int { return sub(v.A, v.B) }},
		{"uint.subwrap", func(o Operands) hdl.Bits { return o.A.SubWrap(o.B) }, func(v Values) *big.Int { return lowUnsigned(sub(v.A, v.B), m) }},
		{"uint.mul", func(o Operands) hdl.Bits { return o.A.Mul(o.B) }, func(v Values) *big.Int { return mul(v.A, v.B) }},
		{"uint.div", func(o Operands) hdl.Bits { return o.A.Div(o.B) }, func(v Values) *big.Int {
			if v.B.Sign() == 0 {
				return ir.Mask(wa)
			}
			return new(big.Int).Quo(v.A, v.B)
		}},
		{"uint.rem", func(o Operands) hdl.Bits { return o.A.Rem(o.B) }, func(v Values) *big.Int {
			if v.B.Sign() == 0 {
				return v.A
			}
			return new(big.Int).Rem(v.A, v.B)
		}},
		{"uint.and", func(o Operands) hdl.Bits { return o.A.Wrap(m).And(o.B.Wrap(m)) }, func(v Values) *big.Int { return new(big.Int).And(v.A, v.B) }},
		{"uint.or", func(o Operands) hdl.Bits { return o.A.Wrap(m).Or(o.B.Wrap(m)) }, func(v Values) *big.Int { return new(big.Int).Or(v.A, v.B) }},
		{"uint.xor", func(o Operands) hdl.Bits { return o.A.Wrap(m).Xor(o.B.Wrap(m)) }, func(v Values) *big.Int { return new(big.Int).Xor(v.A, v.B) }},
		{"uint.eq", func(o Operands) hdl.Bits { return o.A.Eq(o.B) }, func(v Values) *big.Int { return truth(v.A.Cmp(v.B) == 0) }},
		{"uint.ne", func(o Operands) hdl.Bits { return o.A.Ne(o.B) }, func(v Values) *big.Int { return truth(v.A.Cmp(v.B) != 0) }},
		{"uint.lt", func(o Operands) hdl.Bits { return o.A.Lt(o.B) }, func(v Values) *big.Int { return truth(v.A.Cmp(v.B) < 0) }},
		{"uint.le", func(o Operands) hdl.Bits { return o.A.Le(o.B) }, func(v Values) *big.Int { return truth(v.A.Cmp(v.B) <= 0) }},
		{"uint.gt", func(o Operands) hdl.Bits { return o.A.Gt(o.B) }, func(v Values) *big.Int { return truth(v.A.Cmp(v.B) > 0) }},
		{"uint.ge", func(o Operands) hdl.Bits { return o.A.Ge(o.B) }, func(v Values) *big.Int { return truth(v.A.Cmp(v.B) >= 0) }},
		{"uint.cat", func(o Operands) hdl.Bits { return hdl.Cat(o.A, o.B) }, func(v Values) *big.Int { return add(mul(v.A, power(wb)), v.B) }},
		{"uint.mux", func(o Operands) hdl.Bits { return hdl.Mux(o.A.Lt(o.B), o.A.Wrap(m), o.B.Wrap(m)) }, func(v Values) *big.Int {
			return clamp(v.A, new(big.Int), v.B)
		}},
	}
}

func signedBinary(wa, wb int) []Op {
	m := max(wa, wb)
	return []Op{
		{"sint.add", func(o Operands) hdl.Bits { return o.X.Add(o.Y) }, func(v Values) *big.Int { return add(v.X, v.Y) }},
		{"sint.addwrap", func(o Operands) hdl.Bits { return o.X.AddWrap(o.Y) }, func(v Values) *big.Int { return lowSigned(add(v.X, v.Y), m) }},
		{"sint.addsat", func(o Operands) hdl.Bits { return o.X.AddSat(o.Y) }, func(v Values) *big.Int { return satSigned(add(v.X, v.Y), m) }},
		{"sint.sub", func(o Operands) hdl.Bits { return o.X.Sub(o.Y) }, func(v Values) *big.Int { return sub(v.X, v.Y) }},
		{"sint.subwrap", func(o Operands) hdl.Bits { return o.X.SubWrap(o.Y) }, func(v Values) *big.Int { return lowSigned(sub(v.X, v.Y), m) }},
		{"sint.mul", func(o Operands) hdl.Bits { return o.X.Mul(o.Y) }, func(v Values) *big.Int { return mul(v.X, v.Y) }},
		{"sint.div", func(o Operands) hdl.Bits { return o.X.Div(o.Y) }, func(v Values) *big.Int {
			if v.Y.Sign() == 0 {
				return big.NewInt(-1)
			}
			return new(big.Int).Quo(v.X, v.Y)
		}},
		{"sint.rem", func(o Operands) hdl.Bits { return o.X.Rem(o.Y) }, func(v Values) *big.Int {
			if v.Y.Sign() == 0 {
				return v.X
			}
			return new(big.Int).Rem(v.X, v.Y)
		}},
		{"sint.and", func(o Operands) hdl.Bits { return o.X.Wrap(m).And(o.Y.Wrap(m)) }, func(v Values) *big.Int { return new(big.Int).And(v.X, v.Y) }},
		{"sint.or", func(o Operands) hdl.Bits { return o.X.Wrap(m).Or(o.Y.Wrap(m)) }, func(v Values) *big.Int { return new(big.Int).Or(v.X, v.Y) }},
		{"sint.xor", func(o Operands) hdl.Bits { return o.X.Wrap(m).Xor(o.Y.Wrap(m)) }, func(v Values) *big.Int { return new(big.Int).Xor(v.X, v.Y) }},
		{"sint.eq", func(o Operands) hdl.Bits { return o.X.Eq(o.Y) }, func(v Values) *big.Int { return truth(v.X.Cmp(v.Y) == 0) }},
		{"sint.ne", func(o Operands) hdl.Bits { return o.X.Ne(o.Y) }, func(v Values) *big.Int { return truth(v.X.Cmp(v.Y) != 0) }},
		{"sint.lt", func(o Operands) hdl.Bits { return o.X.Lt(o.Y) }, func(v Values) *big.Int { return truth(v.X.Cmp(v.Y) < 0) }},
		{"sint.le", func(o Operands) hdl.Bits { return o.X.Le(o.Y) }, func(v Values) *big.Int { return truth(v.X.Cmp(v.Y) <= 0) }},
		{"sint.gt", func(o Operands) hdl.Bits { return o.X.Gt(o.Y) }, func(v Values) *big.Int { return truth(v.X.Cmp(v.Y) > 0) }},
		{"sint.ge", func(o Operands) hdl.Bits { return o.X.Ge(o.Y) }, func(v Values) *big.Int { return truth(v.X.Cmp(v.Y) >= 0) }},
	}
}
