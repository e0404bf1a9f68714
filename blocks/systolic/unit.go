package systolic

import "npugen/hdl"

// Unit is an array with its accumulators: vectors of activations with a tag
// go in, complete vectors of sums come out, [Unit.Latency] enabled cycles after
// the activations that complete them, in the order of these.
type Unit struct {
	Rows    int `hdl:"r"`
	Cols    int `hdl:"c"`
	ActW    int `hdl:"a"`
	WeightW int `hdl:"w"`
	AccW    int `hdl:"acc"` // bits of an accumulator; the array itself is as wide as its sums need
	Depth   int `hdl:"d"`   // entries of the accumulators
}

// UnitIn is what enters in a cycle; see ArrayIn.
type UnitIn struct {
	Act    []hdl.SInt
	Swap   hdl.Bool
	Tag    Tag
	Weight []hdl.SInt
	Load   hdl.Bool
	Row    hdl.UInt
	En     hdl.Bool
}

// Latency is the number of enabled cycles from activations to results:
// Rows + Cols + 1.
func (u Unit) Latency() int { return u.Array().Latency() + 1 }

// Array is the array of the unit: its sums are just as wide as they must be.
func (u Unit) Array() Array {
	a := Array{u.Rows, u.Cols, u.ActW, u.WeightW, 0}.nearest()
	return Array{u.Rows, u.Cols, u.ActW, u.WeightW, a.AccW}
}

// Inputs gives the types of the ports.
func (u Unit) Inputs() UnitIn {
	a := u.Array().Inputs()
	return UnitIn{Act: a.Act, Weight: a.Weight, Row: a.Row, Tag: TagT(clamp(u.Depth, 1, maxDepth))}
}

// Build makes the unit.
func (u Unit) Build(m *hdl.Module, in UnitIn) AccumulatorsOut {
	m.Doc("systolic array with accumulators")
	a := u.Array()
	sums := hdl.Inst(m, "array", a, ArrayIn{Act: in.Act, Swap: in.Swap, Weight: in.Weight, Load: in.Load, Row: in.Row, En: in.En})
	// The accumulators read their entries in the cycle before the sums arrive.
	delay := TagDelay{Cycles: a.nearest().Latency() - 1, Depth: clamp(u.Depth, 1, maxDepth)}
	tag := hdl.Inst(m, "tag", delay, TagDelayIn{Tag: in.Tag, En: in.En})
	return hdl.Inst(m, "accumulate", Accumulators{u.Cols, u.Depth, a.AccW, u.AccW},
		AccumulatorsIn{Tag: tag.Tag, Sum: sums.Sum, En: in.En})
}
