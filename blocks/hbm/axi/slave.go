package axi

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/stripe"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// Slave has beats of 64 bytes, at a frequency ratio of 1:1. It takes INCR bursts
// of up to 256 whole beats. Another burst type or size is answered with SLVERR,
// an address beyond the memory with DECERR; such bursts touch nothing.
//
// Latency: 1 clock to the channel, 2 from it. Throughput: a beat a clock each
// way.
type Slave struct {
	Config hbm.Config // of the channel
	ID     int        // bits of an id
	Addr   int        // bits of a byte address
	Depth  int        // read beats under way; a power of two
}

// The responses.
const (
	okay   = 0
	slvErr = 2
	decErr = 3
)

// Address is a beat of AR or AW.
type Address struct {
	ID    hdl.UInt
	Addr  hdl.UInt
	Len   hdl.UInt // beats less 1, 8 bits
	Size  hdl.UInt // log2 of the bytes of a beat, 3 bits
	Burst hdl.UInt // 2 bits
}

// WriteBeat is a beat of W.
type WriteBeat struct {
	Data hdl.UInt
	Strb hdl.UInt
	Last hdl.Bool
}

// ReadBeat is a beat of R.
type ReadBeat struct {
	ID   hdl.UInt
	Data hdl.UInt
	Resp hdl.UInt // 2 bits
	Last hdl.Bool
}

// Answer is a beat of B.
type Answer struct {
	ID   hdl.UInt
	Resp hdl.UInt
}

// SlaveIn is the master's channels and the answers of the memory channel.
type SlaveIn struct {
	AR   hdl.Source[Address]
	AW   hdl.Source[Address]
	W    hdl.Source[WriteBeat]
	Data hbm.ReadData
}

// SlaveOut is the slave's channels and the requests to the memory channel.
type SlaveOut struct {
	R     hdl.Source[ReadBeat]
	B     hdl.Source[Answer]
	Read  hdl.Source[hbm.ReadPort]
	Write hdl.Source[hbm.WritePort]
}

const (
	beatBits  = 8 * hbm.LineBytes
	beatShift = 6 // log2 of the bytes of a beat
	incr      = 1
	answers   = 4 // B beats that may wait
)

// Inputs has the widths of the parameters.
func (x Slave) Inputs() SlaveIn {
	a := Address{ID: hdl.UIntT(max(x.ID, 1)), Addr: hdl.UIntT(max(x.Addr, 1)), Len: hdl.UIntT(8), Size: hdl.UIntT(3), Burst: hdl.UIntT(2)}
	return SlaveIn{
		AR: hdl.StreamT(a), AW: hdl.StreamT(a),
		W:    hdl.StreamT(WriteBeat{Data: hdl.UIntT(beatBits), Strb: hdl.UIntT(hbm.LineBytes)}),
		Data: x.Config.ReadDataT(),
	}
}

// Build makes the two directions, which share nothing.
func (x Slave) Build(m *hdl.Module, in SlaveIn) SlaveOut {
	m.Doc("AXI4 slave of a memory channel")
	if need := x.Config.LineAddrBits() + beatShift; x.Addr < need || x.Addr > 64 {
		m.Reject("addresses that do not reach the end of the memory", "make them as wide as the memory needs, and 64 bits at most")
	}
	if x.Config.ECC || x.Config.Ratio != 1 {
		m.Reject("a channel with check bytes or a ratio other than 1", "set ECC to false and Ratio to 1")
	}
	var out SlaveOut
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
func (x Slave) beats(m *hdl.Module, name string, src hdl.Source[Address]) hdl.Source[burst] {
	lines := x.Config.LineAddrBits()
	a := src.Data()
	zero := hdl.Zero(burst{ID: a.ID, Line: hdl.UIntT(lines), Left: hdl.UIntT(8), Resp: hdl.UIntT(2)})
	now := hdl.Reg(m, name+"_burst", zero)
	busy := hdl.RegInit(m, name+"_busy", hdl.B(false))
	sink, out := hdl.NewStream(m, name+"_beat", zero)
	moved := sink.Offer(busy.Q(), now.Q())
	last := now.Q().Left.OrR().Not()
	start := src.Accept(busy.Q().Not().Or(moved.And(last)))

	first := a.Addr.Bits(lines+beatShift-1, beatShift)
	end := first.Add(a.Len)
	beyond := end.Bit(lines)
	if x.Addr > lines+beatShift {
		beyond = beyond.Or(a.Addr.Bits(x.Addr-1, lines+beatShift).OrR())
	}
	wrong := a.Burst.Is(incr).And(a.Size.Is(beatShift)).Not()
	resp := hdl.Mux(wrong, hdl.U(slvErr, 2), hdl.Mux(beyond, hdl.U(decErr, 2), hdl.U(okay, 2)))
	m.Unused(a.Addr.Trunc(beatShift), end.Trunc(lines))
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
func (x Slave) reads(m *hdl.Module, in SlaveIn) (hdl.Source[ReadBeat], hdl.Source[hbm.ReadPort]) {
	two := stream.Fork(m, "read_beats", x.beats(m, "read", in.AR), 2)
	addr := hdl.MapStream(two[0], func(b burst) hdl.UInt { return b.Line })
	notes := hdl.MapStream(two[1], func(b burst) readNote {
		return readNote{ID: b.ID, Resp: b.Resp, Last: b.Left.OrR().Not()}
	})
	r := hdl.Inst(m, "order", stripe.Restorer{Depth: x.Depth, Addr: x.Config.LineAddrBits(), Tag: x.Config.Tag}, stripe.RestorerIn{Addr: addr, Data: in.Data})
	both := stream.Join2(m, "answer", r.Lines, stream.Queue(m, "notes", notes, max(x.Depth, 2)))
	return hdl.MapStream(both, func(p stream.Pair[hdl.UInt, readNote]) ReadBeat {
		data := hdl.Mux(p.B.Resp.OrR(), hdl.U(0, beatBits), p.A)
		return ReadBeat{ID: p.B.ID, Data: data, Resp: p.B.Resp, Last: p.B.Last}
	}), r.Read
}

// writes sends each beat with its address; the last one makes an answer.
func (x Slave) writes(m *hdl.Module, in SlaveIn) (hdl.Source[Answer], hdl.Source[hbm.WritePort]) {
	beat := x.beats(m, "write", in.AW)
	both := stream.Join2(m, "write_beats", beat, in.W)
	b, w := both.Data().A, both.Data().B
	good, last := b.Resp.OrR().Not(), b.Left.OrR().Not()
	m.When(both.Valid(), func() {
		m.Assert("last_is_last", w.Last.Eq(last), "WLAST is not on the last beat of the burst")
	})
	port, out := hdl.NewStream(m, "write_out", x.Config.WritePortT())
	done, answer := hdl.NewStream(m, "done", Answer{ID: b.ID, Resp: b.Resp})
	room := last.Not().Or(done.Ready())
	port.Offer(both.Valid().And(good, room), hbm.WritePort{Addr: b.Line, Data: w.Data, Mask: w.Strb})
	both.Accept(room.And(good.Not().Or(port.Ready())))
	done.Offer(both.Valid().And(last, good.Not().Or(port.Ready())), Answer{ID: b.ID, Resp: b.Resp})
	return stream.Queue(m, "answers", answer, answers), out
}
