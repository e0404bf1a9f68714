package axi

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/stripe"
	"npugen/hdl"
)

// Slave is a Port in front of one memory channel, with beats of 64 bytes, at a
// frequency ratio of 1:1.
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
	Data hbm.ReadData
}

// SlaveOut is the slave's channels and the requests to the memory channel.
type SlaveOut struct {
	R     hdl.Source[ReadBeat]
	B     hdl.Source[Answer]
	Read  hdl.Source[hbm.ReadPort]
	Write hdl.Source[hbm.WritePort]
}

func (x Slave) port() Port {
	return Port{Bytes: hbm.LineBytes, Beats: x.Config.LineAddrBits(), ID: x.ID, Addr: x.Addr, Depth: x.Depth}
}

// Inputs has the widths of the parameters.
func (x Slave) Inputs() SlaveIn {
	p := x.port().Inputs()
	return SlaveIn{AR: p.AR, AW: p.AW, W: p.W, Data: x.Config.ReadDataT()}
}

// Build puts the lines of the channel in order for the port.
func (x Slave) Build(m *hdl.Module, in SlaveIn) SlaveOut {
	m.Doc("AXI4 slave of a memory channel")
	if x.Config.ECC || x.Config.Ratio != 1 {
		m.Reject("a channel with check bytes or a ratio other than 1", "set ECC to false and Ratio to 1")
	}
	ask, asked := hdl.NewStream(m, "asked", hdl.UIntT(x.Config.LineAddrBits()))
	r := hdl.Inst(m, "order", stripe.Restorer{Depth: x.Depth, Addr: x.Config.LineAddrBits(), Tag: x.Config.Tag}, stripe.RestorerIn{Addr: asked, Data: in.Data})
	p := hdl.Inst(m, "port", x.port(), PortIn{AR: in.AR, AW: in.AW, W: in.W, Lines: r.Lines})
	ask.Connect(p.Read)
	write := hdl.MapStream(p.Write, func(w Write) hbm.WritePort {
		return hbm.WritePort{Addr: w.Addr, Data: w.Data, Mask: w.Mask}
	})
	return SlaveOut{R: p.R, B: p.B, Read: r.Read, Write: write}
}
