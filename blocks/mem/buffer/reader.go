package buffer

import "npugen/hdl"

// reader is a read client's side of a Unified. It asks for a bank while it has
// a place for the response, finds the response among the banks' results and
// keeps it until it is taken.
type reader struct {
	Banks   int `hdl:"b"`
	Width   int `hdl:"w"`
	Latency int `hdl:"t"` // cycles from Granted to Data
}

type readerIn struct {
	Req     hdl.Source[hdl.UInt] // the bank
	Granted hdl.Bool             // the bank serves the request in this cycle
	Data    []hdl.UInt           // of each bank
}

type readerOut struct {
	Ask  hdl.Bool
	Resp hdl.Source[hdl.UInt]
}

func (c reader) Inputs() readerIn {
	return readerIn{Req: hdl.StreamT(hdl.UIntT(indexWidth(c.Banks))), Data: hdl.Vec(c.Banks, hdl.UIntT(c.Width))}
}

// Build counts free places from the grant on, so that a response never lacks
// one. A place given back at the end of a cycle can be used in the next, which
// makes Latency+1 places enough for one request a cycle.
func (c reader) Build(m *hdl.Module, in readerIn) readerOut {
	m.Doc("read client of a buffer: credits, bank choice, response buffer")
	places := c.Latency + 1
	free := hdl.RegInit(m, "free", hdl.U(uint64(places)))
	in.Req.Accept(in.Granted)

	arrived, from := in.Granted, in.Req.Data()
	for i := range c.Latency {
		arrived = hdl.RegNextInit(m, hdl.N("arrived", i+1), arrived, hdl.B(false))
		from = hdl.RegNext(m, hdl.N("from", i+1), from)
	}
	result := in.Data[0]
	if c.Banks > 1 {
		result = hdl.Index(in.Data, from)
	} else {
		m.Unused(from)
	}
	resp, taken := c.store(m, arrived, result)
	m.When(in.Granted.And(taken.Not()), func() {
		free.D(free.Q().SubWrap(hdl.U(1)))
	}).Elsewhen(taken.And(in.Granted.Not()), func() {
		free.D(free.Q().AddWrap(hdl.U(1)))
	})
	return readerOut{in.Req.Valid().And(free.Q().OrR()), resp}
}

// store is a queue whose input passes straight through while it is empty.
func (c reader) store(m *hdl.Module, arrived hdl.Bool, result hdl.UInt) (hdl.Source[hdl.UInt], hdl.Bool) {
	places := c.Latency + 1
	held := hdl.RegInit(m, "held", hdl.U(0, countWidth(places)))
	words := hdl.Reg(m, "words", hdl.Vec(places, hdl.UIntT(c.Width))) // the oldest first
	sink, resp := hdl.NewStream(m, "resp", hdl.UIntT(c.Width))
	empty := held.Q().Is(0)
	taken := sink.Offer(arrived.Or(empty.Not()), hdl.Mux(empty, result, words.Q()[0]))
	next := words.Q()
	count := hdl.Mux(taken.And(empty.Not()), held.Q().SubWrap(hdl.U(1)), held.Q())
	for i := range next {
		shifted := next[i]
		if i+1 < places {
			shifted = hdl.Mux(taken, words.Q()[i+1], next[i])
		}
		next[i] = hdl.Mux(arrived.And(count.Is(uint64(i))), result, shifted)
	}
	words.D(next)
	keep := arrived.And(empty.And(taken).Not())
	held.D(hdl.Mux(keep, count.AddWrap(hdl.U(1)), count))
	m.Assert("has_place", keep.Not().Or(count.Lt(hdl.U(uint64(places)))), "a response has no place")
	return resp, taken
}
