package axi

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/stripe"
	"npugen/hdl"
)

// Slave is a Port in front of one memory channel, at any frequency ratio. A beat
// is hbm.Config.Answers lines: 64 bytes at a ratio of 1:1, else 128.
//
// Latency: 1 clock to the channel, 2 from it. Throughput: a beat a clock each
// way.
type Slave struct {
	Config hbm.Config // of the channel
	ID     int        // bits of an id
	Addr   int        // bits of a byte address
	Depth  int        // read beats under way; a power of two
}

// SlaveIn is the master's channels and the answers of the memory channel.
type SlaveIn struct {
	AR   hdl.Source[Address]
	AW   hdl.Source[Address]
	W    hdl.Source[WriteBeat]
	Data []hbm.ReadData
}

// SlaveOut is the slave's channels and the requests to the memory channel.
type SlaveOut struct {
	R     hdl.Source[ReadBeat]
	B     hdl.Source[Answer]
	Read  []hdl.Source[hbm.ReadPort]
	Write []hdl.Source[hbm.WritePort]
}

func (x Slave) port() Port {
	return Port{Bytes: hbm.LineBytes * x.Config.Answers(), Beats: stripe.BeatBits(x.Config), ID: x.ID, Addr: x.Addr, Depth: x.Depth}
}

// Inputs has the widths of the parameters.
func (x Slave) Inputs() SlaveIn {
	p := x.port().Inputs()
	return SlaveIn{AR: p.AR, AW: p.AW, W: p.W, Data: hdl.Vec(x.Config.Answers(), x.Config.ReadDataT())}
}

// Build puts the lines of the channel in order for the port.
func (x Slave) Build(m *hdl.Module, in SlaveIn) SlaveOut {
	m.Doc("AXI4 slave of a memory channel")
	if x.Config.ECC {
		m.Reject("a channel with check bytes", "set ECC to false: the master has lines of 64 bytes")
	}
	ask, asked := hdl.NewStream(m, "asked", hdl.UIntT(stripe.BeatBits(x.Config)))
	reads, lines := stripe.Reads(m, "order", x.Config, x.Depth, asked, in.Data)
	beats := hdl.MapStream(lines, func(l []hdl.UInt) hdl.UInt { return hdl.Pack(l) })
	p := hdl.Inst(m, "port", x.port(), PortIn{AR: in.AR, AW: in.AW, W: in.W, Lines: beats})
	ask.Connect(p.Read)
	line := stripe.WriteBeatT(x.Config, 1)
	writes := stripe.Writes(m, "lines", x.Config, hdl.MapStream(p.Write, func(w Write) stripe.WriteBeat {
		return stripe.WriteBeat{Addr: w.Addr, Data: hdl.Unpack(line.Data, w.Data), Mask: hdl.Unpack(line.Mask, w.Mask)}
	}))
	return SlaveOut{R: p.R, B: p.B, Read: reads, Write: stripe.Lanes(m, "write", x.Config, writes)}
}
