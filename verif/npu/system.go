package npu

import (
	"npugen/blocks/control"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/gen/npu"
	"npugen/hdl"
	hbmsim "npugen/verif/hbm"
)

// System is the chip with its memory and a timing checker on each channel: a
// circuit that only the host's buses enter.
type System struct {
	Top       npu.Top
	StoreRows int // of each bank of memory, that have storage of their own
}

// SystemIn is the host's buses.
type SystemIn struct {
	Lite npu.LiteIn
	Host npu.HostIn
}

// SystemOut is their answers, and what there is to see.
type SystemOut struct {
	Lite  npu.LiteOut
	Host  npu.HostOut
	Trace []control.Trace
	IRQ   hdl.Bool   `hdl:"irq"`
	Wrong hdl.Bool   // a timing rule of the memory was broken, in any cycle before
	Moved []hdl.UInt // bursts on the data bus of each channel since reset
	Rows  []hdl.UInt // rows of each channel activated since reset
}

// Inputs is those of the chip but for the PHYs.
func (s System) Inputs() SystemIn {
	in := s.Top.Inputs()
	return SystemIn{Lite: in.Lite, Host: in.Host}
}

// Build connects them.
func (s System) Build(m *hdl.Module, in SystemIn) SystemOut {
	m.Doc("an NPU with its memory and timing checkers")
	c := s.Top.Memory
	answers := hdl.Wire(m, "answers", hdl.Vec(s.Top.Channels, c.PhyInT()))
	x := hdl.Inst(m, "npu", s.Top, npu.TopIn{Lite: in.Lite, Host: in.Host, Phy: answers.Get()})
	out := SystemOut{Lite: x.Lite, Host: x.Host, Trace: x.Trace, IRQ: x.IRQ}
	var back []hbm.PhyIn
	var wrong []hdl.Bool
	for i, p := range x.Phy {
		d := hdl.Inst(m, hdl.N("device", i), hbmsim.Device{Config: c, Timings: c.Timings, StoreRows: s.StoreRows}, hbmsim.DeviceIn{Phy: []hbm.PhyOut{p}})
		back = append(back, d.Phy[0])
		k := hdl.Inst(m, hdl.N("timing", i), hbmsim.Checker{Geometry: c.Geometry, Timings: c.Timings, Phases: 1},
			hbmsim.CheckerIn{Row: []hbm.RowCommand{p.Row}, Col: []hbm.ColCommand{p.Col}})
		m.Unused(k.Wrong, k.Seen)
		wrong = append(wrong, k.Count.OrR())
		out.Moved = append(out.Moved, count(m, hdl.N("moved", i), p.Col.Valid))
		out.Rows = append(out.Rows, count(m, hdl.N("rows", i), p.Row.Is(profile.ACT)))
	}
	answers.Set(back)
	out.Wrong = hdl.Any(wrong...)
	return out
}

// count is the cycles since reset in which something was so.
func count(m *hdl.Module, name string, so hdl.Bool) hdl.UInt {
	q := hdl.RegInit(m, name, hdl.U(0, 48))
	m.When(so, func() { q.D(q.Q().AddWrap(hdl.U(1))) })
	return q.Q()
}
