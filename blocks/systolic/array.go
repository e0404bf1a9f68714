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
//   - load stores the weights of this cycle in the shadow of row row;
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
	Load   hdl.Bool
	Row    hdl.UInt // the row to store the weights in
	En     hdl.Bool // all state holds while 0
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
		Row:    hdl.UIntT(indexWidth(a.Rows)),
	}
}

// Build makes the array.
func (a Array) Build(m *hdl.Module, in ArrayIn) ArrayOut {
	m.Doc("weight-stationary systolic array")
	a.check(m)
	a = a.nearest()
	lanes := a.lanes(m, in)
	weights := hdl.Inst(m, "weight_skew", Skew{Lanes: a.Cols, Width: a.WeightW}, VectorIn{in.Weight, in.En}).Y
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
	return ArrayOut{hdl.Inst(m, "deskew", Skew{a.Cols, a.AccW, true}, VectorIn{sums, in.En}).Y}
}

// lanes is what enters the rows from the west: everything r cycles later in row
// r. As swap and load are the same for all rows they need one chain each, not a
// triangle: row r watches for its own number at its place.
func (a Array) lanes(m *hdl.Module, in ArrayIn) []Lane {
	acts := hdl.Inst(m, "act_skew", Skew{Lanes: a.Rows, Width: a.ActW}, VectorIn{in.Act, in.En}).Y
	lanes := make([]Lane, a.Rows)
	control := hdl.Cat(in.Row, in.Load, in.Swap)
	w := control.Width()
	var chain hdl.UInt
	if a.Rows > 1 {
		line := hdl.Reg(m, "control", hdl.UIntT((a.Rows-1)*w))
		m.When(in.En, func() { line.D(shiftIn(line.Q(), control)) })
		chain = line.Q()
	}
	for r := range lanes {
		at := control
		if r > 0 {
			at = chain.Bits(r*w-1, (r-1)*w)
		}
		lanes[r] = Lane{Act: acts[r], Swap: at.Bit(0), Load: at.Bit(1).And(at.Bits(w-1, 2).Is(uint64(r)))}
	}
	return lanes
}
