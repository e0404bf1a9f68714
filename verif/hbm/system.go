package hbm

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/ecc"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// System is a channel's controller with its memory and the timing checker on
// its buses, and with Config.ECC the error correction in front.
type System struct {
	Config    hbm.Config
	StoreRows int
	Truth     profile.Timings // of the memory; zero: those that the controller keeps
	Scrub     int             // clocks from one line that is scrubbed to the next; 0 for none
}

// SystemIn is the client's lanes. Inject is that of ecc.Guard.
type SystemIn struct {
	Read   []hdl.Source[hbm.ReadPort]
	Write  []hdl.Source[hbm.WritePort]
	Inject hdl.UInt

	Control []hbm.ControlIn // with Config.Control
}

// SystemOut is the answers, the command buses by phase and the checker's
// findings.
type SystemOut struct {
	Data  []hbm.ReadData
	Busy  hdl.Bool
	Row   []hbm.RowCommand
	Col   []hbm.ColCommand
	Wrong hdl.UInt // as CheckerOut
	Seen  hdl.UInt
	Count hdl.UInt

	Corrected, Lost hdl.UInt // words, as ecc.GuardOut; 0 without

	State []hbm.State // as hbm.ChannelOut
	Modes []hdl.UInt  // as DeviceOut
}

// guardSlots is the partial writes under way.
const guardSlots = 4

func (s System) guard() ecc.Guard {
	return ecc.Guard{Config: s.Config, Slots: guardSlots, Scrub: s.Scrub}
}

// client is what the client sees of the configuration.
func (s System) client() hbm.Config {
	if s.Config.ECC {
		return s.guard().Client()
	}
	return s.Config
}

// Inputs is those of the controller, or of the error correction.
func (s System) Inputs() SystemIn {
	in := hbm.Channel{Config: s.client()}.Inputs()
	return SystemIn{Read: in.Read, Write: in.Write, Inject: hdl.UIntT(2), Control: in.Control}
}

// Build connects them.
func (s System) Build(m *hdl.Module, in SystemIn) SystemOut {
	m.Doc("controller, memory and timing checker")
	g, t, n := s.Config.Geometry, s.Config.Timings, len(in.Read)
	if s.Truth != (profile.Timings{}) {
		t = s.Truth
	}
	answer := hdl.Wire(m, "answer", hdl.Vec(n, s.Config.PhyInT()))
	var out SystemOut
	var c hbm.ChannelOut
	ports := hbm.ChannelIn{Read: in.Read, Write: in.Write, Phy: answer.Get(), Control: in.Control}
	if s.Config.ECC {
		back := hdl.Wire(m, "stored", hdl.Vec(s.Config.Answers(), s.Config.ReadDataT()))
		e := hdl.Inst(m, "guard", s.guard(), ecc.GuardIn{Read: in.Read, Write: in.Write, Data: back.Get(), Inject: in.Inject})
		ports.Read, ports.Write = e.Read, e.Write
		c = hdl.Inst(m, "controller", hbm.Channel{Config: s.Config}, ports)
		back.Set(c.Data)
		for _, b := range e.Bad {
			m.Unused(b)
		}
		out = SystemOut{Data: e.Data, Busy: c.Busy.Or(e.Busy), Corrected: e.Corrected, Lost: e.Lost}
	} else {
		c = hdl.Inst(m, "controller", hbm.Channel{Config: s.Config}, ports)
		m.Unused(in.Inject)
		out = SystemOut{Data: c.Data, Busy: c.Busy, Corrected: hdl.U(0, 32), Lost: hdl.U(0, 32)}
	}
	out.State = c.State
	d := hdl.Inst(m, "device", Device{s.Config, t, s.StoreRows}, DeviceIn{c.Phy})
	answer.Set(d.Phy)
	out.Modes = d.Modes
	watched := buses(c.Phy)
	out.Row, out.Col = watched.Row, watched.Col
	k := hdl.Inst(m, "timing", Checker{g, t, n, s.Config.Init}, watched)
	out.Wrong, out.Seen, out.Count = k.Wrong, k.Seen, k.Count
	return out
}

// buses is the command buses, by phase.
func buses(phy []hbm.PhyOut) CheckerIn {
	var in CheckerIn
	for _, p := range phy {
		in.Row = append(in.Row, p.Row)
		in.Col = append(in.Col, p.Col)
	}
	return in
}
