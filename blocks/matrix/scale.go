package matrix

import "npugen/hdl"

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

	step := laneStep{
		En:        hdl.Any(awake(m, "lanes", at(readScale).Valid, depth), in.Scale, in.Fetch),
		ScaleSlot: in.Slot,
		ReadScale: at(readScale).Valid.And(at(readScale).Mark.Plain.Not()), Slot: at(readScale).Mark.Slot,
		Plain: at(factor).Mark.Plain, RowScale: line(m, "row_scales", in.RowScale, s.Latency+factor),
		ReadAcc: at(readAcc).Valid.And(at(readAcc).Mark.First.Not()), Entry: at(readAcc).Mark.Entry,
		First:    at(add).Mark.First,
		StoreAcc: now.Valid.And(now.Mark.Last.Not()), StoreAt: now.Mark.Entry,
		Complete: complete, ResultAt: put.Q(),
		Fetch: in.Fetch, FetchAt: get.Q(),
	}
	scales, write := s.columns(in)
	lanes := hdl.Grid(m, "lane", 1, s.Cols, scaleLane{s.SumW, s.Depth, s.Results, s.Slots}, func(c hdl.Cell, _ scaleLaneOut) scaleLaneIn {
		return scaleLaneIn{Sum: hdl.Col(c, in.Sum), Step: step, Write: hdl.Col(c, write), Scale: hdl.Col(c, scales)}
	})
	out := scalerOut{Complete: complete}
	for _, l := range lanes.All() {
		out.Result = append(out.Result, l.Result)
	}
	return out
}

// columns is each column's scale, and whether it is among those of this cycle:
// four rows of bytes hold a quarter of the scales each.
func (s scaler) columns(in scalerIn) (scales []hdl.UInt, write []hdl.Bool) {
	for c := range s.Cols {
		i := c % (s.Cols / 4)
		scales = append(scales, in.Scales.Bits(32*i+31, 32*i))
		write = append(write, in.Scale.And(in.Quarter.Is(uint64(c/(s.Cols/4)))))
	}
	return scales, write
}
