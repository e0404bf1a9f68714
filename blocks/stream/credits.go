package stream

import "npugen/hdl"

// Credits lets a datum of src pass for each of limit credits. Every cycle in
// which give is up returns one, usable from the next cycle on; more than limit
// is an assertion failure in simulation. The second result is the credits
// left, 0 to limit.
//
// With the credits being places in a buffer behind a pipeline that cannot
// stop, nothing in the pipeline ever lacks a place.
//
// Latency: 0. Throughput: one datum a cycle, if limit is at least the cycles
// from a datum's transfer to the first cycle in which its credit is back.
// Storage: a counter. Paths: valid and ready pass through.
func Credits[T any](m *hdl.Module, name string, src hdl.Source[T], limit int, give hdl.Bool) (hdl.Source[T], hdl.UInt) {
	c := hdl.Inst(m, name, CreditGate{limit}, CreditGateIn{handshake(src), give})
	return carrying(m, name, c.Out, src.Data()), c.Count
}

// CreditGate is the module of Credits.
type CreditGate struct{ Limit int }

// CreditGateIn is the stream to hold back, and the return of credits.
type CreditGateIn struct {
	In   Handshake
	Give hdl.Bool
}

// CreditGateOut is the stream let through, and the credits left.
type CreditGateOut struct {
	Out   Handshake
	Count hdl.UInt // 0 to Limit
}

// Inputs has one handshake.
func (c CreditGate) Inputs() CreditGateIn { return CreditGateIn{} }

// Build counts credits down at each transfer and up with Give.
func (c CreditGate) Build(m *hdl.Module, in CreditGateIn) CreditGateOut {
	limit := within(m, "limit", c.Limit, 1, maxDepth)
	m.Doc("lets one datum pass for each credit")
	count := hdl.RegInit(m, "count", hdl.U(uint64(limit)))
	sink, out := hdl.NewStream(m, "out", hdl.None{})
	left := count.Q().OrR()
	moved := sink.Offer(in.In.Valid().And(left), hdl.None{})
	in.In.Accept(left.And(sink.Ready()))
	m.When(in.Give.And(moved.Not()), func() {
		count.D(count.Q().AddWrap(hdl.U(1)))
		m.Assert("credits_bounded", count.Q().Lt(hdl.U(uint64(limit))), "a credit was returned that was never taken")
	}).Elsewhen(moved.And(in.Give.Not()), func() {
		count.D(count.Q().SubWrap(hdl.U(1)))
	})
	return CreditGateOut{out, count.Q()}
}
