package systolic

import "npugen/hdl"

// TileLane is what moves east through a row of tiles, one tile a cycle.
type TileLane struct {
	Act  []hdl.SInt // one activation for each row of the tile
	Swap hdl.Bool   // the shadow weights become active for these activations
	Load hdl.UInt   // a bit for each row: the weights that meet it are stored in its shadow
}

// Tile is a rectangle of multiply-accumulate cells without registers between
// them: each activation goes to its whole row, a column adds the products of
// its rows to the partial sum from the north. Towards its neighbours it behaves
// as one [PE] of vectors.
//
// Latency: act_in to act_out and weight_in to weight_out 1 cycle, act_in to
// psum_out 2, psum_in to psum_out 1. All state holds while en is 0. No
// register has a reset.
type Tile struct {
	Rows    int `hdl:"r"`
	Cols    int `hdl:"c"`
	ActW    int `hdl:"a"`   // bits of an activation, signed
	WeightW int `hdl:"w"`   // bits of a weight, signed
	AccW    int `hdl:"acc"` // bits of a partial sum, signed
}

// TileIn is what a tile takes from its neighbours to the west and north.
type TileIn struct {
	TileLane
	Weight []hdl.SInt // one for each column
	Psum   []hdl.SInt // likewise, one cycle after the activations
	En     hdl.Bool
}

// TileOut is what a tile gives to its neighbours to the east and south.
type TileOut struct {
	TileLane
	Weight []hdl.SInt
	Psum   []hdl.SInt
}

// Inputs gives the types of the ports.
func (t Tile) Inputs() TileIn {
	return TileIn{
		TileLane: TileLane{Act: hdl.Vec(t.Rows, hdl.SIntT(t.ActW)), Load: hdl.UIntT(t.Rows)},
		Weight:   hdl.Vec(t.Cols, hdl.SIntT(t.WeightW)),
		Psum:     hdl.Vec(t.Cols, hdl.SIntT(t.AccW)),
	}
}

// Build makes the tile.
func (t Tile) Build(m *hdl.Module, in TileIn) TileOut {
	m.Doc("rectangle of multiply-accumulate cells, combinational inside")
	lane := hdl.RegEn(m, "lane", in.TileLane, in.En)
	passing := hdl.RegEn(m, "passing", in.Weight, in.En)
	sums := append([]hdl.SInt(nil), in.Psum...)
	for r := range t.Rows {
		shadow := hdl.RegEn(m, hdl.N("shadow", r), in.Weight, in.En.And(in.Load.Bit(r)))
		active := hdl.RegEn(m, hdl.N("active", r), shadow, in.En.And(in.Swap))
		for c := range sums {
			sums[c] = sums[c].AddWrap(lane.Act[r].Mul(active[c]).Ext(t.AccW))
		}
	}
	return TileOut{TileLane: lane, Weight: passing, Psum: hdl.RegEn(m, "psum", sums, in.En)}
}
