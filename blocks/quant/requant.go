package quant

import (
	"fmt"
	"math/big"

	"npugen/hdl"
)

// Latency is the number of enabled cycles from x to y.
const Latency = 3

const (
	maxXWidth    = 64
	maxMultBits  = 32
	maxShiftBits = 6
	maxYWidth    = 32
)

// Requant is the requantiser of one column:
//
//	y = saturate(round(x * mult / 2^shift))
//
// The product is exact, rounding is to the nearest with ties to even, and y is
// limited to plus or minus 2^(YW-1)-1, so that -y always exists (-127..127 for
// 8 bits).
//
// Latency 3 enabled cycles, a new x every cycle. All state holds while en is
// 0; no register has a reset.
type Requant struct {
	XW        int `hdl:"x"` // bits of x, signed, 2..64
	MultBits  int `hdl:"m"` // bits of mult, unsigned, 1..32
	ShiftBits int `hdl:"s"` // bits of shift: 0..2^ShiftBits-1, at most 6
	YW        int `hdl:"y"` // bits of y, signed, 2..32
}

// Factor is mult / 2^shift.
type Factor struct{ Mult, Shift hdl.UInt }

// FactorT is the type of the factor.
func (q Requant) FactorT() Factor {
	q = q.nearest()
	return Factor{hdl.UIntT(q.MultBits), hdl.UIntT(q.ShiftBits)}
}

// RequantIn is a sum and the factor that applies to it.
type RequantIn struct {
	X hdl.SInt
	Factor
	En hdl.Bool
}

// RequantOut is the result.
type RequantOut struct{ Y hdl.SInt }

// Inputs gives the types of the ports.
func (q Requant) Inputs() RequantIn {
	return RequantIn{X: hdl.SIntT(q.nearest().XW), Factor: q.FactorT()}
}

// Build makes the pipeline.
func (q Requant) Build(m *hdl.Module, in RequantIn) RequantOut {
	m.Doc("requantiser of one column: y = saturate(round(x * mult / 2^shift))")
	q.check(m)
	q = q.nearest()
	product := hdl.RegEn(m, "product", in.X.Mul(in.Mult.ToSInt()), in.En)
	shift := hdl.RegEn(m, "product_shift", in.Shift, in.En)

	// One more bit below the point holds the half; what is lost below that
	// only matters as zero or not.
	doubled := product.Shl(1)
	w := doubled.Width()
	lost := hdl.U(1, w).ShlVar(shift).SubWrap(hdl.U(1, w))
	quotient := hdl.RegEn(m, "quotient", doubled.ShrVar(shift), in.En)
	rest := hdl.RegEn(m, "rest", doubled.AsUInt().And(lost).OrR(), in.En)

	half, odd := quotient.Bit(0), quotient.Bit(1)
	up := half.And(rest.Or(odd))
	rounded := quotient.Shr(1).Add(hdl.Mux(up, hdl.S(1, 2), hdl.S(0, 2)))
	return RequantOut{Y: hdl.RegEn(m, "y", saturate(rounded, q.YW), in.En)}
}

// saturate limits x to plus or minus 2^(w-1)-1.
func saturate(x hdl.SInt, w int) hdl.SInt {
	most := new(big.Int).Rsh(new(big.Int).Lsh(big.NewInt(1), uint(w)), 1)
	most.Sub(most, big.NewInt(1))
	least := hdl.SBig(new(big.Int).Neg(most), w)
	y := x.Sat(w)
	return hdl.Mux(y.Lt(least), least, y)
}

func (q Requant) check(m *hdl.Module) {
	for _, p := range []struct {
		what        string
		got, lo, hi int
	}{
		{"x", q.XW, 2, maxXWidth}, {"mult", q.MultBits, 1, maxMultBits},
		{"shift", q.ShiftBits, 1, maxShiftBits}, {"y", q.YW, 2, maxYWidth},
	} {
		if p.got < p.lo || p.got > p.hi {
			m.Reject(fmt.Sprintf("%s of %d bits", p.what, p.got), fmt.Sprintf("want %d to %d", p.lo, p.hi))
		}
	}
}

// nearest is the parameters with which the ports can be declared.
func (q Requant) nearest() Requant {
	return Requant{clamp(q.XW, 2, maxXWidth), clamp(q.MultBits, 1, maxMultBits),
		clamp(q.ShiftBits, 1, maxShiftBits), clamp(q.YW, 2, maxYWidth)}
}

func clamp(x, lo, hi int) int { return min(max(x, lo), hi) }
