package systolic

import "npugen/hdl"

// Lane is what moves east through a row of cells, one cell a cycle.
type Lane struct {
	Act  hdl.SInt // activation
	Swap hdl.Bool // the shadow weight becomes active for this activation
	Load hdl.Bool // the weight that meets this lane is stored in the shadow
}

// laneT is the type of a lane of actW-bit activations.
func laneT(actW int) Lane { return Lane{Act: hdl.SIntT(actW)} }

// PE is one multiply-accumulate cell: it holds an active weight, which
// multiplies, and a shadow weight, which waits for its turn.
//
// A weight passes through every cell of its column and is stored where Load
// meets it, so any row can be loaded at any time and in any order. Swap moves
// the shadow to the active weight in time for the activation that it
// accompanies; a Load in the same cycle stores the shadow of the next tile.
//
// Latency: act_in to act_out and weight_in to weight_out 1 cycle, act_in to
// psum_out 2, psum_in to psum_out 1. All state holds while en is 0. No
// register has a reset: what counts as data is known by its tag alone.
type PE struct {
	ActW    int `hdl:"a"`   // bits of an activation, signed
	WeightW int `hdl:"w"`   // bits of a weight, signed
	AccW    int `hdl:"acc"` // bits of a partial sum, signed, at least ActW + WeightW
}

// PEIn is what a cell takes from its neighbours to the west and north.
type PEIn struct {
	Lane
	Weight hdl.SInt // WeightW
	Psum   hdl.SInt // AccW, one cycle after the activation
	En     hdl.Bool
}

// PEOut is what a cell gives to its neighbours to the east and south.
type PEOut struct {
	Lane
	Weight hdl.SInt
	Psum   hdl.SInt
}

// Inputs gives the types of the ports.
func (p PE) Inputs() PEIn {
	return PEIn{Lane: laneT(p.ActW), Weight: hdl.SIntT(p.WeightW), Psum: hdl.SIntT(p.AccW)}
}

// Build makes the cell.
func (p PE) Build(m *hdl.Module, in PEIn) PEOut {
	m.Doc("multiply-accumulate cell with an active and a shadow weight")
	lane := hdl.RegEn(m, "lane", in.Lane, in.En)
	passing := hdl.RegEn(m, "passing", in.Weight, in.En)
	shadow := hdl.RegEn(m, "shadow", in.Weight, in.En.And(in.Load))
	active := hdl.RegEn(m, "active", shadow, in.En.And(in.Swap))
	psum := hdl.RegEn(m, "psum", in.Psum.AddWrap(lane.Act.Mul(active).Ext(p.AccW)), in.En)
	return PEOut{Lane: lane, Weight: passing, Psum: psum}
}
