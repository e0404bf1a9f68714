package dma

import (
	"npugen/blocks/bundle"
	"npugen/blocks/hbm/axi"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// Host is an AXI4 slave through which the host reads and writes memory: whole
// beats in INCR bursts, see axi.Port. AXI ends at 128 bytes a beat, so with more
// than 2 channels several of its beats make one of memory: a write goes to its
// own channels alone, a read costs a beat of memory each.
//
// Latency: 1 cycle to the port, 2 from it. Throughput: a beat a cycle each way.
// Storage: 64 beats of AXI.
type Host struct {
	bundle.Shape
	Lines int // bits of a channel's line address
	ID    int // bits of an id
	Addr  int // bits of a byte address
}

// HostIn is the master's channels, and the beats in the order of their
// addresses.
type HostIn struct {
	AR    hdl.Source[axi.Address]
	AW    hdl.Source[axi.Address]
	W     hdl.Source[axi.WriteBeat]
	Beats hdl.Source[hdl.UInt]
}

// HostOut is the slave's channels, beats wanted and writes.
type HostOut struct {
	R     hdl.Source[axi.ReadBeat]
	B     hdl.Source[axi.Answer]
	Read  hdl.Source[hdl.UInt]
	Write hdl.Source[bundle.BeatWrite]
}

// maxAXI is the bytes of the widest beat of AXI4.
const maxAXI = 128

// parts is how many beats of AXI make one of memory.
func (h Host) parts() int { return max(1, h.BeatBytes()/maxAXI) }

// Port is the AXI side.
func (h Host) Port() axi.Port {
	return axi.Port{Bytes: h.BeatBytes() / h.parts(), Beats: h.Lines + log2(h.parts()), ID: h.ID, Addr: h.Addr, Depth: leastRoom}
}

// Inputs has the widths of the parameters.
func (h Host) Inputs() HostIn {
	p := h.Port().Inputs()
	return HostIn{AR: p.AR, AW: p.AW, W: p.W, Beats: hdl.StreamT(h.BeatT())}
}

// Build gives the AXI side room for the beats that it asks for.
func (h Host) Build(m *hdl.Module, in HostIn) HostOut {
	m.Doc("the host's way to memory")
	h.Shape = h.Checked(m)
	port := h.Port()
	asks, asked := hdl.NewStream(m, "asked", hdl.UIntT(port.Beats))
	read, came := h.cut(m, asked, in.Beats)
	lines := stream.Queue(m, "beats", came, leastRoom)
	x := hdl.Inst(m, "axi", port, axi.PortIn{AR: in.AR, AW: in.AW, W: in.W, Lines: lines})
	gated, left := stream.Credits(m, "credits", x.Read, leastRoom, lines.Valid().And(lines.Ready()))
	asks.Connect(gated)
	m.Unused(left)
	return HostOut{R: x.R, B: x.B, Read: read, Write: hdl.MapStream(x.Write, h.widen)}
}

// cut is the beats of memory to ask for, and the beats of AXI out of those that
// come.
func (h Host) cut(m *hdl.Module, asked, beats hdl.Source[hdl.UInt]) (read, came hdl.Source[hdl.UInt]) {
	n := log2(h.parts())
	if n == 0 {
		return hdl.MapStream(asked, h.address), beats
	}
	two := stream.Fork(m, "ask", asked, 2)
	read = hdl.MapStream(two[0], func(a hdl.UInt) hdl.UInt { return h.address(a.Shr(n)) })
	part := stream.Queue(m, "parts", hdl.MapStream(two[1], func(a hdl.UInt) hdl.UInt { return a.Trunc(n) }), leastRoom)
	came = hdl.MapStream(stream.Join2(m, "part", beats, part), func(p stream.Pair[hdl.UInt, hdl.UInt]) hdl.UInt {
		return hdl.Index(hdl.Unpack(hdl.Vec(h.parts(), hdl.UIntT(8*maxAXI)), p.A), p.B)
	})
	return read, came
}

// widen is a write of AXI as one of memory.
func (h Host) widen(w axi.Write) bundle.BeatWrite {
	n := log2(h.parts())
	if n == 0 {
		return bundle.BeatWrite{Addr: h.address(w.Addr), Data: w.Data, Mask: w.Mask}
	}
	mask := make([]hdl.UInt, h.parts())
	for i := range mask {
		mask[i] = hdl.Mux(w.Addr.Trunc(n).Is(uint64(i)), w.Mask, hdl.Zero(w.Mask))
	}
	return bundle.BeatWrite{Addr: h.address(w.Addr.Shr(n)), Data: w.Data.Rep(len(mask)), Mask: hdl.Pack(mask)}
}

// address is a beat's address as wide as the port has it.
func (h Host) address(beat hdl.UInt) hdl.UInt { return beat.Wrap(h.BeatAddrT().Width()) }
