package matrix

import (
	"npugen/blocks/fp"
	"npugen/hdl"
)

// scaler is the lanes of all columns with what they share: it follows each
// vector through the array and the lanes.
type scaler struct {
	Cols    int `hdl:"c"`
	Latency int `hdl:"lat"` // of the array
	SumW    int `hdl:"s"`
	Depth   int `hdl:"d"`
	Results int `hdl:"rd"`
	Slots   int `hdl:"sl"`
}

type scalerIn struct {
	Tag      tag // of the vector that enters the array
	RowScale hdl.UInt
	Sum      []hdl.SInt // Latency cycles later
	Scale    hdl.Bool   // Scales is quarter Quarter of the scales of ScaleSlot
	Quarter  hdl.UInt
	Slot     hdl.UInt
	Scales   hdl.UInt
	Fetch    hdl.Bool // the next vector of results is wanted
}

type scalerOut struct {
	Complete hdl.Bool   // a vector of results can be fetched from the next cycle on
	Result   []hdl.UInt // the vector last fetched, from the cycle after on
}

func (s scaler) Inputs() scalerIn {
	return scalerIn{
		Tag: tagT(s.Depth, s.Slots), RowScale: hdl.UIntT(32), Sum: hdl.Vec(s.Cols, hdl.SIntT(s.SumW)),
		Quarter: hdl.UIntT(2), Slot: hdl.UIntT(indexBits(s.Slots)), Scales: hdl.UIntT(8 * s.Cols),
	}
}

func (s scaler) Build(m *hdl.Module, in scalerIn) scalerOut {
	m.Doc("scales and accumulates the sums of an array")
	w := indexBits(s.Results)
	put := hdl.RegInit(m, "put", hdl.U(0, w))
	get := hdl.RegInit(m, "get", hdl.U(0, w))
	t := follow(m, in.Tag, s.Latency+store)
	at := func(cycle int) tag { return t[s.Latency+cycle] }
	now := at(store)
	complete := hdl.Name(m, "complete_now", now.Valid.And(now.Mark.Last))
	m.When(complete, func() { put.D(put.Q().AddWrap(hdl.U(1))) })
	m.When(in.Fetch, func() { get.D(get.Q().AddWrap(hdl.U(1))) })

	// The memories have a word for each column, side by side.
	words := hdl.Vec(s.Cols, hdl.UIntT(32))
	scales := hdl.Mem(m, "scale_memory", s.Slots, words, hdl.Lanes(8*s.Cols))
	accs := hdl.Mem(m, "accumulators", s.Depth, words)
	results := hdl.Mem(m, "results", s.Results, words)
	m.When(in.Scale, func() {
		quarter := hdl.U(1, 4).ShlVar(in.Quarter)
		scales.WriteMask(in.Slot, hdl.Unpack(words, in.Scales.Rep(4)), quarter)
	})
	scale := scales.ReadSync("scale_words", at(readScale).Mark.Slot, at(readScale).Valid.And(at(readScale).Mark.Plain.Not()))
	acc := accs.ReadSync("acc_words", at(readAcc).Mark.Entry, at(readAcc).Valid.And(at(readAcc).Mark.First.Not()))
	rowScale := line(m, "row_scales", in.RowScale, s.Latency+factor)
	factors := ys(hdl.Grid(m, "factor", 1, s.Cols, columnFactor{}, func(c hdl.Cell, _ fp.Result) columnFactorIn {
		return columnFactorIn{
			RowScale: rowScale, Scale: hdl.Col(c, scale), Plain: at(factor).Mark.Plain,
			En: awake(m, "factor", at(factor).Valid, mulLatency-1),
		}
	}))
	floats := ys(hdl.Grid(m, "convert", 1, s.Cols, fp.FromInt{Format: fp.FP32, Width: s.SumW}, func(c hdl.Cell, _ fp.Result) fp.Integer {
		return fp.Integer{X: hdl.Col(c, in.Sum), En: awake(m, "convert", at(0).Valid, intLatency-1)}
	}))
	terms := ys(hdl.Grid(m, "term", 1, s.Cols, fp.Mul{Format: fp.FP32}, func(c hdl.Cell, _ fp.Result) fp.Binary {
		return fp.Binary{A: hdl.Col(c, floats), B: hdl.Col(c, factors), En: awake(m, "term", at(term).Valid, mulLatency-1)}
	}))
	sums := ys(hdl.Grid(m, "total", 1, s.Cols, columnTotal{}, func(c hdl.Cell, _ fp.Result) columnTotalIn {
		return columnTotalIn{
			Acc: hdl.Col(c, acc), First: at(add).Mark.First, Term: hdl.Col(c, terms),
			En: awake(m, "total", at(add).Valid, addLatency-1),
		}
	}))
	m.When(now.Valid, func() {
		m.When(now.Mark.Last, func() {
			results.Write(put.Q(), sums)
		}).Otherwise(func() { accs.Write(now.Mark.Entry, sums) })
	})
	return scalerOut{Complete: complete, Result: results.ReadSync("result_words", get.Q(), in.Fetch)}
}

// ys is the results of a row of units.
func ys(cells *hdl.Cells[fp.Result]) []hdl.UInt {
	var out []hdl.UInt
	for _, c := range cells.All() {
		out = append(out, c.Y)
	}
	return out
}
