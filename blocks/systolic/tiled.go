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
	Tile    int `hdl:"t"`   // side of a tile, up to both sides and 16; those at the ends have what is left
	ActW    int `hdl:"a"`   // bits of an activation, signed, 2..16
	WeightW int `hdl:"w"`   // bits of a weight, signed, 2..16
	AccW    int `hdl:"acc"` // bits of a sum, signed, at least ExactWidth
}

const maxTile = 16

// Latency is the number of enabled cycles from activations to their sums:
// Rows/Tile + Cols/Tile, both rounded up.
func (a Tiled) Latency() int {
	tiles := func(n int) int { return (n + a.Tile - 1) / a.Tile }
	return tiles(a.Rows) + tiles(a.Cols)
}

// Inputs gives the types of the ports, those of an Array.
func (a Tiled) Inputs() ArrayIn { return a.array().Inputs() }

func (a Tiled) array() Array { return Array{a.Rows, a.Cols, a.ActW, a.WeightW, a.AccW} }

func (a Tiled) nearest() Tiled {
	n := a.array().nearest()
	if a.Tile < 1 || a.Tile > min(maxTile, n.Rows, n.Cols) {
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
			fmt.Sprintf("use 1 to %d", min(maxTile, n.Rows, n.Cols)))
	}
	a = a.nearest()
	weights := skewTiles(m, "weight", parts(in.Weight, a.Tile), 0, 1, in.En)
	sums := a.tiles(m, a.lanes(m, in), weights, in.En)
	var out ArrayOut
	for _, s := range skewTiles(m, "sum", sums, len(sums)-1, -1, in.En) {
		out.Sum = append(out.Sum, s...)
	}
	return out
}

// lanes is what enters the rows of tiles from the west, everything i cycles
// later in row i, as in Array.lanes.
func (a Tiled) lanes(m *hdl.Module, in ArrayIn) []TileLane {
	acts := skewTiles(m, "act", parts(in.Act, a.Tile), 0, 1, in.En)
	lanes := make([]TileLane, len(acts))
	row, load, swap := in.Row, in.Load, in.Swap
	for i := range lanes {
		if i > 0 {
			row = hdl.RegEn(m, hdl.N("row", i), row, in.En)
			load = hdl.RegEn(m, hdl.N("load", i), load, in.En)
			swap = hdl.RegEn(m, hdl.N("swap", i), swap, in.En)
		}
		loads := make([]hdl.Bool, len(acts[i]))
		for r := range loads {
			loads[r] = load.And(row.Is(uint64(i*a.Tile + r)))
		}
		lanes[i] = TileLane{Act: acts[i], Swap: swap, Load: hdl.Pack(loads)}
	}
	return lanes
}

// parts cuts a vector into vectors of n, the last being what is left.
func parts(x []hdl.SInt, n int) [][]hdl.SInt {
	var out [][]hdl.SInt
	for len(x) > 0 {
		k := min(n, len(x))
		out, x = append(out, x[:k:k]), x[k:]
	}
	return out
}

// skewTiles delays vector i by base + step*i cycles.
func skewTiles(m *hdl.Module, name string, x [][]hdl.SInt, base, step int, en hdl.Bool) [][]hdl.SInt {
	out := append([][]hdl.SInt(nil), x...)
	n := len(x)
	whole := n // those that are as long as the first
	if len(x[n-1]) != len(x[0]) {
		whole--
	}
	first, end := 0, whole
	switch { // those that wait at all
	case base == 0:
		first = 1
	case base+step*(whole-1) == 0:
		end--
	}
	wait := DelayVector{len(x[0]), x[0][0].Width()}
	if moved := out[first:max(first, end)]; len(moved) > 0 {
		edge := append([][]hdl.SInt(nil), moved...)
		t := hdl.Triangle(m, name+"_skew", len(moved), base+step*first, step, wait, func(c hdl.Cell, o VectorOut) VectorIn {
			return VectorIn{X: hdl.West(c, o.Y, edge), En: en}
		})
		for i, o := range t.EastEdge() {
			moved[i] = o.Y
		}
	}
	if cycles := base + step*(n-1); whole < n && cycles > 0 {
		line := DelayLine{len(x[n-1]), wait.Width, cycles}
		out[n-1] = hdl.Inst(m, name+"_rest", line, VectorIn{x[n-1], en}).Y
	}
	return out
}
