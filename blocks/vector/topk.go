package vector

import (
	"math/bits"

	"npugen/blocks/bundle"
	"npugen/blocks/fp"
	"npugen/hdl"
)

// topK finds the greatest elements of a vector: TOPK.
//
//	keys of a word -> those above the last of the list, one a cycle -> list -> rows
//
// Words wait in the FIFO of held words, which nobody else uses meanwhile: the
// operation starts when all earlier ones are complete, and the next is taken
// when it is.
type topK struct{ bundle.Shape }

// TopEntry is what is kept of the operation.
type TopEntry struct {
	Took hdl.Bool // it is taken
	ID   hdl.UInt
	D    hdl.UInt // first row
	Last hdl.UInt // rows less 1
	More hdl.UInt // units beyond the first element
}

type topKIn struct {
	Entry  TopEntry
	Issued hdl.Bool // a word of it is issued
	Held   hdl.Bool // a word is there
	Key    []hdl.UInt
}

// TopState is what the issue of words waits for.
type TopState struct {
	Busy hdl.Bool // a TOPK is not complete
	Room hdl.Bool // a word of it may be issued
}

type topKOut struct {
	TopState
	Pop  hdl.Bool // the word that is there is not needed any more
	Rows bundle.RowWrite
	Tag  Whole
	Best hdl.Bool // the row is the first
	At   hdl.UInt // index in the row
}

// topWords is the words that may be issued and not popped: as many as pass in
// the time from the one to the other, and some more.
const topWords = 8

// last is the bits of the number of rows less 1.
func (z size) last() int { return max(1, bits.Len(uint(z.TopK-1))) }

func (z size) topEntry(took hdl.Bool, id hdl.UInt, c bundle.Vector) TopEntry {
	return TopEntry{
		Took: took, ID: id, D: c.D.Wrap(z.row()), Last: c.K.SubWrap(hdl.U(1)).Wrap(z.last()),
		More: c.Len.SubWrap(hdl.U(1)).Shr(z.unit()),
	}
}

// greatest is the rows that leave the unit, those of QUANT or of TOPK, and what
// else TOPK gives.
func (z size) greatest(m *hdl.Module, issued walkOut, l results, quants quantiseOut) topKOut {
	if z.TopK == 0 {
		off := hdl.B(false)
		return topKOut{TopState: TopState{off, off}, Pop: off, Rows: quants.Rows, Tag: quants.Tag, Best: off, At: hdl.U(0, 32)}
	}
	out := hdl.Inst(m, "topk", topK(z), topKIn{
		Entry: issued.Top, Issued: issued.Go.And(issued.Word.Top), Held: l.heldValid, Key: l.waiting,
	})
	m.Assert("rows_alone", out.Rows.Valid.And(quants.Rows.Valid).Not(), "a QUANT and a TOPK give a row")
	valid := out.Rows.Valid.Or(quants.Rows.Valid)
	out.Tag = hdl.Mux(out.Rows.Valid, out.Tag, quants.Tag)
	out.Rows = hdl.Mux(out.Rows.Valid, out.Rows, quants.Rows)
	out.Rows.Valid = valid
	return out
}

func (p topK) Inputs() topKIn {
	z := size(p)
	return topKIn{
		Entry: TopEntry{ID: hdl.UIntT(flightBits), D: hdl.UIntT(z.row()), Last: hdl.UIntT(z.last()), More: hdl.UIntT(32 - z.unit())},
		Key:   hdl.Vec(p.Lanes, word32()),
	}
}

func (p topK) Build(m *hdl.Module, in topKIn) topKOut {
	m.Doc("greatest elements of a vector")
	z := size(p)
	e := in.Entry
	id := hdl.RegEn(m, "id", e.ID, e.Took)
	looking := hdl.RegInit(m, "looking", hdl.B(false)) // words come
	giving := hdl.RegInit(m, "giving", hdl.B(false))   // rows go
	row := hdl.Reg(m, "row", hdl.UIntT(z.row()))
	rows := hdl.Reg(m, "rows_left", hdl.UIntT(z.last()))
	left := hdl.Reg(m, "units_left", hdl.UIntT(32-z.unit()))
	at := hdl.Reg(m, "units", hdl.UIntT(32-z.unit())) // of the words before
	fresh := hdl.Reg(m, "fresh", hdl.BoolT())         // no row was given yet

	popped := hdl.Wire(m, "popped", hdl.BoolT())
	onWay := onTheWay(m, in.Issued, popped.Get())
	there := hdl.Name(m, "there", onWay.OrR().And(in.Held)) // not a word of an earlier operation
	threshold := hdl.Wire(m, "threshold", word32())
	found := p.next(m, there, in.Key, threshold.Get())
	popped.Set(found.pop)
	x := Listed{Key: hdl.RegEn(m, "new_key", found.key, there), Index: hdl.RegEn(m, "new_index", z.elementOf(at.Q(), found.lane), there)}
	places := list(m, p.TopK, e.Took, giving.Q(), next(m, "insert", found.any), x)
	threshold.Set(p.threshold(m, places, e.Took, rows.Q()))

	// The last word has passed, and in the next cycle its last element.
	over := found.pop.And(left.Q().Lt(hdl.U(z.step())))
	passed := next(m, "passed", over)
	done := giving.Q().And(rows.Q().Is(0))
	m.When(e.Took, func() {
		looking.D(hdl.B(true))
		fresh.D(hdl.B(true))
		row.D(e.D)
		rows.D(e.Last)
		left.D(e.More)
		at.D(hdl.Zero(at.Q()))
	})
	m.When(found.pop, func() {
		left.D(left.Q().SubWrap(hdl.U(z.step())))
		at.D(at.Q().AddWrap(hdl.U(z.step())))
	})
	m.When(over, func() { looking.D(hdl.B(false)) })
	m.When(passed, func() { giving.D(hdl.B(true)) })
	m.When(giving.Q(), func() {
		fresh.D(hdl.B(false))
		row.D(row.Q().AddWrap(hdl.U(1)))
		rows.D(rows.Q().SubWrap(hdl.U(1)))
	})
	m.When(done, func() { giving.D(hdl.B(false)) })
	return topKOut{
		TopState: TopState{Busy: hdl.Any(looking.Q(), passed, giving.Q()), Room: onWay.Lt(hdl.U(topWords))},
		Pop:      found.pop,
		Rows:     bundle.RowWrite{Valid: giving.Q(), Addr: row.Q(), Row: z.numbered(places[0])},
		Tag:      Whole{id, done}, Best: giving.Q().And(fresh.Q()), At: places[0].Index,
	}
}

// threshold is the key of the last place that will be given, a cycle late, which
// finds no less, but some that stay outside.
func (p topK) threshold(m *hdl.Module, places []Listed, clear hdl.Bool, last hdl.UInt) hdl.UInt {
	var keys []hdl.UInt
	for _, x := range places {
		keys = append(keys, x.Key)
	}
	key := hdl.Reg(m, "threshold_key", word32())
	key.D(hdl.Index(keys, last))
	m.When(clear, func() { key.D(hdl.U(0, 32)) })
	return key.Q()
}

// candidate is the first element of a word that is above the threshold.
type candidate struct {
	any       hdl.Bool
	key, lane hdl.UInt
	pop       hdl.Bool // the word has no other
}

// next looks through the word that is there, an element in each cycle.
func (p topK) next(m *hdl.Module, there hdl.Bool, keys []hdl.UInt, threshold hdl.UInt) candidate {
	none := hdl.U(0, p.Lanes)
	seen := hdl.RegInit(m, "lanes_seen", none)
	above := make([]hdl.Bool, p.Lanes)
	for l, k := range keys {
		above[l] = k.Gt(threshold)
	}
	these := hdl.Name(m, "candidates", hdl.Pack(above).And(seen.Q().Not()))
	first := hdl.Name(m, "first", these.And(these.Not().AddWrap(hdl.U(1))))
	others := these.Xor(first)
	pop := there.And(others.OrR().Not())
	m.When(there, func() { seen.D(hdl.Mux(pop, none, others.Not())) })
	out := candidate{any: there.And(these.OrR()), key: hdl.U(0, 32), lane: hdl.U(0, max(1, bitsFor(p.Lanes))), pop: pop}
	for l, k := range keys {
		here := first.Bit(l).AsUInt()
		out.key = out.key.Or(k.And(here.Rep(32)))
		out.lane = out.lane.Or(hdl.U(uint64(l), out.lane.Width()).And(here.Rep(out.lane.Width())))
	}
	return out
}

// onTheWay counts the words that are issued and not popped.
func onTheWay(m *hdl.Module, issued, popped hdl.Bool) hdl.UInt {
	words := hdl.RegInit(m, "words", hdl.U(0, 4))
	m.When(issued.And(popped.Not()), func() { words.D(words.Q().AddWrap(hdl.U(1))) }).
		Elsewhen(popped.And(issued.Not()), func() { words.D(words.Q().SubWrap(hdl.U(1))) })
	return words.Q()
}

// numbered is a row of the activation buffer with an index in its first four
// elements and the value of a key as its scale.
func (z size) numbered(x Listed) bundle.Row {
	r := bundle.Row{Scale: hdl.Mux(x.Key.OrR(), fp.Keyed(fp.FP32, x.Key), hdl.U(fp.FP32.NaN(), 32))}
	for i := range z.Rows {
		q := hdl.S(0, 8)
		if i < 4 {
			q = x.Index.Bits(8*i+7, 8*i).AsSInt()
		}
		r.Q = append(r.Q, q)
	}
	return r
}
