package systolic

import (
	"fmt"

	"npugen/hdl"
)

// Tiled is an [Array] in which registers stand only between tiles of Tile x
// Tile cells. It is used as an Array is, and has a fraction of its latency and
// of its delay cells; in return a cycle holds the adders of Tile rows.
type Tiled struct {
	Rows    int `hdl:"r"`   // along the reduction
	Cols    int `hdl:"c"`   // across, one output each
	Tile    int `hdl:"t"`   // side of a tile, divides Rows and Cols, 1..16
	ActW    int `hdl:"a"`   // bits of an activation, signed, 2..16
	WeightW int `hdl:"w"`   // bits of a weight, signed, 2..16
	AccW    int `hdl:"acc"` // bits of a sum, signed, at least ExactWidth
}

const maxTile = 16

// Latency is the number of enabled cycles from activations to their sums:
// Rows/Tile + Cols/Tile.
func (a Tiled) Latency() int { return (a.Rows + a.Cols) / a.Tile }

// Inputs gives the types of the ports, those of an Array.
func (a Tiled) Inputs() ArrayIn { return a.array().Inputs() }

func (a Tiled) array() Array { return Array{a.Rows, a.Cols, a.ActW, a.WeightW, a.AccW} }

func (a Tiled) nearest() Tiled {
	n := a.array().nearest()
	if a.Tile < 1 || a.Tile > maxTile || n.Rows%a.Tile != 0 || n.Cols%a.Tile != 0 {
		a.Tile = 1
	}
	return Tiled{n.Rows, n.Cols, a.Tile, n.ActW, n.WeightW, n.AccW}
}

// Build makes the array.
func (a Tiled) Build(m *hdl.Module, in ArrayIn) ArrayOut {
	m.Doc("weight-stationary systolic array of tiles")
	a.array().check(m)
	if n := a.nearest(); n.Tile != a.Tile {
		m.Reject(fmt.Sprintf("tiles of %d x %d in an array of %d x %d", a.Tile, a.Tile, a.Rows, a.Cols),
			fmt.Sprintf("use a divisor of both sides, 1 to %d", maxTile))
	}
	a = a.nearest()
	rows, cols := a.Rows/a.Tile, a.Cols/a.Tile
	lanes := a.lanes(m, in)
	weights := skewTiles(m, "weight", parts(in.Weight, a.Tile), 0, 1, in.En)
	zeros := make([][]hdl.SInt, cols)
	for c := range zeros {
		for range a.Tile {
			zeros[c] = append(zeros[c], hdl.S(0, a.AccW))
		}
	}
	tile := Tile{a.Tile, a.ActW, a.WeightW, a.AccW}
	cells := hdl.Grid(m, "tile", rows, cols, tile, func(c hdl.Cell, o TileOut) TileIn {
		return TileIn{
			TileLane: hdl.West(c, o.TileLane, lanes),
			Weight:   hdl.North(c, o.Weight, weights),
			Psum:     hdl.North(c, o.Psum, zeros),
			En:       in.En,
		}
	})
	sums := make([][]hdl.SInt, cols)
	for c, o := range cells.SouthEdge() {
		sums[c] = o.Psum
	}
	var out ArrayOut
	for _, s := range skewTiles(m, "sum", sums, cols-1, -1, in.En) {
		out.Sum = append(out.Sum, s...)
	}
	return out
}

// lanes is what enters the rows of tiles from the west, everything i cycles
// later in row i, as in Array.lanes.
func (a Tiled) lanes(m *hdl.Module, in ArrayIn) []TileLane {
	acts := skewTiles(m, "act", parts(in.Act, a.Tile), 0, 1, in.En)
	lanes := make([]TileLane, a.Rows/a.Tile)
	row, load, swap := in.Row, in.Load, in.Swap
	for i := range lanes {
		if i > 0 {
			row = hdl.RegEn(m, hdl.N("row", i), row, in.En)
			load = hdl.RegEn(m, hdl.N("load", i), load, in.En)
			swap = hdl.RegEn(m, hdl.N("swap", i), swap, in.En)
		}
		loads := make([]hdl.Bool, a.Tile)
		for r := range loads {
			loads[r] = load.And(row.Is(uint64(i*a.Tile + r)))
		}
		lanes[i] = TileLane{Act: acts[i], Swap: swap, Load: hdl.Pack(loads)}
	}
	return lanes
}

// parts cuts a vector into vectors of n.
func parts(x []hdl.SInt, n int) [][]hdl.SInt {
	var out [][]hdl.SInt
	for ; len(x) > 0; x = x[n:] {
		out = append(out, x[:n:n])
	}
	return out
}

// skewTiles delays vector i by base + step*i cycles.
func skewTiles(m *hdl.Module, name string, x [][]hdl.SInt, base, step int, en hdl.Bool) [][]hdl.SInt {
	out := append([][]hdl.SInt(nil), x...)
	moved := out // those that wait at all
	switch {
	case len(x) == 1:
		return out
	case step > 0:
		moved, base = out[1:], base+1
	default:
		moved = out[:len(x)-1]
	}
	wait := DelayVector{len(x[0]), x[0][0].Width()}
	edge := append([][]hdl.SInt(nil), moved...)
	t := hdl.Triangle(m, name+"_skew", len(moved), base, step, wait, func(c hdl.Cell, o VectorOut) VectorIn {
		return VectorIn{X: hdl.West(c, o.Y, edge), En: en}
	})
	for i, o := range t.EastEdge() {
		moved[i] = o.Y
	}
	return out
}
