package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// expected is a burst that was asked for.
type expected struct {
	Home hdl.UInt // which of the four column slots
	Last hdl.Bool // the upper half
	Tag  hdl.UInt
}

// expectDepth is the bursts that may be under way: one a cycle for the read
// latency, which is at most half of it.
const expectDepth = 128

// readReturn puts the halves of lines together: one clock from the second half
// to the line. Two lines of a pseudo-channel alternate, so each column slot
// keeps the half it has.

func (c Channel) readReturn(m *hdl.Module, phy PhyIn, at colData, slot ColSlot) (ReadData, hdl.Bool) {
	isRead := slot.Valid.And(slot.Cmd.Is(uint64(profile.RD)).Or(slot.Cmd.Is(uint64(profile.RDA))))
	ask := expected{Home: hdl.Cat(at.Slot, at.PC), Last: slot.Column.Bit(0), Tag: slot.Tag}
	queue := hdl.Mem(m, "expected", expectDepth, ask)
	head := hdl.RegInit(m, "expected_head", hdl.U(0, queue.AddrWidth()))
	tail := hdl.RegInit(m, "expected_tail", hdl.U(0, queue.AddrWidth()))
	m.When(isRead, func() {
		queue.Write(tail.Q(), ask)
		tail.D(tail.Q().AddWrap(hdl.U(1)))
	})
	m.When(phy.Valid, func() { head.D(head.Q().AddWrap(hdl.U(1))) })
	m.Assert("expected_data", phy.Valid.Not().Or(head.Q().Ne(tail.Q())), "the memory returns data that was not asked for")

	got := queue.Read("arrived", head.Q())
	halves := make([]hdl.UInt, 4)
	for i := range halves {
		here := phy.Valid.And(got.Home.Is(uint64(i)), got.Last.Not())
		halves[i] = hdl.RegEn(m, hdl.N("half", i), phy.Data, here)
	}
	done := phy.Valid.And(got.Last)
	return ReadData{
		Valid: hdl.RegNextInit(m, "line_valid", done, hdl.B(false)),
		Tag:   hdl.RegEn(m, "line_tag", got.Tag, done),
		Data:  hdl.RegEn(m, "line_data", hdl.Cat(phy.Data, hdl.Index(halves, got.Home)), done),
	}, head.Q().Ne(tail.Q())
}
