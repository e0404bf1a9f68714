package hbm

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/axi"
	"npugen/hdl"
)

// AXI is a memory channel behind its AXI slave, with the memory and the timing
// checker.
type AXI struct {
	Slave     axi.Slave
	StoreRows int
}

// AXIIn is the master's side.
type AXIIn struct {
	AR hdl.Source[axi.Address]
	AW hdl.Source[axi.Address]
	W  hdl.Source[axi.WriteBeat]
}

// AXIOut is the slave's side; Wrong says whether the checker has found
// anything.
type AXIOut struct {
	R     hdl.Source[axi.ReadBeat]
	B     hdl.Source[axi.Answer]
	Wrong hdl.Bool
}

// Inputs is those of the slave.
func (x AXI) Inputs() AXIIn {
	in := x.Slave.Inputs()
	return AXIIn{AR: in.AR, AW: in.AW, W: in.W}
}

// Build connects them.
func (x AXI) Build(m *hdl.Module, in AXIIn) AXIOut {
	m.Doc("AXI slave, controller, memory and timing checker")
	c := x.Slave.Config
	data := hdl.Wire(m, "lines", hdl.Vec(c.Answers(), c.ReadDataT()))
	phy := hdl.Wire(m, "answer", hdl.Vec(c.Ratio, c.PhyInT()))
	s := hdl.Inst(m, "slave", x.Slave, axi.SlaveIn{AR: in.AR, AW: in.AW, W: in.W, Data: data.Get()})
	ch := hdl.Inst(m, "controller", hbm.Channel{Config: c}, hbm.ChannelIn{
		Read: s.Read, Write: s.Write, Phy: phy.Get(),
	})
	data.Set(ch.Data)
	d := hdl.Inst(m, "device", Device{c, c.Timings, x.StoreRows}, DeviceIn{ch.Phy})
	phy.Set(d.Phy)
	k := hdl.Inst(m, "timing", Checker{Geometry: c.Geometry, Timings: c.Timings, Phases: c.Ratio}, buses(ch.Phy))
	m.Unused(k.Wrong, k.Seen, ch.Busy)
	return AXIOut{R: s.R, B: s.B, Wrong: k.Count.OrR()}
}
