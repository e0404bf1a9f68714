package opmatrix

import (
	"math/big"

	"npugen/hdl"
	"npugen/hdl/ir"
)

// Operands are the hardware operands: a and b as they are, and as signed.
type Operands struct {
	A, B hdl.UInt
	X, Y hdl.SInt
}

// Values are the numbers that the operands hold. X and Y are A and B read as
// two's complement.
type Values struct {
	WA, WB     int
	A, B, X, Y *big.Int
}

// Op is one operator. Want is its value as a number of the result's sign; it
// must fit the result's width, so that a result of a wrong width is found too.
type Op struct {
	Name  string
	Build func(o Operands) hdl.Bits
	Want  func(v Values) *big.Int
}

// Table lists the operators for operands of wa and wb bits.
func Table(wa, wb int) []Op {
	ops := unsignedUnary(wa)
	ops = append(ops, signedUnary(wa)...)
	ops = append(ops, unsignedBinary(wa, wb)...)
	ops = append(ops, signedBinary(wa, wb)...)
	return append(ops, shifts(wa)...)
}

// lowUnsigned is v modulo 2^w; lowSigned reads that as two's complement.
func lowUnsigned(v *big.Int, w int) *big.Int { return new(big.Int).And(v, ir.Mask(w)) }

func lowSigned(v *big.Int, w int) *big.Int {
	r := lowUnsigned(v, w)
	if r.Bit(w-1) == 1 {
		r.Sub(r, power(w))
	}
	return r
}

func power(n int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(n)) }

func clamp(v, lo, hi *big.Int) *big.Int {
	switch {
	case v.Cmp(lo) < 0:
		return lo
	case v.Cmp(hi) > 0:
		return hi
	}
	return v
}

func satUnsigned(v *big.Int, w int) *big.Int { return clamp(v, new(big.Int), ir.Mask(w)) }

func satSigned(v *big.Int, w int) *big.Int {
	return clamp(v, new(big.Int).Neg(power(w-1)), ir.Mask(w-1))
}

func truth(b bool) *big.Int {
	if b {
		return big.NewInt(1)
	}
	return new(big.Int)
}

func add(a, b *big.Int) *big.Int { return new(big.Int).Add(a, b) }
func sub(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }
func mul(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) }

func parity(v *big.Int) *big.Int {
	p := uint(0)
	for i := range v.BitLen() {
		p ^= v.Bit(i)
	}
	return big.NewInt(int64(p))
}
