package guide

import "npugen/hdl"

// Lossy is wrong on purpose: it loses a carry, and reads past the last bit.
type Lossy struct{}

type LossyIn struct{ A, B hdl.UInt }

type LossyOut struct {
	Sum hdl.UInt
	Top hdl.Bool
}

func (Lossy) Inputs() LossyIn { return LossyIn{A: hdl.UIntT(8), B: hdl.UIntT(8)} }

func (Lossy) Build(m *hdl.Module, in LossyIn) LossyOut {
	sum := hdl.Reg(m, "sum", hdl.UIntT(8))
	sum.D(in.A.Add(in.B))
	return LossyOut{Sum: sum.Q(), Top: in.A.Bit(8)}
}
