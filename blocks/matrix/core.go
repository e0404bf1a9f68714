package matrix

import (
	"npugen/blocks/bundle"
	"npugen/blocks/stream"
	"npugen/blocks/systolic"
	"npugen/hdl"
)

// Core is a [Unit] that is told of instructions before they may start: Ahead
// has the same instructions as Command, in the same order, as early as they are
// known. Their first tile is then in the array when they start.
type Core struct {
	bundle.Shape
	Tile int // side of a tile of the array, up to both sides and 16; 0: the usual
}

// CoreIn is a unit's inputs and Ahead.
type CoreIn struct {
	Ahead hdl.Source[bundle.Matmul]
	UnitIn
}

// Inputs gives the types of the ports.
func (c Core) Inputs() CoreIn {
	return CoreIn{Ahead: hdl.StreamT(bundle.T[bundle.Matmul]()), UnitIn: Unit(c).Inputs()}
}

// Build joins the parts.
func (c Core) Build(m *hdl.Module, in CoreIn) UnitOut {
	m.Doc("matrix unit")
	c.Shape = c.Checked(m)
	array := c.array(m)
	slots, results := c.slots(array.Latency()), c.results()

	ahead := in.Ahead.Data()
	m.Unused(ahead.A, ahead.AStride, ahead.M, ahead.D, ahead.DStride, ahead.Peak, ahead.P, ahead.Len, ahead.Each)
	starts := stream.Fork(m, "start", in.Command, 2)
	load := hdl.Wire(m, "start_tile", hdl.BoolT())
	loader := hdl.Inst(m, "loader", tileLoader{c.Rows, c.Cols, slots}, loaderIn{
		Command: stream.Queue(m, "ahead_queue", hdl.MapStream(in.Ahead, tilesOf), 2), Weights: in.Weights, Start: load.Get(),
	})
	fetch := hdl.Wire(m, "fetch", hdl.BoolT())
	seq := hdl.Inst(m, "sequencer", tileSequencer{c.Rows, c.ABRows, c.AccDepth, results, slots}, sequencerIn{
		Command: stream.Queue(m, "start_queue", hdl.MapStream(starts[0], vectorsOf), 2), Whole: loader.Whole, Fetched: fetch.Get(),
	})
	load.Set(seq.Start)
	rows := hdl.Inst(m, "activations", activations{c.Shape}, activationsIn{Rows: in.Rows, Read: seq.Read, Addr: seq.Addr, Want: in.Read})

	acts := make([]hdl.SInt, c.Rows)
	for r := range acts {
		acts[r] = hdl.Mux(seq.Mask.Bit(r), rows.Row.Q[r], hdl.S(0, 8))
	}
	sums := hdl.Inst(m, "array", array, systolic.ArrayIn{
		Act: acts, Swap: seq.Swap.And(seq.Tag.Valid),
		Weight: hdl.Unpack(hdl.Vec(c.Cols, hdl.SIntT(8)), in.Weights.Data()), Load: loader.Load, Row: loader.Row,
		En: awake(m, "array", loader.Load.Or(seq.Tag.Valid), array.Latency()),
	})
	scaled := hdl.Inst(m, "scaler", scaler{c.Cols, array.Latency(), array.AccW, c.AccDepth, results, slots}, scalerIn{
		Tag: seq.Tag, RowScale: rows.Row.Scale, Sum: sums.Sum,
		Scale: loader.Scale, Quarter: loader.Quarter, Slot: loader.Slot, Scales: in.Weights.Data(), Fetch: fetch.Get(),
	})
	writer := hdl.Inst(m, "writer", resultWriter{c.Shape}, resultWriterIn{
		Command: stream.Queue(m, "write_queue", hdl.MapStream(starts[1], targetOf), 4), Complete: scaled.Complete, Vector: scaled.Result,
	})
	fetch.Set(writer.Fetch)
	return UnitOut{
		Result: writer.Result, Row: rows.Row, RowValid: rows.Given, Retired: writer.Retired,
		Active: seq.Read, Starved: loader.Starved, Shifting: seq.Waits.And(loader.Load.Or(loader.Scale)),
	}
}
