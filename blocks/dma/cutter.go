package dma

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// Item is a row or a word, with its number.
type Item struct {
	At   hdl.UInt
	Data hdl.UInt
}

// cutter makes the items of spans from their beats, one a cycle if the beats
// are there, also across spans. What a span leaves of its last beat is dropped.
type cutter struct{ Item, Beat, Number int } // bytes, bytes, bits

type cutterIn struct {
	Span  hdl.Source[Span]
	Beats hdl.Source[hdl.UInt]
}

type cutterOut struct {
	Items   hdl.Source[Item]
	Taken   hdl.Bool // a beat was used up
	Retired bundle.Retired
}

// Inputs has spans and beats.
func (x cutter) Inputs() cutterIn {
	return cutterIn{hdl.StreamT(spanT(x.Beat, x.Number)), hdl.StreamT(hdl.UIntT(8 * x.Beat))}
}

// Build counts items; a span without any retires by itself.
func (x cutter) Build(m *hdl.Module, in cutterIn) cutterOut {
	m.Doc("makes items of beats")
	s := in.Span.Data()
	m.Unused(s.Beat)
	left := hdl.RegInit(m, "left", hdl.U(0, 32))
	at := hdl.Reg(m, "at", s.At)
	busy, last := left.Q().OrR(), left.Q().Is(1)
	sink, out := hdl.NewStream(m, "items_out", Item{At: s.At, Data: hdl.UIntT(8 * x.Item)})
	data, whole, used := x.assemble(m, in, busy, last, sink.Ready())
	moved := sink.Offer(busy.And(in.Beats.Valid(), whole), Item{at.Q(), data})
	taken := in.Beats.Accept(busy.And(used))

	end := moved.And(last)
	none := s.Count.OrR().Not()
	came := in.Span.Accept(busy.Not().Or(end.And(none.Not())))
	m.When(came, func() {
		left.D(s.Count)
		at.D(s.At)
	}).Elsewhen(moved, func() {
		left.D(left.Q().SubWrap(hdl.U(1)))
		at.D(at.Q().AddWrap(hdl.U(1)))
	})
	return cutterOut{out, taken, retire(m, moved, bundle.Fold(data), end.Or(came.And(none)))}
}

// assemble is the item that the present beat gives or completes, whether it
// does, and whether the beat is used up if it is there.
func (x cutter) assemble(m *hdl.Module, in cutterIn, busy, last, ready hdl.Bool) (data hdl.UInt, whole, used hdl.Bool) {
	beat := in.Beats.Data()
	if x.Item == x.Beat {
		return beat, hdl.B(true), ready
	}
	n := max(x.Item/x.Beat, x.Beat/x.Item)
	place := hdl.RegInit(m, "place", hdl.U(0, log2(n)))
	end := place.Q().AndR()
	step := busy.And(in.Beats.Valid())
	if x.Item < x.Beat {
		m.When(step.And(ready), func() {
			place.D(hdl.Mux(last, hdl.U(0, log2(n)), place.Q().AddWrap(hdl.U(1))))
		})
		items := hdl.Unpack(hdl.Vec(n, hdl.UIntT(8*x.Item)), beat)
		return hdl.Index(items, place.Q()), hdl.B(true), ready.And(end.Or(last))
	}
	used = end.Not().Or(ready)
	low := hdl.Reg(m, "low", hdl.Vec(n-1, beat))
	parts := low.Q()
	m.When(step.And(used), func() {
		place.D(place.Q().AddWrap(hdl.U(1)))
		for i, p := range parts {
			parts[i] = hdl.Mux(place.Q().Is(uint64(i)), beat, p)
		}
		low.D(parts)
	})
	return hdl.Pack(append(low.Q(), beat)), end, used
}
