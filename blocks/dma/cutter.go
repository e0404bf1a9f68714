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
//
// All is counted in units: the greatest size that divides beat and item. Before
// the beat lie the last units of the beats before, as many as an item needs
// beside one of this. From the unit at on, so, there is an item, if that unit is
// not beyond the end of an item that ends with the beat. The beat is used up when
// the next item does not end in it.
//
//	before: ( i-1 units )  beat: ( b units )
//	           ^ at: ( i units )
func (x cutter) assemble(m *hdl.Module, in cutterIn, busy, last, ready hdl.Bool) (data hdl.UInt, whole, used hdl.Bool) {
	beat := in.Beats.Data()
	unit := x.unit()
	i, b := x.Item/unit, x.Beat/unit
	if i == 1 && b == 1 {
		return beat, hdl.B(true), ready
	}
	w := log2(max(i, b))
	start := hdl.U(uint64(i-1), w)
	at := hdl.RegInit(m, "at_unit", start)
	whole = hdl.B(true)
	if i > b {
		whole = at.Q().Lt(hdl.U(uint64(b), w))
	}
	after := hdl.Name(m, "after", hdl.Mux(whole, at.Q().Ext(w+1).AddWrap(hdl.U(uint64(i), w+1)), at.Q().Ext(w+1)))
	over := hdl.Name(m, "over", after.Ge(hdl.U(uint64(b), w+1)).Or(whole.And(last)))
	step := hdl.Name(m, "step", busy.And(in.Beats.Valid(), ready.Or(whole.Not())))
	m.When(step, func() {
		next := hdl.Mux(over, after.SubWrap(hdl.U(uint64(b), w+1)), after).Trunc(w)
		at.D(hdl.Mux(whole.And(last), start, next))
	})
	window := beat
	if i > 1 {
		earlier := hdl.Reg(m, "earlier", hdl.UIntT(8*unit*(i-1)))
		window = hdl.Cat(beat, earlier.Q())
		m.When(step.And(over), func() { earlier.D(window.Bits(window.Width()-1, 8*x.Beat)) })
	}
	return shifted(window, at.Q(), 8*unit, i, b), whole, over.And(ready.Or(whole.Not()))
}

// unit is the bytes of the greatest size that divides beat and item.
func (x cutter) unit() int {
	a, b := x.Item, x.Beat
	for b > 0 {
		a, b = b, a%b
	}
	return a
}

// shifted is the n units from unit at on, of which there are count, a power of
// two: a stage for each bit of at, the greatest first, of what the next still need.
func shifted(x, at hdl.UInt, width, n, count int) hdl.UInt {
	for k := log2(count) - 1; k >= 0; k-- {
		need := width * (n + 1<<k - 1)
		x = hdl.Mux(at.Bit(k), x.Bits(width<<k+need-1, width<<k), x.Trunc(need))
	}
	return x.Trunc(width * n)
}
