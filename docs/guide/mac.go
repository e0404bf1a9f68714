package guide

import "npugen/hdl"

// MAC adds products to an accumulator that saturates.
type MAC struct{ Width, AccWidth int }

type MACIn struct {
	A, B    hdl.SInt
	En, Clr hdl.Bool
}

type MACOut struct{ Acc hdl.SInt }

func (p MAC) Inputs() MACIn {
	return MACIn{A: hdl.SIntT(p.Width), B: hdl.SIntT(p.Width)}
}

func (p MAC) Build(m *hdl.Module, in MACIn) MACOut {
	acc := hdl.RegInit(m, "acc", hdl.S(0, p.AccWidth))
	product := in.A.Mul(in.B)   // 2*Width bits: nothing is lost
	sum := acc.Q().Add(product) // one more bit than the wider side
	m.When(in.Clr, func() {
		acc.D(hdl.S(0, p.AccWidth))
	}).Elsewhen(in.En, func() {
		acc.D(sum.Sat(p.AccWidth)) // the loss is spelled out
	})
	return MACOut{Acc: acc.Q()}
}
