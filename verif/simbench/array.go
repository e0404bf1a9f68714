package simbench

import (
	"npugen/blocks/systolic"
	"npugen/hdl"
	"npugen/hdl/ir"
)

// array is an n x n int8 weight-stationary array with new activations and
// weights in every cycle.
type array struct{ N int }

func (a array) Inputs() hdl.None { return hdl.None{} }

func (a array) Build(m *hdl.Module, _ hdl.None) Out {
	const w = 8
	vector := func(name string) []hdl.SInt {
		return hdl.Unpack(hdl.Vec(a.N, hdl.SIntT(w)), random(m, name, a.N*w))
	}
	rowBits := ir.AddrWidth(a.N)
	control := random(m, "control", rowBits+5)
	out := hdl.Inst(m, "array", systolic.Array{Rows: a.N, Cols: a.N, ActW: w, WeightW: w, AccW: 32}, systolic.ArrayIn{
		Act:    vector("act"),
		Weight: vector("weight"),
		Load:   control.Bit(rowBits),
		Row:    row(control.Bits(rowBits-1, 0), a.N),
		Swap:   control.Bits(rowBits+4, rowBits+1).Is(0), // a new tile every 16 cycles or so
		En:     hdl.B(true),
	})
	var sums []hdl.Bits
	for _, s := range out.Sum {
		sums = append(sums, s)
	}
	return digest(m, sums...)
}

// row is x as the number of one of n rows.
func row(x hdl.UInt, n int) hdl.UInt {
	return hdl.Mux(x.Ge(hdl.U(uint64(n))), hdl.U(0, x.Width()), x)
}
