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
	_         = uint(term - intLatency)               // float(sum) is there in time,
	_         = uint(intLatency - term)               // and not too early
	_         = uint(tileGap - (store + 1 - readAcc)) // what was stored can be read
)

// A column has four floating point units, each in a grid of its own over all
// columns and awake only while a vector is in it:
//
//	cycle  -2     -1          2              4     5      9
//	       scale  factor ...  term ........  acc   total  store
//	                     sum  convert

// columnFactor is the product of the scales of the activations and of a column.
type columnFactor struct{}

type columnFactorIn struct {
	RowScale hdl.UInt
	Scale    hdl.UInt
	Plain    hdl.Bool // the product is RowScale
	En       hdl.Bool
}

func (columnFactor) Inputs() columnFactorIn {
	return columnFactorIn{RowScale: hdl.UIntT(32), Scale: hdl.UIntT(32)}
}

func (columnFactor) Build(m *hdl.Module, in columnFactorIn) fp.Result {
	m.Doc("product of two scales, or the first alone")
	const one = 0x3f800000
	return hdl.Inst(m, "mul", fp.Mul{Format: fp.FP32}, fp.Binary{A: in.RowScale, B: hdl.Mux(in.Plain, hdl.U(one, 32), in.Scale), En: in.En})
}

// columnTotal adds a term to the accumulator of a column.
type columnTotal struct{}

type columnTotalIn struct {
	Acc   hdl.UInt
	First hdl.Bool // add to 0 instead
	Term  hdl.UInt
	En    hdl.Bool
}

func (columnTotal) Inputs() columnTotalIn {
	return columnTotalIn{Acc: hdl.UIntT(32), Term: hdl.UIntT(32)}
}

func (columnTotal) Build(m *hdl.Module, in columnTotalIn) fp.Result {
	m.Doc("sum of an accumulator, or of 0, and a term")
	return hdl.Inst(m, "add", fp.Add{Format: fp.FP32}, fp.AddIn{A: hdl.Mux(in.First, hdl.U(0, 32), in.Acc), B: in.Term, Sub: hdl.B(false), En: in.En})
}
