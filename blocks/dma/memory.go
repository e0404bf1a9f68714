package dma

import (
	"npugen/blocks/bundle"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/axi"
	"npugen/blocks/hbm/stripe"
	"npugen/hdl"
)

// Memory is everything between the units of an NPU and the PHYs of its memory
// channels.
type Memory struct {
	bundle.Shape
	Config hbm.Config // of each channel: a ratio of 1, no check bytes
	Depth  int        // lines that a channel may be ahead, a power of two, up to 2 to the bits of Config.Tag
	ID     int        // bits of the host's ids
	Addr   int        // bits of the host's byte addresses
}

// MemoryIn is the units' requests, the host's, and the answers of the PHYs by
// channel.
type MemoryIn struct {
	Stream   hdl.Source[bundle.Stream]
	Load     hdl.Source[bundle.Load]
	Store    hdl.Source[bundle.Store]
	Fetch    hdl.Source[hdl.UInt] // addresses of beats
	Row      bundle.Row           // answers Read
	RowValid hdl.Bool

	AR hdl.Source[axi.Address]
	AW hdl.Source[axi.Address]
	W  hdl.Source[axi.WriteBeat]

	Phy []hbm.PhyIn
}

// MemoryOut is the answers, and the commands to the PHYs by channel.
type MemoryOut struct {
	Weights hdl.Source[hdl.UInt]    // rows for the matrix unit
	Words   hdl.Source[bundle.Word] // for the vector buffer
	Read    hdl.Source[hdl.UInt]    // rows of the activation buffer that are wanted
	Fetched hdl.Source[hdl.UInt]    // beats, to be taken as they come

	Streamed bundle.Retired
	Loaded   bundle.Retired
	Stored   bundle.Retired

	R hdl.Source[axi.ReadBeat]
	B hdl.Source[axi.Answer]

	Phy []hbm.PhyOut

	Came  []hdl.Bool // a beat for each client: Fetch, Load, HostRead, Weights
	Wrote []hdl.Bool // a beat by each client: StoreWrite, HostWrite
	Busy  hdl.Bool   // requests of some client are under way in the channels
}

func (x Memory) lines() int { return max(x.Config.LineAddrBits(), 1) }

func (x Memory) host() Host {
	return Host{Shape: x.Shape, Lines: x.lines(), ID: x.ID, Addr: x.Addr}
}

func (x Memory) stripe() stripe.Interleaver {
	return stripe.Interleaver{Config: x.Config, Channels: x.BeatBytes() / lineBytes, Depth: x.Depth}
}

// Inputs has the ports of the units and of the channels.
func (x Memory) Inputs() MemoryIn {
	h, s := x.host().Inputs(), Store{x.Shape}.Inputs()
	return MemoryIn{
		Stream: Streamer{x.Shape}.Inputs().Command, Load: Loader{x.Shape}.Inputs().Command, Store: s.Command,
		Fetch: hdl.StreamT(x.BeatAddrT()), Row: s.Row,
		AR: h.AR, AW: h.AW, W: h.W, Phy: x.stripe().Inputs().Phy,
	}
}

// Build connects units, port and channels.
func (x Memory) Build(m *hdl.Module, in MemoryIn) MemoryOut {
	m.Doc("the memory of an NPU with all that moves data")
	x.Shape = x.Checked(m)
	if x.lines() > x.BeatAddrT().Width() {
		m.Reject("a memory of more lines than 32 bits number", "use fewer channels or a smaller geometry")
	}
	give := make([]hdl.Sink[hdl.UInt], Readers)
	beats := make([]hdl.Source[hdl.UInt], Readers)
	for i := range beats {
		give[i], beats[i] = hdl.NewStream(m, hdl.N("beats", i), x.BeatT())
	}
	s := hdl.Inst(m, "streamer", Streamer{x.Shape}, StreamerIn{in.Stream, beats[Weights]})
	l := hdl.Inst(m, "loader", Loader{x.Shape}, LoaderIn{in.Load, beats[Load]})
	st := hdl.Inst(m, "store", Store{x.Shape}, StoreIn{in.Store, in.Row, in.RowValid})
	h := hdl.Inst(m, "host", x.host(), HostIn{in.AR, in.AW, in.W, beats[HostRead]})

	come, lines := hdl.NewStream(m, "lines", hdl.Vec(x.Channels, hdl.UIntT(8*lineBytes)))
	p := hdl.Inst(m, "port", Port{x.Shape, x.lines(), x.Depth}, PortIn{
		Read:  []hdl.Source[hdl.UInt]{Fetch: in.Fetch, Load: l.Addr, HostRead: h.Read, Weights: s.Addr},
		Write: []hdl.Source[bundle.BeatWrite]{StoreWrite: st.Write, HostWrite: h.Write},
		Lines: lines,
	})
	c := hdl.Inst(m, "channels", x.stripe(), stripe.InterleaverIn{Read: p.Read, Write: p.Write, Phy: in.Phy})
	come.Connect(c.Lines)
	for i := range give {
		give[i].Connect(p.Beats[i])
	}
	return MemoryOut{
		Weights: s.Weights, Words: l.Words, Read: st.Read, Fetched: beats[Fetch],
		Streamed: s.Retired, Loaded: l.Retired, Stored: st.Retired,
		R: h.R, B: h.B, Phy: c.Phy, Came: p.Came, Wrote: p.Wrote, Busy: c.Busy,
	}
}
