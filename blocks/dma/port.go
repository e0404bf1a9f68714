package dma

import (
	"npugen/blocks/bundle"
	"npugen/blocks/hbm/stripe"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// The clients that read, the first first where several ask.
const (
	Fetch = iota
	Load
	HostRead
	Weights
	Readers // how many there are
)

// The clients that write, the first first.
const (
	StoreWrite = iota
	HostWrite
	Writers
)

// Port is the clients' way to an interleaver. Beats come back in the order in
// which they were asked for; a client must take its beat in the cycle in which
// it comes.
//
// Latency: 1 cycle to the interleaver for reads, 0 for writes and for beats.
// Throughput: a read and a write a cycle. Storage: the client of each beat under
// way. Addresses beyond the memory begin at 0 again.
type Port struct {
	bundle.Shape
	Lines int // bits of a channel's line address
	Depth int // beats under way, that of the interleaver
}

// PortIn is the requests by client, and the interleaver's answers.
type PortIn struct {
	Read  []hdl.Source[hdl.UInt]
	Write []hdl.Source[bundle.BeatWrite]
	Lines hdl.Source[[]hdl.UInt]
}

// PortOut is the beats by client, the requests to the interleaver, and what to
// count.
type PortOut struct {
	Beats []hdl.Source[hdl.UInt]
	Read  hdl.Source[hdl.UInt]
	Write hdl.Source[stripe.WriteBeat]

	Came  []hdl.Bool // a beat for this client
	Wrote []hdl.Bool // by this client
}

// Inputs has the shape's widths.
func (p Port) Inputs() PortIn {
	return PortIn{
		Read:  hdl.Vec(Readers, hdl.StreamT(p.BeatAddrT())),
		Write: hdl.Vec(Writers, hdl.StreamT(p.BeatWriteT())),
		Lines: hdl.StreamT(hdl.Vec(p.BeatBytes()/lineBytes, hdl.UIntT(8*lineBytes))),
	}
}

// Build arbitrates, and remembers who asked.
func (p Port) Build(m *hdl.Module, in PortIn) PortOut {
	m.Doc("the clients' way to memory")
	p.Shape = p.Checked(m)
	var out PortOut
	asks := stream.Fork(m, "ask", stream.Priority(m, "reads", in.Read, nil), 2)
	out.Read = stream.Cut(m, "address", hdl.MapStream(asks[0], func(c stream.Chosen[hdl.UInt]) hdl.UInt {
		return p.address(m, c.Data)
	}))
	who := hdl.MapStream(asks[1], func(c stream.Chosen[hdl.UInt]) hdl.UInt { return c.From })
	order := stream.Queue(m, "order", who, p.Depth+4)
	back := stream.Route(m, "beat", stream.Join2(m, "answer", in.Lines, order), len(in.Read), func(a stream.Pair[[]hdl.UInt, hdl.UInt]) hdl.UInt { return a.B })
	for i, b := range back {
		beat := hdl.MapStream(b, func(a stream.Pair[[]hdl.UInt, hdl.UInt]) hdl.UInt { return hdl.Pack(a.A) })
		m.When(beat.Valid(), func() {
			m.Assert(hdl.N("taken", i), beat.Ready(), "a client asked for a beat that it has no room for")
		})
		out.Beats = append(out.Beats, beat)
		out.Came = append(out.Came, beat.Valid())
	}
	for _, w := range in.Write {
		out.Wrote = append(out.Wrote, w.Valid().And(w.Ready()))
	}
	writes := stream.Priority(m, "writes", in.Write, nil)
	m.Unused(writes.Data().From)
	out.Write = hdl.MapStream(writes, func(c stream.Chosen[bundle.BeatWrite]) stripe.WriteBeat {
		w := c.Data
		return stripe.WriteBeat{
			Addr: p.address(m, w.Addr),
			Data: hdl.Unpack(hdl.Vec(p.Channels, hdl.UIntT(8*lineBytes)), w.Data),
			Mask: hdl.Unpack(hdl.Vec(p.Channels, hdl.UIntT(lineBytes)), w.Mask),
		}
	})
	return out
}

// address is a beat's address as wide as the interleaver has it.
func (p Port) address(m *hdl.Module, beat hdl.UInt) hdl.UInt {
	n := max(p.Lines, 1)
	if n >= beat.Width() {
		return beat.Ext(n)
	}
	m.Unused(beat.Bits(beat.Width()-1, n))
	return beat.Trunc(n)
}
