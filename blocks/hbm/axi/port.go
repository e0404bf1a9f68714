package axi

import (
	"math/bits"

	"npugen/blocks/stream"
	"npugen/hdl"
)

// Port is the AXI4 side of a memory of beats that come back in order. It takes
// INCR bursts of up to 256 whole beats. Another burst type or size is answered
// with SLVERR, an address beyond the memory with DECERR; such bursts write
// nothing.
//
// Latency: 1 clock to the memory, 0 from it. Throughput: a beat a clock each
// way.
type Port struct {
	Bytes int // of a beat: a power of two, 1 to 128
	Beats int // bits of a beat's address, 8 at least: the memory has 2 to the power of them
	ID    int // bits of an id
	Addr  int // bits of a byte address
	Depth int // read beats under way
}

// Write is a write of the bytes of a beat that Mask names.
type Write struct {
	Addr hdl.UInt // of the beat
	Data hdl.UInt
	Mask hdl.UInt
}

// PortIn is the master's channels and the beats that were read, in order.
type PortIn struct {
	AR    hdl.Source[Address]
	AW    hdl.Source[Address]
	W     hdl.Source[WriteBeat]
	Lines hdl.Source[hdl.UInt]
}

// PortOut is the slave's channels and the requests to the memory. A write is
// answered when it has been taken.
type PortOut struct {
	R     hdl.Source[ReadBeat]
	B     hdl.Source[Answer]
	Read  hdl.Source[hdl.UInt]
	Write hdl.Source[Write]
}

const (
	incr    = 1
	answers = 4 // B beats that may wait
)

// ok is the port, or one that can be built.
func (x Port) ok() Port {
	x.ID, x.Addr, x.Beats, x.Depth = max(x.ID, 1), min(max(x.Addr, 1), 64), max(x.Beats, 8), max(x.Depth, 1)
	if x.Bytes < 1 || x.Bytes > 128 || x.Bytes&(x.Bytes-1) != 0 {
		x.Bytes = 64
	}
	return x
}

// shift is log2 of the bytes of a beat.
func (x Port) shift() int { return bits.Len(uint(x.Bytes)) - 1 }

// Inputs has the widths of the parameters.
func (x Port) Inputs() PortIn {
	x = x.ok()
	a := Address{ID: hdl.UIntT(x.ID), Addr: hdl.UIntT(x.Addr), Len: hdl.UIntT(8), Size: hdl.UIntT(3), Burst: hdl.UIntT(2)}
	return PortIn{
		AR: hdl.StreamT(a), AW: hdl.StreamT(a),
		W:     hdl.StreamT(WriteBeat{Data: hdl.UIntT(8 * x.Bytes), Strb: hdl.UIntT(x.Bytes)}),
		Lines: hdl.StreamT(hdl.UIntT(8 * x.Bytes)),
	}
}

// Build makes the two directions, which share nothing.
func (x Port) Build(m *hdl.Module, in PortIn) PortOut {
	m.Doc("AXI4 side of a memory")
	if x.ok().Bytes != x.Bytes {
		m.Reject("a beat of a size that AXI does not have", "use a power of two, 1 to 128 bytes")
	}
	if x.Addr < x.Beats+x.shift() || x.Addr > 64 || x.Beats < 8 {
		m.Reject("addresses that do not reach the end of the memory", "make them as wide as the memory needs, and 64 bits at most")
	}
	x = x.ok()
	var out PortOut
	out.R, out.Read = x.reads(m, in)
	out.B, out.Write = x.writes(m, in)
	return out
}

// burst is the beat that a burst has come to.
type burst struct {
	ID   hdl.UInt
	Line hdl.UInt
	Left hdl.UInt // beats after this one
	Resp hdl.UInt
}

// beats gives a beat for each of a burst's, with its line and response.
func (x Port) beats(m *hdl.Module, name string, src hdl.Source[Address]) hdl.Source[burst] {
	lines, shift := x.Beats, x.shift()
	a := src.Data()
	zero := hdl.Zero(burst{ID: a.ID, Line: hdl.UIntT(lines), Left: hdl.UIntT(8), Resp: hdl.UIntT(2)})
	now := hdl.Reg(m, name+"_burst", zero)
	busy := hdl.RegInit(m, name+"_busy", hdl.B(false))
	sink, out := hdl.NewStream(m, name+"_beat", zero)
	moved := sink.Offer(busy.Q(), now.Q())
	last := now.Q().Left.OrR().Not()
	start := src.Accept(busy.Q().Not().Or(moved.And(last)))

	first := a.Addr.Bits(lines+shift-1, shift)
	end := first.Add(a.Len)
	beyond := end.Bit(lines)
	if x.Addr > lines+shift {
		beyond = beyond.Or(a.Addr.Bits(x.Addr-1, lines+shift).OrR())
	}
	wrong := a.Burst.Is(incr).And(a.Size.Is(uint64(shift))).Not()
	resp := hdl.Mux(wrong, hdl.U(slvErr, 2), hdl.Mux(beyond, hdl.U(decErr, 2), hdl.U(okay, 2)))
	if shift > 0 {
		m.Unused(a.Addr.Trunc(shift))
	}
	m.Unused(end.Trunc(lines))
	m.When(start, func() {
		now.D(burst{ID: a.ID, Line: first, Left: a.Len, Resp: resp})
		busy.D(hdl.B(true))
	}).Elsewhen(moved, func() {
		n := now.Q()
		now.D(burst{ID: n.ID, Line: n.Line.AddWrap(hdl.U(1)), Left: n.Left.SubWrap(hdl.U(1)), Resp: n.Resp})
		busy.D(last.Not())
	})
	return out
}

// readNote is what R says beside the data.
type readNote struct {
	ID   hdl.UInt
	Resp hdl.UInt
	Last hdl.Bool
}

// reads asks for each beat and joins its line with its note. A beat with an
// error has a line too, of which nothing is shown.
func (x Port) reads(m *hdl.Module, in PortIn) (hdl.Source[ReadBeat], hdl.Source[hdl.UInt]) {
	two := stream.Fork(m, "read_beats", x.beats(m, "read", in.AR), 2)
	addr := hdl.MapStream(two[0], func(b burst) hdl.UInt { return b.Line })
	notes := hdl.MapStream(two[1], func(b burst) readNote {
		return readNote{ID: b.ID, Resp: b.Resp, Last: b.Left.OrR().Not()}
	})
	both := stream.Join2(m, "answer", in.Lines, stream.Queue(m, "notes", notes, max(x.Depth, 2)))
	return hdl.MapStream(both, func(p stream.Pair[hdl.UInt, readNote]) ReadBeat {
		data := hdl.Mux(p.B.Resp.OrR(), hdl.U(0, 8*x.Bytes), p.A)
		return ReadBeat{ID: p.B.ID, Data: data, Resp: p.B.Resp, Last: p.B.Last}
	}), addr
}

// writes sends each beat with its address; the last one makes an answer.
func (x Port) writes(m *hdl.Module, in PortIn) (hdl.Source[Answer], hdl.Source[Write]) {
	beat := x.beats(m, "write", in.AW)
	both := stream.Join2(m, "write_beats", beat, in.W)
	b, w := both.Data().A, both.Data().B
	good, last := b.Resp.OrR().Not(), b.Left.OrR().Not()
	m.When(both.Valid(), func() {
		m.Assert("last_is_last", w.Last.Eq(last), "WLAST is not on the last beat of the burst")
	})
	port, out := hdl.NewStream(m, "write_out", Write{Addr: b.Line, Data: w.Data, Mask: w.Strb})
	done, answer := hdl.NewStream(m, "done", Answer{ID: b.ID, Resp: b.Resp})
	room := last.Not().Or(done.Ready())
	port.Offer(both.Valid().And(good, room), Write{Addr: b.Line, Data: w.Data, Mask: w.Strb})
	both.Accept(room.And(good.Not().Or(port.Ready())))
	done.Offer(both.Valid().And(last, good.Not().Or(port.Ready())), Answer{ID: b.ID, Resp: b.Resp})
	return stream.Queue(m, "answers", answer, answers), out
}
