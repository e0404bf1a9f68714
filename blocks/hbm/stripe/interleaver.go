package stripe

import (
	"npugen/blocks/hbm"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// MaxChannels bounds an interleaver.
const MaxChannels = 16

// Interleaver is 1 to 16 channels side by side behind one streaming port, at any
// frequency ratio. Read beats come back in order.
//
// A beat is hbm.Config.Answers lines of each channel: what a channel can give in
// a clock, and at ratios 1:1 and 1:2 twice what it can give for long.
//
// A line none of whose bytes a write beat has is not written.
//
// Within a channel what is accepted is ordered, as in hbm.Channel. A write beat
// is taken when all its channels have accepted it: a read beat offered later sees
// it, and one taken earlier does not. A read beat and a write beat to the same
// place that are on offer together may meet in a different order in different
// channels.
type Interleaver struct {
	Config   hbm.Config
	Channels int
	Depth    int // beats that a channel may be ahead; a power of two
}

// WriteBeat is lines for every channel, by channel and then by address.
type WriteBeat struct {
	Addr hdl.UInt // of the beat: bytes / (64 * lines)
	Data []hdl.UInt
	Mask []hdl.UInt
}

// InterleaverIn is the client's streams and the answers of the PHYs, by channel
// and then by phase.
type InterleaverIn struct {
	Read  hdl.Source[hdl.UInt] // addresses of beats
	Write hdl.Source[WriteBeat]
	Phy   []hbm.PhyIn
}

// InterleaverOut is the beats that were read, as those that are written, and the
// commands by channel and then by phase.
type InterleaverOut struct {
	Lines hdl.Source[[]hdl.UInt]
	Phy   []hbm.PhyOut
	Busy  hdl.Bool
}

// channels and phases are the parameters in their ranges.
func (x Interleaver) channels() int { return min(max(x.Channels, 1), MaxChannels) }
func (x Interleaver) phases() int   { return max(x.Config.Ratio, 1) }

// Inputs has the ports of the configuration.
func (x Interleaver) Inputs() InterleaverIn {
	addr := hdl.UIntT(BeatBits(x.Config))
	return InterleaverIn{
		Read:  hdl.StreamT(addr),
		Write: hdl.StreamT(WriteBeatT(x.Config, x.channels())),
		Phy:   hdl.Vec(x.channels()*x.phases(), x.Config.PhyInT()),
	}
}

// Build makes the channels.
func (x Interleaver) Build(m *hdl.Module, in InterleaverIn) InterleaverOut {
	m.Doc("channels of high-bandwidth memory side by side")
	if x.Channels < 1 || x.Channels > MaxChannels {
		m.Reject("a number of channels that is not supported", "use 1 to 16")
	}
	if x.Config.ECC {
		m.Reject("check bytes in an interleaver", "set ECC to false: the client has lines of 64 bytes")
	}
	n, phases, lanes := x.channels(), x.phases(), x.Config.Answers()
	reads := stream.Fork(m, "reads", in.Read, n)
	writes := Writes(m, "writes", x.Config, in.Write)
	var out InterleaverOut
	var lines []hdl.Source[[]hdl.UInt]
	busy := hdl.B(false)
	for i := range n {
		data := hdl.Wire(m, hdl.N("data", i), hdl.Vec(lanes, x.Config.ReadDataT()))
		ask, back := Reads(m, hdl.N("restorer", i), x.Config, x.Depth, reads[i], data.Get())
		c := hdl.Inst(m, hdl.N("channel", i), hbm.Channel{Config: x.Config}, hbm.ChannelIn{
			Read: ask, Write: Lanes(m, hdl.N("write", i), x.Config, writes[lanes*i:lanes*(i+1)]), Phy: in.Phy[phases*i : phases*(i+1)],
		})
		data.Set(c.Data)
		lines = append(lines, back)
		out.Phy = append(out.Phy, c.Phy...)
		busy = busy.Or(c.Busy, back.Valid())
	}
	out.Lines = hdl.MapStream(stream.Join(m, "beats", lines), flat)
	out.Busy = busy
	return out
}

// flat is the lines of all channels.
func flat(channels [][]hdl.UInt) []hdl.UInt {
	var out []hdl.UInt
	for _, c := range channels {
		out = append(out, c...)
	}
	return out
}
