package matrix

import (
	"npugen/hdl"
)

// tileLoader takes the rows of weights: of each tile four rows of scales, unless it
// is plain, and then its weights, which it puts into the shadow of the array. It
// is at most a tile ahead of the sequencer: weights wait for the swap of the tile
// before, scales need not.
type tileLoader struct {
	Rows  int `hdl:"r"`
	Cols  int `hdl:"c"`
	Slots int `hdl:"s"` // tiles whose scales are kept
}

type loaderIn struct {
	Command hdl.Source[tiles]
	Weights hdl.Source[hdl.UInt]
	Start   hdl.Bool // the tile in the shadow becomes the active one in the next cycle
}

type loaderOut struct {
	Load    hdl.Bool // the row offered goes to row Row of the shadow
	Row     hdl.UInt
	Scale   hdl.Bool // the row offered is quarter Quarter of the scales of Slot
	Quarter hdl.UInt
	Slot    hdl.UInt
	Whole   hdl.Bool // from the next cycle on all of a tile is in the shadow
	Starved hdl.Bool // a row is wanted and none is there
}

func (l tileLoader) Inputs() loaderIn {
	return loaderIn{Command: commandT(tilesOf), Weights: hdl.StreamT(hdl.UIntT(8 * l.Cols))}
}

func (l tileLoader) Build(m *hdl.Module, in loaderIn) loaderOut {
	m.Doc("takes tiles of weights and their scales")
	now := held(m, in.Command)
	k := hdl.Reg(m, "k", hdl.UIntT(16))
	n := hdl.Reg(m, "n", hdl.UIntT(16))
	row := hdl.RegInit(m, "row", hdl.U(0, indexBits(l.Rows)))
	quarter := hdl.RegInit(m, "quarter", hdl.U(0, 2))
	slot := hdl.RegInit(m, "slot", hdl.U(0, indexBits(l.Slots)))
	scales := hdl.Reg(m, "scales", hdl.BoolT()) // the tile's scales are not complete
	full := hdl.RegInit(m, "full", hdl.B(false))

	lastK := hdl.Name(m, "last_k", isLast(k.Q(), now.C.KT))
	rows := hdl.Mux(lastK, now.C.LastRows, hdl.U(uint64(l.Rows), 8))
	none := hdl.Name(m, "none", nothing(now.C.KT, now.C.NT))
	want := hdl.Name(m, "want", now.Valid.And(none.Not()).And(scales.Q().Or(full.Q().Not())))
	take := hdl.Name(m, "take", in.Weights.Accept(want))
	scale := hdl.Name(m, "take_scale", take.And(scales.Q()))
	load := hdl.Name(m, "take_row", take.And(scales.Q().Not()))
	end := hdl.Name(m, "end_tile", load.And(isLast(row.Q(), rows)))
	whole := hdl.Name(m, "whole_now", full.Q().Or(end))
	full.D(whole.And(in.Start.Not()))

	m.When(scale, func() {
		quarter.D(quarter.Q().AddWrap(hdl.U(1)))
		scales.D(quarter.Q().AndR().Not())
	})
	m.When(load, func() { row.D(row.Q().AddWrap(hdl.U(1))) })
	m.When(end, func() {
		row.D(hdl.U(0, row.Q().Width()))
		slot.D(slot.Q().AddWrap(hdl.U(1)))
		scales.D(now.C.Plain.Is(0))
		k.D(k.Q().AddWrap(hdl.U(1)))
		m.When(lastK, func() {
			k.D(hdl.U(0, 16))
			n.D(n.Q().AddWrap(hdl.U(1)))
		})
	})
	last := end.And(lastK, isLast(n.Q(), now.C.NT))
	m.When(now.next(last.Or(none)), func() {
		k.D(hdl.U(0, 16))
		n.D(hdl.U(0, 16))
		scales.D(in.Command.Data().Plain.Is(0))
	})
	m.Unused(in.Weights.Data()) // goes past the loader
	return loaderOut{
		Load: load, Row: row.Q(), Scale: scale, Quarter: quarter.Q(), Slot: slot.Q(),
		Whole: whole, Starved: want.And(in.Weights.Valid().Not()),
	}
}
