package guide

import "npugen/hdl"

// Cell is a multiply-accumulate cell that passes its operands on.
type Cell struct{ Width, AccWidth int }

type CellIn struct {
	A, B hdl.SInt
	Clr  hdl.Bool
}

type CellOut struct{ A, B, Acc hdl.SInt }

func (p Cell) Inputs() CellIn {
	return CellIn{A: hdl.SIntT(p.Width), B: hdl.SIntT(p.Width)}
}

func (p Cell) Build(m *hdl.Module, in CellIn) CellOut {
	acc := hdl.Reg(m, "acc", hdl.SIntT(p.AccWidth))
	product := in.A.Mul(in.B).Ext(p.AccWidth)
	acc.D(hdl.Mux(in.Clr, product, acc.Q().AddWrap(product)))
	return CellOut{A: hdl.RegNext(m, "a", in.A), B: hdl.RegNext(m, "b", in.B), Acc: acc.Q()}
}

// Mesh is a grid of cells: A flows east, B flows south.
type Mesh struct{ Rows, Cols int }

type MeshIn struct {
	A, B []hdl.SInt
	Clr  hdl.Bool
}

type MeshOut struct{ Acc []hdl.SInt }

func (p Mesh) Inputs() MeshIn {
	return MeshIn{A: hdl.Vec(p.Rows, hdl.SIntT(8)), B: hdl.Vec(p.Cols, hdl.SIntT(8))}
}

func (p Mesh) Build(m *hdl.Module, in MeshIn) MeshOut {
	cells := hdl.Grid(m, "pe", p.Rows, p.Cols, Cell{8, 32}, func(c hdl.Cell, out CellOut) CellIn {
		return CellIn{
			A:   hdl.West(c, out.A, in.A),  // the west neighbour's A, or in.A[row] at the edge
			B:   hdl.North(c, out.B, in.B), // the north neighbour's B, or in.B[column]
			Clr: in.Clr,                    // the same for every cell
		}
	})
	var acc []hdl.SInt
	for _, cell := range cells.All() {
		acc = append(acc, cell.Acc)
	}
	return MeshOut{Acc: acc}
}
