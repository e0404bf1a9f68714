package fp

import (
	"fmt"

	"npugen/hdl"
)

const (
	minInt = 2
	maxInt = 63
)

func validWidth(m *hdl.Module, w int) int {
	if w < minInt || w > maxInt {
		m.Reject(fmt.Sprintf("integers of %d bits", w), fmt.Sprintf("want %d to %d", minInt, maxInt))
	}
	return clampWidth(w)
}

func clampWidth(w int) int { return min(max(w, minInt), maxInt) }

// FromInt is the number nearest to a signed integer: golden Format.FromInt.
//
// Latency 2 enabled cycles: magnitude and normalise; round and pack.
type FromInt struct {
	Format
	Width int `hdl:"i"` // bits of the integer, 2..63
}

// Integer is a signed integer.
type Integer struct {
	X  hdl.SInt
	En hdl.Bool
}

// Latency is the number of enabled cycles from operand to result.
func (FromInt) Latency() int { return 2 }

// Inputs gives the types of the ports.
func (p FromInt) Inputs() Integer { return Integer{X: hdl.SIntT(clampWidth(p.Width))} }

// Build makes the pipeline.
func (p FromInt) Build(m *hdl.Module, in Integer) Result {
	m.Doc("signed integer to " + p.Format.String())
	f, w := valid(m, p.Format), validWidth(m, p.Width)
	x := hdl.Name(m, "magnitude", in.X.Abs())
	zeros := leadingZeros(x)
	ew := max(f.Exp+2, countWidth(w)+1)
	exp := hdl.U(uint64(f.Bias()+w-2), ew).SubWrap(zeros.Ext(ew))
	sig := x.ShlVar(zeros)
	if more := f.Man + 3 - w; more > 0 {
		sig = sig.Shl(more)
	}
	s1 := result{
		sign:  in.X.IsNeg(),
		expM1: exp,
		sig:   sig,
		nan:   hdl.B(false),
		inf:   hdl.B(false),
	}.flushed(x.OrR().Not())
	return Result{hdl.RegEn(m, "y_q", pack(f, s1.held(m, "s1", in.En)), in.En)}
}

// ToInt is the integer nearest to a number, ties to even, saturated: golden
// Format.ToInt. NaN gives 0.
//
// Latency 2 enabled cycles: shift; round and saturate.
type ToInt struct {
	Format
	Width     int  `hdl:"i"`         // bits of the integer, 2..63
	Symmetric bool `hdl:"symmetric"` // leave out the least integer: -127..127 for 8 bits
}

// IntegerOut is a signed integer.
type IntegerOut struct{ Y hdl.SInt }

// Latency is the number of enabled cycles from operand to result.
func (ToInt) Latency() int { return 2 }

// Inputs gives the types of the ports.
func (p ToInt) Inputs() Unary { return Unary{X: typ(p.Format)} }

// Build makes the pipeline.
func (p ToInt) Build(m *hdl.Module, in Unary) IntegerOut {
	m.Doc(p.Format.String() + " to signed integer, saturated")
	f, w := valid(m, p.Format), validWidth(m, p.Width)
	x := unpack(f, in.X)
	ew := max(f.Exp, countWidth(f.Bias()+w)) + 1
	exp := x.exp.Ext(ew)
	most := hdl.U(uint64(f.Bias()+w-2), ew) // exponent of the integer's highest bit
	small := exp.Lt(hdl.U(uint64(f.Bias()-1), ew))
	sig := x.sig.Shl(w - 1).ShrVar(most.SubWrap(exp)) // nothing but 0 is lost
	s1 := hdl.RegEn(m, "s1_sig", hdl.Mux(small.Or(x.nan), hdl.U(0, sig.Width()), sig), in.En)
	sign := hdl.RegEn(m, "s1_sign", x.sign, in.En)
	over := hdl.RegEn(m, "s1_over", exp.Gt(most).Or(x.inf).And(x.nan.Not()), in.En)

	q := s1.Bits(s1.Width()-1, f.Man+1)
	up := s1.Bit(f.Man).And(s1.Trunc(f.Man).OrR().Or(q.Bit(0)))
	n := hdl.Name(m, "rounded", q.Ext(w).AddWrap(up.AsUInt()))
	limit := hdl.Cat(hdl.B(false), hdl.U(1<<(w-1)-1, w-1))
	if !p.Symmetric {
		limit = limit.AddWrap(sign.AsUInt())
	}
	n = hdl.Mux(over.Or(n.Gt(limit)), limit, n)
	y := hdl.Mux(sign, hdl.U(0, w).SubWrap(n), n).AsSInt()
	return IntegerOut{hdl.RegEn(m, "y_q", y, in.En)}
}
