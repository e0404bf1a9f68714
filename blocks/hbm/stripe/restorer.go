package stripe

import (
	"npugen/blocks/hbm"
	"npugen/hdl"
)

// lineBits is the width of a line.
const lineBits = 8 * hbm.LineBytes

// maxDepth bounds the lines under way.
const maxDepth = 1 << 12

// Restorer gives the lines of a channel back in the order in which they were
// asked for. It reserves a place in a buffer of Depth lines with each request,
// so that an answer never waits: the channel cannot hold one back.
//
// Latency: 0 to the channel, 2 from the channel's answer. Throughput: one a
// clock. Storage: Depth lines of RAM.
type Restorer struct {
	Depth int // lines, a power of two
	Addr  int // bits of a line address
	Tag   int // bits of a tag
}

// RestorerIn is the addresses, and the answers of the channel.
type RestorerIn struct {
	Addr hdl.Source[hdl.UInt]
	Data hbm.ReadData
}

// RestorerOut is the requests to the channel, and the lines in order.
type RestorerOut struct {
	Read  hdl.Source[hbm.ReadPort]
	Lines hdl.Source[hdl.UInt]
}

// Inputs has line addresses.
func (r Restorer) Inputs() RestorerIn {
	return RestorerIn{
		Addr: hdl.StreamT(hdl.UIntT(max(r.Addr, 1))),
		Data: hbm.ReadData{Tag: hdl.UIntT(max(r.Tag, 1)), Data: hdl.UIntT(lineBits)},
	}
}

// Build makes the buffer, a ring whose tags are its places.
func (r Restorer) Build(m *hdl.Module, in RestorerIn) RestorerOut {
	m.Doc("restores the order of lines")
	if r.Depth < 4 || r.Depth > min(1<<min(r.Tag, 12), maxDepth) || r.Depth&(r.Depth-1) != 0 {
		m.Reject("a depth that is no power of two, or more than the tags tell apart", "use 4 up to 2 to the bits of the tag")
		r.Depth, r.Tag = 4, 2
	}
	lines := hdl.Mem(m, "lines", r.Depth, hdl.UIntT(lineBits))
	w := lines.AddrWidth()
	tail := hdl.RegInit(m, "tail", hdl.U(0, w))
	head := hdl.RegInit(m, "head", hdl.U(0, w))
	count := hdl.RegInit(m, "count", hdl.U(0, w+1))
	here := hdl.RegInit(m, "here", hdl.U(0, r.Depth)) // lines that have come back

	space := count.Q().Lt(hdl.U(uint64(r.Depth)))
	requests, read := hdl.NewStream(m, "read", hbm.ReadPort{Addr: in.Addr.Data(), Tag: in.Data.Tag})
	asked := requests.Offer(in.Addr.Valid().And(space), hbm.ReadPort{Addr: in.Addr.Data(), Tag: tail.Q().Ext(r.Tag)})
	in.Addr.Accept(requests.Ready().And(space))
	m.When(asked, func() { tail.D(tail.Q().AddWrap(hdl.U(1))) })

	slot := in.Data.Tag.Trunc(w)
	m.When(in.Data.Valid, func() { lines.Write(slot, in.Data.Data) })
	sink, out := hdl.NewStream(m, "lines_out", hdl.UIntT(lineBits))
	fetched := hdl.RegInit(m, "fetched", hdl.B(false))
	fetch := here.Q().At(head.Q()).And(fetched.Q().Not().Or(sink.Ready()))
	pop := sink.Offer(fetched.Q(), lines.ReadSync("line", head.Q(), fetch))
	m.When(fetch, func() {
		head.D(head.Q().AddWrap(hdl.U(1)))
		fetched.D(hdl.B(true))
	}).Elsewhen(pop, func() {
		fetched.D(hdl.B(false))
	})
	one := hdl.U(1, r.Depth)
	comes := hdl.Mux(in.Data.Valid, one.ShlVar(slot), hdl.U(0, r.Depth))
	goes := hdl.Mux(fetch, one.ShlVar(head.Q()), hdl.U(0, r.Depth))
	here.D(here.Q().Or(comes).And(goes.Not()))
	m.When(asked.And(fetch.Not()), func() {
		count.D(count.Q().AddWrap(hdl.U(1)))
	}).Elsewhen(fetch.And(asked.Not()), func() {
		count.D(count.Q().SubWrap(hdl.U(1)))
	})
	return RestorerOut{Read: read, Lines: out}
}
