package gen

import (
	"npugen/blocks/quant"
	"npugen/blocks/stream"
	"npugen/blocks/systolic"
	"npugen/hdl"
)

// Engine is the matrix engine: it multiplies activations (M x K) by weights
// (K x N) of any shape, tile by tile; see Plan for the order of its streams.
//
// Latency: Rows + Cols + 2 cycles from the cycle in which a vector leaves the
// buffer to its result on the port, when results are taken. Throughput: one
// vector of Rows activations by a tile of Rows x Cols weights a cycle, while
// weights come at a row a cycle and each tile serves at least as many vectors
// as it has rows.
type Engine struct {
	Rows       int `hdl:"r"`   // array rows, along the reduction
	Cols       int `hdl:"c"`   // array columns, along the outputs
	ActW       int `hdl:"a"`   // bits of an activation, signed
	WeightW    int `hdl:"w"`   // bits of a weight, signed
	AccW       int `hdl:"acc"` // bits of a sum, signed
	AccDepth   int `hdl:"d"`   // accumulator entries of a column
	BufDepth   int `hdl:"u"`   // vectors in the unified buffer, a multiple of BufBanks
	BufBanks   int `hdl:"b"`   // memories that make up the unified buffer, a power of two
	WeightFIFO int `hdl:"f"`   // rows of weights in the FIFO in front of the array
}

// EngineIn is the streams that come in.
type EngineIn struct {
	Command hdl.Source[CommandPort]
	Weight  hdl.Source[WeightRow]  // rows of Cols weights
	Act     hdl.Source[[]hdl.SInt] // vectors of Rows activations, 0 beyond the reduction
}

// EngineOut is the stream of results, Last marking the last vector of a tile
// of columns, and the counters.
type EngineOut struct {
	Result hdl.Source[quant.Sums] // vectors of Cols sums
	Stats  Counters
}

// Inputs gives the types of the ports.
func (e Engine) Inputs() EngineIn {
	e = e.nearest()
	return EngineIn{
		Command: hdl.StreamT(commandT(e.AccDepth)),
		Weight:  hdl.StreamT(weightRowT(e.Cols, e.WeightW)),
		Act:     hdl.StreamT(hdl.Vec(e.Rows, hdl.SIntT(e.ActW))),
	}
}

// unit is the array with its accumulators.
func (e Engine) unit() systolic.Unit {
	return systolic.Unit{Rows: e.Rows, Cols: e.Cols, ActW: e.ActW, WeightW: e.WeightW, AccW: e.AccW, Depth: e.AccDepth}
}

// Build makes the engine.
func (e Engine) Build(m *hdl.Module, in EngineIn) EngineOut {
	m.Doc("matrix engine: weight-stationary array with buffers and control")
	e.check(m)
	e = e.nearest()
	sink, results := hdl.NewStream(m, "sums", quant.SumsT(e.Cols, e.AccW))
	result := stream.Skid(m, "result_skid", results) // so that en comes from a register
	en := hdl.Name(m, "en", sink.Ready())

	issue := hdl.Wire(m, "issue", hdl.BoolT())
	swap := hdl.Wire(m, "swap", hdl.BoolT())
	free := hdl.Wire(m, "free", hdl.BoolT())
	rewind := hdl.Wire(m, "rewind", hdl.BoolT())
	weights := hdl.Inst(m, "loader", loader{e.Rows, e.Cols, e.WeightW}, loaderIn{
		Rows: stream.Queue(m, "weight_fifo", in.Weight, e.WeightFIFO),
		Swap: issue.Get().And(swap.Get()), En: en,
	})
	vectorT := hdl.Vec(e.Rows, hdl.SIntT(e.ActW))
	acts := hdl.Inst(m, "buffer", replay{e.BufDepth, e.BufBanks, e.Rows * e.ActW}, replayIn{
		In:   hdl.MapStream(in.Act, func(v []hdl.SInt) hdl.UInt { return hdl.Pack(v) }),
		Take: issue.Get(), Free: free.Get(), Rewind: rewind.Get(),
	})
	seq := hdl.Inst(m, "sequencer", sequencer{e.AccDepth}, sequencerIn{
		Command: in.Command, Act: acts.Ready, Weights: weights.Full, En: en,
	})
	issue.Set(seq.Issue)
	swap.Set(seq.Swap)
	free.Set(seq.Free)
	rewind.Set(seq.Rewind)

	// The vector leaves the buffer one cycle later; its tag waits for it.
	tag := hdl.Inst(m, "tag", systolic.TagDelay{Cycles: 1, Depth: e.AccDepth}, systolic.TagDelayIn{Tag: seq.Tag, En: en})
	swapNow := hdl.RegEn(m, "swap_q", seq.Issue.And(seq.Swap), en)
	sums := hdl.Inst(m, "unit", e.unit(), systolic.UnitIn{
		Act: hdl.Unpack(vectorT, acts.Data), Swap: swapNow, Tag: tag.Tag,
		Weight: weights.Weight, Load: weights.Load, Row: weights.Row, En: en,
	})
	sink.Offer(sums.Valid, quant.Sums{Values: sums.Acc, Last: sums.Mark})
	return EngineOut{Result: result, Stats: hdl.Inst(m, "stats", counters{}, seq.Stats)}
}
