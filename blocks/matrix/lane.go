package matrix

import (
	"npugen/blocks/fp"
	"npugen/hdl"
)

// The latencies of the floating point units, and what they make of the cycles
// in a lane. Cycle 0 is that in which the sum arrives.
const (
	intLatency = 2 // FromInt
	mulLatency = 3
	addLatency = 4

	readScale = -2                                    // the scale is read
	factor    = readScale + 1                         // scale * scale begins
	term      = factor + mulLatency                   // float(sum) * factor begins
	readAcc   = term + mulLatency - 1                 // the accumulator is read
	add       = readAcc + 1                           // acc + term begins
	store     = readAcc + 1 + addLatency              // and is stored
	depth     = store - readScale                     // cycles in which a vector is in a lane
	_         = uint(term - intLatency)               // float(sum) is there in time,
	_         = uint(intLatency - term)               // and not too early
	_         = uint(tileGap - (store + 1 - readAcc)) // what was stored can be read
)

// scaleLane makes results of the sums of one column: the sum as a floating point
// number, times the product of the scales of the activations and of the column,
// is added to an accumulator, or goes to the results where it completes a
// reduction.
//
//	cycle  -2     -1          2              4     5      9
//	       scale  factor ...  term ........  acc   add .. store
//	                     sum  float
type scaleLane struct {
	SumW    int `hdl:"s"`
	Depth   int `hdl:"d"`  // accumulators
	Results int `hdl:"rd"` // results that can wait
	Slots   int `hdl:"sl"` // scales
}

type scaleLaneIn struct {
	Sum   hdl.SInt
	Step  laneStep
	Write hdl.Bool // Scale goes to slot ScaleSlot
	Scale hdl.UInt
}

// laneStep is the same for all lanes. Its fields are of different cycles, hence
// of different vectors.
type laneStep struct {
	En        hdl.Bool
	ScaleSlot hdl.UInt // to write
	ReadScale hdl.Bool // cycle -2
	Slot      hdl.UInt
	Plain     hdl.Bool // -1: the factor is RowScale alone
	RowScale  hdl.UInt
	ReadAcc   hdl.Bool // 4
	Entry     hdl.UInt
	First     hdl.Bool // 5: add to 0
	StoreAcc  hdl.Bool // 9
	StoreAt   hdl.UInt
	Complete  hdl.Bool // 9: the sum goes to place ResultAt of the results
	ResultAt  hdl.UInt
	Fetch     hdl.Bool // the result at FetchAt is wanted, one cycle later and until the next
	FetchAt   hdl.UInt
}

type scaleLaneOut struct{ Result hdl.UInt }

func (l scaleLane) Inputs() scaleLaneIn {
	slot, entry, result := hdl.UIntT(indexBits(l.Slots)), hdl.UIntT(indexBits(l.Depth)), hdl.UIntT(indexBits(l.Results))
	return scaleLaneIn{
		Sum: hdl.SIntT(l.SumW), Scale: hdl.UIntT(32),
		Step: laneStep{
			ScaleSlot: slot, Slot: slot, RowScale: hdl.UIntT(32),
			Entry: entry, StoreAt: entry, ResultAt: result, FetchAt: result,
		},
	}
}

func (l scaleLane) Build(m *hdl.Module, in scaleLaneIn) scaleLaneOut {
	m.Doc("scales and accumulates the sums of a column")
	s, en := in.Step, in.Step.En
	word := hdl.UIntT(32)
	scales := hdl.Mem(m, "scales", l.Slots, word)
	m.When(en.And(in.Write), func() { scales.Write(s.ScaleSlot, in.Scale) })
	scale := scales.ReadSync("scale_word", s.Slot, en.And(s.ReadScale))
	const one = 0x3f800000
	factor := hdl.Inst(m, "factor", fp.Mul{Format: fp.FP32}, fp.Binary{A: s.RowScale, B: hdl.Mux(s.Plain, hdl.U(one, 32), scale), En: en})
	float := hdl.Inst(m, "convert", fp.FromInt{Format: fp.FP32, Width: l.SumW}, fp.Integer{X: in.Sum, En: en})
	term := hdl.Inst(m, "term", fp.Mul{Format: fp.FP32}, fp.Binary{A: float.Y, B: factor.Y, En: en})

	entries := hdl.Mem(m, "acc", l.Depth, word)
	acc := entries.ReadSync("acc_word", s.Entry, en.And(s.ReadAcc))
	sum := hdl.Inst(m, "add", fp.Add{Format: fp.FP32}, fp.AddIn{A: hdl.Mux(s.First, hdl.U(0, 32), acc), B: term.Y, Sub: hdl.B(false), En: en})
	m.When(en.And(s.StoreAcc), func() { entries.Write(s.StoreAt, sum.Y) })
	results := hdl.Mem(m, "results", l.Results, word)
	m.When(en.And(s.Complete), func() { results.Write(s.ResultAt, sum.Y) })
	return scaleLaneOut{results.ReadSync("result_word", s.FetchAt, en.And(s.Fetch))}
}
