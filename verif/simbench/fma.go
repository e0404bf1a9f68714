package simbench

import (
	"npugen/blocks/fp"
	"npugen/hdl"
)

// fma is lanes of fused multiply-adders with new operands in every cycle.
type fma struct {
	Lanes  int
	Format fp.Format
}

func (x fma) Inputs() hdl.None { return hdl.None{} }

func (x fma) Build(m *hdl.Module, _ hdl.None) Out {
	w := x.Format.Width()
	operands := func(name string) []hdl.UInt {
		bits := random(m, name, w*x.Lanes)
		list := make([]hdl.UInt, x.Lanes)
		for i := range list {
			list[i] = bits.Bits(w*i+w-1, w*i)
		}
		return list
	}
	a, b, c := operands("a"), operands("b"), operands("c")
	unit := fp.FMA{Format: x.Format}
	grid := hdl.Grid(m, "lane", 1, x.Lanes, unit, func(cell hdl.Cell, _ fp.Result) fp.FMAIn {
		return fp.FMAIn{A: hdl.Col(cell, a), B: hdl.Col(cell, b), C: hdl.Col(cell, c), En: hdl.B(true)}
	})
	var outs []hdl.Bits
	for _, y := range grid.All() {
		outs = append(outs, y.Y)
	}
	return digest(m, outs...)
}
