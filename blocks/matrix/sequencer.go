package matrix

import (
	"npugen/hdl"
)

// tileGap is the least number of cycles from one tile's first vector to the
// next one's: what a sum needs from the read of its accumulator to the next.
const tileGap = addLatency + 2

// tileSequencer sends vectors into the array: of each tile the rows of activations
// that meet its weights, one a cycle. It begins a tile as soon as the tile is in
// the shadow of the array, and the last tile of a reduction only when there is
// room for the results.
type tileSequencer struct {
	Rows    int `hdl:"r"`
	ABRows  int `hdl:"ab"`
	Depth   int `hdl:"d"`  // accumulators of a column
	Results int `hdl:"rd"` // results of a column that can wait for the writer
	Slots   int `hdl:"s"`
}

type sequencerIn struct {
	Command hdl.Source[vectors]
	Whole   hdl.Bool // from the loader
	Fetched hdl.Bool // the writer has taken a vector of results
}

type sequencerOut struct {
	Read  hdl.Bool // row Addr of the activations is wanted in the next cycle
	Addr  hdl.UInt
	Start hdl.Bool // this vector is the first of its tile
	Tag   tag      // one cycle later
	Swap  hdl.Bool // likewise: the vector is the first of its tile
	Mask  hdl.UInt // likewise: a bit for each row of the tile that is not 0
	Waits hdl.Bool // the tile is not whole yet
}

// tag is what goes along with a vector.
type tag struct {
	Valid hdl.Bool
	Mark  mark
}

// mark says what becomes of the vector's sums.
type mark struct {
	Slot  hdl.UInt // of the tile's scales
	Plain hdl.Bool // it has none
	First hdl.Bool // the first tile of the reduction
	Last  hdl.Bool // the last one
	Entry hdl.UInt // accumulator
}

func tagT(depth, slots int) tag {
	return tag{Mark: mark{Slot: hdl.UIntT(indexBits(slots)), Entry: hdl.UIntT(indexBits(depth))}}
}

func (s tileSequencer) Inputs() sequencerIn {
	return sequencerIn{Command: commandT(vectorsOf)}
}

func (s tileSequencer) Build(m *hdl.Module, in sequencerIn) sequencerOut {
	m.Doc("sends vectors of activations into the array")
	now := held(m, in.Command)
	aw := indexBits(s.ABRows)
	i := hdl.RegInit(m, "i", hdl.U(0, indexBits(s.Depth)))
	k := hdl.Reg(m, "k", hdl.UIntT(16))
	n := hdl.Reg(m, "n", hdl.UIntT(16))
	base := hdl.Reg(m, "base", hdl.UIntT(aw)) // row of vector 0
	at := hdl.Reg(m, "at", hdl.UIntT(aw))
	slot := hdl.RegInit(m, "slot", hdl.U(0, indexBits(s.Slots)))
	gap := hdl.RegInit(m, "gap", hdl.U(0, indexBits(tileGap)))
	room := hdl.RegInit(m, "room", hdl.U(uint64(s.Results), indexBits(s.Results+1)))

	first := hdl.Name(m, "first", i.Q().Is(0))
	lastI := hdl.Name(m, "last_i", isLast(i.Q(), now.C.M))
	lastK := hdl.Name(m, "last_k", isLast(k.Q(), now.C.KT))
	none := hdl.Name(m, "none", nothing(now.C.KT, now.C.NT))
	ready := hdl.Name(m, "ready", now.Valid.And(none.Not()))
	loaded := in.Whole.And(gap.Q().Is(0))
	read := hdl.Name(m, "read_now", hdl.All(ready, first.Not().Or(loaded), lastK.Not().Or(room.Q().OrR())))
	begin := hdl.Name(m, "begin_now", read.And(first))
	end := hdl.Name(m, "end_tile", read.And(lastI))

	m.When(begin, func() {
		gap.D(hdl.U(tileGap-1, gap.Q().Width()))
	}).Elsewhen(gap.Q().OrR(), func() { gap.D(gap.Q().SubWrap(hdl.U(1))) })
	result := read.And(lastK)
	m.When(result.And(in.Fetched.Not()), func() {
		room.D(room.Q().SubWrap(hdl.U(1)))
	}).Elsewhen(in.Fetched.And(result.Not()), func() { room.D(room.Q().AddWrap(hdl.U(1))) })

	m.When(read, func() {
		i.D(i.Q().AddWrap(hdl.U(1)))
		at.D(at.Q().AddWrap(now.C.AStride.Wrap(aw)))
	})
	m.When(end, func() {
		i.D(hdl.U(0, i.Q().Width()))
		slot.D(slot.Q().AddWrap(hdl.U(1)))
		row := hdl.Mux(lastK, now.C.A.Wrap(aw), base.Q().AddWrap(hdl.U(1, aw)))
		base.D(row)
		at.D(row)
		k.D(hdl.Mux(lastK, hdl.U(0, 16), k.Q().AddWrap(hdl.U(1, 16))))
		m.When(lastK, func() { n.D(n.Q().AddWrap(hdl.U(1))) })
	})
	last := end.And(lastK, isLast(n.Q(), now.C.NT))
	m.When(now.next(last.Or(none)), func() {
		row := in.Command.Data().A.Wrap(aw)
		base.D(row)
		at.D(row)
		k.D(hdl.U(0, 16))
		n.D(hdl.U(0, 16))
	})

	all := hdl.U(0, s.Rows).Not()
	mask := hdl.Mux(lastK, all.ShlVar(now.C.LastRows).Not(), all)
	t := mark{Slot: slot.Q(), Plain: now.C.Plain.Bit(0), First: k.Q().Is(0), Last: lastK, Entry: i.Q()}
	return sequencerOut{
		Read: read, Addr: at.Q(), Start: begin,
		Tag:  tag{hdl.RegNextInit(m, "valid", read, hdl.B(false)), hdl.RegEn(m, "mark", t, read)},
		Swap: hdl.RegNext(m, "begin_q", begin), Mask: hdl.RegEn(m, "rows_q", mask, read),
		Waits: hdl.All(ready, first, in.Whole.Not()),
	}
}
