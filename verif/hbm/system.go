package hbm

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// System is a channel's controller with its memory and the timing checker on
// its buses.
type System struct {
	Config    hbm.Config
	StoreRows int
	Truth     profile.Timings // of the memory; zero: those that the controller keeps
}

// SystemIn is the client's ports.
type SystemIn struct {
	Read  hdl.Source[hbm.ReadPort]
	Write hdl.Source[hbm.WritePort]
}

// SystemOut is the answers, the command buses and the checker's findings.
type SystemOut struct {
	Data  hbm.ReadData
	Busy  hdl.Bool
	Row   hbm.RowCommand
	Col   hbm.ColCommand
	Wrong hdl.UInt // as CheckerOut
	Seen  hdl.UInt
	Count hdl.UInt
}

// Inputs is those of the controller.
func (s System) Inputs() SystemIn {
	in := hbm.Channel{Config: s.Config}.Inputs()
	return SystemIn{Read: in.Read, Write: in.Write}
}

// Build connects the three.
func (s System) Build(m *hdl.Module, in SystemIn) SystemOut {
	m.Doc("controller, memory and timing checker")
	g, t := s.Config.Geometry, s.Config.Timings
	if s.Truth != (profile.Timings{}) {
		t = s.Truth
	}
	answer := hdl.Wire(m, "answer", hbm.PhyIn{Data: hdl.UIntT(8 * g.BurstBytes)})
	c := hdl.Inst(m, "controller", hbm.Channel{Config: s.Config}, hbm.ChannelIn{Read: in.Read, Write: in.Write, Phy: answer.Get()})
	d := hdl.Inst(m, "device", Device{g, t, s.StoreRows}, DeviceIn{Row: c.Phy.Row, Col: c.Phy.Col, Data: c.Phy.Data, Mask: c.Phy.Mask})
	answer.Set(d)
	k := hdl.Inst(m, "timing", Checker{g, t, 1}, CheckerIn{Row: []hbm.RowCommand{c.Phy.Row}, Col: []hbm.ColCommand{c.Phy.Col}})
	return SystemOut{Data: c.Data, Busy: c.Busy, Row: c.Phy.Row, Col: c.Phy.Col, Wrong: k.Wrong, Seen: k.Seen, Count: k.Count}
}
