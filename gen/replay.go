package gen

import (
	"npugen/hdl"
)

// replay is the unified buffer as the engine uses it: a ring of vectors that
// are read in the order in which they came, again and again, until their last
// reading frees them. New vectors come in meanwhile, so the activations of the
// next command arrive while the present one computes.
//
//	free   | kept: read, will be read again | unread | free
//	       ^ head                           ^ next   ^ tail
//
// It is made of Banks memories, the low bits of an address choosing one, each
// of which reads and writes in the same cycle.
type replay struct {
	Words int `hdl:"d"` // vectors it holds, a multiple of Banks
	Banks int `hdl:"b"` // memories, a power of two
	Width int `hdl:"w"` // bits of a vector
}

type replayIn struct {
	In     hdl.Source[hdl.UInt]
	Take   hdl.Bool // read the next vector; only while Ready
	Free   hdl.Bool // with Take: this was its last reading
	Rewind hdl.Bool // with Take, without Free: go back to head
}

type replayOut struct {
	Ready hdl.Bool // there is a next vector
	Data  hdl.UInt // the cycle after Take, until the next
}

func (r replay) Inputs() replayIn {
	return replayIn{In: hdl.StreamT(hdl.UIntT(r.Width))}
}

func (r replay) Build(m *hdl.Module, in replayIn) replayOut {
	m.Doc("activation buffer: a ring whose vectors can be read several times")
	aw, cw := indexWidth(r.Words), indexWidth(r.Words+1)
	head := hdl.RegInit(m, "head", hdl.U(0, aw))
	next := hdl.RegInit(m, "next", hdl.U(0, aw))
	tail := hdl.RegInit(m, "tail", hdl.U(0, aw))
	held := hdl.RegInit(m, "held", hdl.U(0, cw))
	unread := hdl.RegInit(m, "unread", hdl.U(0, cw))

	push := in.In.Accept(held.Q().Ne(hdl.U(uint64(r.Words))))
	ready := unread.Q().OrR()
	m.Assert("take_ready", in.Take.Not().Or(ready), "a vector was taken from an empty buffer")
	data := r.ram(m, ports{push, tail.Q(), in.In.Data(), in.Take, next.Q()})
	after := hdl.Name(m, "after_next", r.after(next.Q()))
	m.When(push, func() { tail.D(r.after(tail.Q())) })
	m.When(in.Take, func() {
		next.D(hdl.Mux(in.Rewind, head.Q(), after))
		m.When(in.Free, func() { head.D(after) })
	})
	heldNext := hdl.Name(m, "held_next", count(held.Q(), push, in.Take.And(in.Free)))
	held.D(heldNext)
	unread.D(hdl.Mux(in.Take.And(in.Rewind), heldNext, count(unread.Q(), push, in.Take)))
	return replayOut{Ready: ready, Data: data}
}

// after is the place that follows in the ring.
func (r replay) after(i hdl.UInt) hdl.UInt {
	up := i.AddWrap(hdl.U(1))
	if r.Words == 1<<i.Width() {
		return up
	}
	return hdl.Mux(i.Is(uint64(r.Words-1)), hdl.U(0, i.Width()), up)
}

// count is n after one more, one less, both or neither.
func count(n hdl.UInt, more, less hdl.Bool) hdl.UInt {
	w := n.Width()
	return n.AddWrap(more.AsUInt().Ext(w)).SubWrap(less.AsUInt().Ext(w))
}
