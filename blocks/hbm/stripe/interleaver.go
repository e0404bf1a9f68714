package stripe

import (
	"npugen/blocks/hbm"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// MaxChannels bounds an interleaver.
const MaxChannels = 16

// Interleaver is 1 to 16 channels side by side behind one streaming port, at a
// frequency ratio of 1:1. Read beats come back in order.
//
// A channel none of whose bytes a write beat has does not get it.
//
// Within a channel what is accepted is ordered, as in hbm.Channel. A write beat
// is taken when all its channels have accepted it: a read beat offered later sees
// it, and one taken earlier does not. A read beat and a write beat to the same
// place that are on offer together may meet in a different order in different
// channels.
type Interleaver struct {
	Config   hbm.Config
	Channels int
	Depth    int // lines that a channel may be ahead; a power of two
}

// WriteBeat is a line for every channel.
type WriteBeat struct {
	Addr hdl.UInt // of the beat: bytes / (64 * Channels)
	Data []hdl.UInt
	Mask []hdl.UInt
}

// InterleaverIn is the client's streams and the answers of the PHYs, by channel.
type InterleaverIn struct {
	Read  hdl.Source[hdl.UInt] // addresses of beats
	Write hdl.Source[WriteBeat]
	Phy   []hbm.PhyIn
}

// InterleaverOut is the beats that were read, and the commands by channel.
type InterleaverOut struct {
	Lines hdl.Source[[]hdl.UInt]
	Phy   []hbm.PhyOut
	Busy  hdl.Bool
}

// Inputs has the ports of the configuration.
func (x Interleaver) Inputs() InterleaverIn {
	n, addr := min(max(x.Channels, 1), MaxChannels), hdl.UIntT(x.Config.LineAddrBits())
	return InterleaverIn{
		Read:  hdl.StreamT(addr),
		Write: hdl.StreamT(WriteBeat{Addr: addr, Data: hdl.Vec(n, hdl.UIntT(lineBits)), Mask: hdl.Vec(n, hdl.UIntT(hbm.LineBytes))}),
		Phy:   hdl.Vec(n, x.Config.PhyInT()),
	}
}

// Build makes the channels.
func (x Interleaver) Build(m *hdl.Module, in InterleaverIn) InterleaverOut {
	m.Doc("channels of high-bandwidth memory side by side")
	if x.Channels < 1 || x.Channels > MaxChannels {
		m.Reject("a number of channels that is not supported", "use 1 to 16")
	}
	if x.Config.Ratio != 1 {
		m.Reject("a frequency ratio that the interleaver does not have", "use 1")
		x.Config.Ratio = 1
	}
	if x.Config.ECC {
		m.Reject("check bytes in an interleaver", "set ECC to false: the client has lines of 64 bytes")
	}
	n := len(in.Phy)
	reads := stream.Fork(m, "reads", in.Read, n)
	writes := stream.Fork(m, "writes", in.Write, n)
	var out InterleaverOut
	var lines []hdl.Source[hdl.UInt]
	busy := hdl.B(false)
	for i := range n {
		data := hdl.Wire(m, hdl.N("data", i), x.Config.ReadDataT())
		r := hdl.Inst(m, hdl.N("restorer", i), Restorer{Depth: x.Depth, Addr: x.Config.LineAddrBits(), Tag: x.Config.Tag}, RestorerIn{Addr: reads[i], Data: data.Get()})
		write := hdl.MapStream(used(m, i, writes[i]), func(w WriteBeat) hbm.WritePort {
			return hbm.WritePort{Addr: w.Addr, Data: w.Data[i], Mask: w.Mask[i]}
		})
		c := hdl.Inst(m, hdl.N("channel", i), hbm.Channel{Config: x.Config}, hbm.ChannelIn{
			Read: []hdl.Source[hbm.ReadPort]{r.Read}, Write: []hdl.Source[hbm.WritePort]{write}, Phy: []hbm.PhyIn{in.Phy[i]},
		})
		data.Set(c.Data[0])
		lines = append(lines, r.Lines)
		out.Phy = append(out.Phy, c.Phy[0])
		busy = busy.Or(c.Busy, r.Lines.Valid())
	}
	out.Lines = stream.Join(m, "beats", lines)
	out.Busy = busy
	return out
}

// used is the write beats that have bytes of channel i; the others are dropped.
func used(m *hdl.Module, i int, beats hdl.Source[WriteBeat]) hdl.Source[WriteBeat] {
	sink, out := hdl.NewStream(m, hdl.N("used", i), beats.Data())
	any := beats.Data().Mask[i].OrR()
	sink.Offer(beats.Valid().And(any), beats.Data())
	beats.Accept(sink.Ready().Or(any.Not()))
	return out
}
