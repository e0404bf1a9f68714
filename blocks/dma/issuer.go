package dma

import "npugen/hdl"

// Span is consecutive items in memory, from a beat's first byte on.
type Span struct {
	Beat  hdl.UInt // address of the first beat
	At    hdl.UInt // number of the first item, for who takes them
	Count hdl.UInt // items, 32 bits
}

// issuer asks for the beats of spans: one a cycle, without a gap between spans.
type issuer struct{ Item, Beat, Number int } // bytes, bytes, bits

type issuerIn struct{ Span hdl.Source[Span] }

type issuerOut struct{ Addr hdl.Source[hdl.UInt] }

// Inputs has spans.
func (x issuer) Inputs() issuerIn { return issuerIn{hdl.StreamT(spanT(x.Beat, x.Number))} }

// Build counts the beats of one span.
func (x issuer) Build(m *hdl.Module, in issuerIn) issuerOut {
	m.Doc("asks for the beats of consecutive items")
	s := in.Span.Data()
	m.Unused(s.At)
	beats := hdl.Name(m, "beats", x.beats(s.Count))
	left := hdl.RegInit(m, "left", hdl.U(0, beats.Width()))
	addr := hdl.Reg(m, "addr", s.Beat)
	sink, out := hdl.NewStream(m, "asks", s.Beat)
	moved := sink.Offer(left.Q().OrR(), addr.Q())
	came := in.Span.Accept(left.Q().OrR().Not().Or(moved.And(left.Q().Is(1))))
	m.When(came, func() {
		left.D(beats)
		addr.D(s.Beat)
	}).Elsewhen(moved, func() {
		left.D(left.Q().SubWrap(hdl.U(1)))
		addr.D(addr.Q().AddWrap(hdl.U(1)))
	})
	return issuerOut{out}
}

// beats is how many beats so many items take.
func (x issuer) beats(count hdl.UInt) hdl.UInt {
	unit := cutter(x).unit()
	i, b := x.Item/unit, x.Beat/unit
	units := count
	if i > 1 {
		units = count.Mul(hdl.U(uint64(i)))
	}
	if b == 1 {
		return units
	}
	return units.Add(hdl.U(uint64(b - 1))).Shr(log2(b))
}
