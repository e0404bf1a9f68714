package systolic

import (
	"math/bits"

	"npugen/hdl"
)

// Array is a weight-stationary array of Rows x Cols cells with skewed and
// deskewed edges, so that whole vectors go in and come out:
//
//	y[c] = sum over r of act[r] * weight[r][c]
//
// It takes a vector of Rows activations and a row of Cols weights per cycle
// and gives a vector of Cols sums, [Array.Latency] enabled cycles after its
// activations. There are no bubbles: a tile's first vector follows the last
// vector of the tile before in the next cycle, however short that tile was.
//
// Everything is timed at the edge, as if the array were one cell:
//
//   - load[r] stores the weights of this cycle in the shadow of row r;
//   - swap makes the shadow of all rows active, for the activations of this
//     cycle and those that follow;
//   - a load in the cycle of a swap belongs to the tile after.
//
// Rows that are not loaded keep the shadow they had: a tile of fewer rows
// costs only its own, if the activations of the others are 0.
//
// Two 1-row tiles (weights 5, then 7) on a 1 x 1 array of latency 2; the
// weight 7 is loaded in the very cycle in which 5 becomes active:
//
//	cycle      0   1   2   3   4   5
//	weight     5   7
//	load       #   #
//	swap           #   #
//	act            2   3
//	y                      10  21
type Array struct {
	Rows    int `hdl:"r"`   // along the reduction
	Cols    int `hdl:"c"`   // across, one output each
	ActW    int `hdl:"a"`   // bits of an activation, signed, 2..16
	WeightW int `hdl:"w"`   // bits of a weight, signed, 2..16
	AccW    int `hdl:"acc"` // bits of a sum, signed, at least ExactWidth
}

// ArrayIn is what enters the array in a cycle.
type ArrayIn struct {
	Act    []hdl.SInt // Rows values of ActW bits
	Swap   hdl.Bool
	Weight []hdl.SInt // Cols values of WeightW bits
	Load   []hdl.Bool // Rows, the rows to store the weights in
	En     hdl.Bool   // all state holds while 0
}

// ArrayOut is what leaves it.
type ArrayOut struct {
	Sum []hdl.SInt // Cols values of AccW bits
}

// ExactWidth is the width of the exact sum of rows products.
func ExactWidth(rows, actW, weightW int) int {
	return actW + weightW + bits.Len(uint(rows-1))
}

// Latency is the number of enabled cycles from activations to their sums:
// Rows + Cols.
func (a Array) Latency() int { return a.Rows + a.Cols }

// Inputs gives the types of the ports.
func (a Array) Inputs() ArrayIn {
	a = a.nearest()
	return ArrayIn{
		Act:    hdl.Vec(a.Rows, hdl.SIntT(a.ActW)),
		Weight: hdl.Vec(a.Cols, hdl.SIntT(a.WeightW)),
		Load:   hdl.Vec(a.Rows, hdl.BoolT()),
	}
}

// Build makes the array.
func (a Array) Build(m *hdl.Module, in ArrayIn) ArrayOut {
	m.Doc("weight-stationary systolic array")
	a.check(m)
	a = a.nearest()
	lanes := make([]Lane, a.Rows)
	for r := range lanes {
		lanes[r] = Lane{Act: in.Act[r], Swap: in.Swap, Load: in.Load[r]}
	}
	lanes = skewLanes(m, lanes, a.ActW, in.En)
	weights := skew(m, "weight_skew", in.Weight, in.En)
	zeros := make([]hdl.SInt, a.Cols)
	for c := range zeros {
		zeros[c] = hdl.S(0, a.AccW)
	}
	pe := PE{a.ActW, a.WeightW, a.AccW}
	cells := hdl.Grid(m, "pe", a.Rows, a.Cols, pe, func(c hdl.Cell, o PEOut) PEIn {
		return PEIn{
			Lane:   hdl.West(c, o.Lane, lanes),
			Weight: hdl.North(c, o.Weight, weights),
			Psum:   hdl.North(c, o.Psum, zeros),
			En:     in.En,
		}
	})
	sums := make([]hdl.SInt, a.Cols)
	for c, o := range cells.SouthEdge() {
		sums[c] = o.Psum
	}
	return ArrayOut{Sum: deskew(m, "deskew", sums, in.En)}
}
