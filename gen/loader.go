package gen

import "npugen/hdl"

// WeightRow is one row of a tile of weights, the weights that one activation
// of each vector meets. Rows of a tile come in order; Last marks its last. A
// tile of as many rows as the array ends by itself.
type WeightRow struct {
	Values []hdl.SInt
	Last   hdl.Bool
}

func weightRowT(cols, w int) WeightRow { return WeightRow{Values: hdl.Vec(cols, hdl.SIntT(w))} }

// loader puts rows of weights into the shadows of the array, one tile ahead of
// the vectors: it waits when a whole tile is there until that tile is swapped
// in, and goes on in that very cycle.
type loader struct {
	Rows    int `hdl:"r"`
	Cols    int `hdl:"c"`
	WeightW int `hdl:"w"`
}

type loaderIn struct {
	Rows hdl.Source[WeightRow]
	Swap hdl.Bool // the tile that waits becomes active
	En   hdl.Bool
}

type loaderOut struct {
	Full   hdl.Bool   // a whole tile waits
	Weight []hdl.SInt // one enabled cycle after it was taken, as Load
	Load   hdl.Bool   // a row of weights is there
	Row    hdl.UInt   // the row it belongs to
}

func (l loader) Inputs() loaderIn {
	return loaderIn{Rows: hdl.StreamT(weightRowT(l.Cols, l.WeightW))}
}

func (l loader) Build(m *hdl.Module, in loaderIn) loaderOut {
	m.Doc("loads tiles of weights, one ahead")
	full := hdl.RegInit(m, "tile_full", hdl.B(false))
	row := hdl.RegInit(m, "next_row", hdl.U(0, indexWidth(l.Rows)))
	taken := in.Rows.Accept(in.En.And(full.Q().Not().Or(in.Swap)))
	data := in.Rows.Data()
	end := data.Last.Or(row.Q().Is(uint64(l.Rows - 1)))
	m.When(taken, func() {
		full.D(end)
		row.D(hdl.Mux(end, hdl.U(0, row.Q().Width()), row.Q().AddWrap(hdl.U(1))))
	}).Elsewhen(in.Swap, func() { full.D(hdl.B(false)) })

	weight := hdl.RegEn(m, "weight_q", data.Values, in.En)
	load := hdl.RegInit(m, "load_q", hdl.B(false))
	m.When(in.En, func() { load.D(taken) })
	return loaderOut{Full: full.Q(), Weight: weight, Load: load.Q(), Row: hdl.RegEn(m, "row_q", row.Q(), in.En)}
}
