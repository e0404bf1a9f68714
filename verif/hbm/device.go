package hbm

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// Device is the behaviour of a channel's memory behind its PHY: it remembers
// which rows are open, stores what is written and returns what is read RL + BL
// cycles after the command, when the last beat of the burst has come in. It
// does what it is told; Checker says whether it may be told so.
//
// StoreRows is how many rows of each bank have storage of their own, a power of
// two; the others share it. Contents are unknown until written.
type Device struct {
	Geometry  profile.Geometry
	Timings   profile.Timings
	StoreRows int
}

// DeviceIn is the buses. Write data comes with its command.
type DeviceIn struct {
	Row  hbm.RowCommand
	Col  hbm.ColCommand
	Data hdl.UInt
	Mask hdl.UInt
}

// Inputs has a burst of data.
func (d Device) Inputs() DeviceIn {
	return DeviceIn{
		Row: hbm.RowCommandT(d.Geometry), Col: hbm.ColCommandT(d.Geometry),
		Data: hdl.UIntT(8 * d.Geometry.BurstBytes), Mask: hdl.UIntT(d.Geometry.BurstBytes),
	}
}

// Build makes the storage and the delay.
func (d Device) Build(m *hdl.Module, in DeviceIn) hbm.PhyIn {
	m.Doc("behaviour of a channel of high-bandwidth memory")
	g := d.Geometry
	latency := d.Timings.RL + d.Timings.BL
	if latency < 4 || latency > deviceDelay {
		m.Reject("a read latency that the model does not have", "use RL + BL of 4 to 64 cycles")
		latency = 4
	}
	if d.StoreRows < 2 || d.StoreRows > g.Rows || d.StoreRows&(d.StoreRows-1) != 0 {
		m.Reject("a number of stored rows that is no power of two", "use 2 up to the rows of a bank")
		d.StoreRows = 2
	}
	rows := hdl.Mem(m, "open_row", 2*g.Banks(), in.Row.Row)
	m.When(in.Row.Is(profile.ACT), func() { rows.Write(hdl.Cat(in.Row.PC, in.Row.Bank), in.Row.Row) })
	bank := hdl.Cat(in.Col.PC, in.Col.Bank)
	row := rows.Read("row", bank).Trunc(log2(d.StoreRows))

	words := hdl.Mem(m, "words", 2*g.Banks()*d.StoreRows*g.Columns(), in.Data, hdl.Lanes(8))
	addr := hdl.Cat(bank, row, in.Col.Column)
	write, read := in.Col.Is(profile.WR, profile.WRA), in.Col.Is(profile.RD, profile.RDA)
	m.When(write, func() { words.WriteMask(addr, in.Data, in.Mask) })
	word := words.ReadSync("word", addr, read)

	// the word is there 1 cycle after the command, and waits in a ring
	ring := hdl.Mem(m, "ring", deviceDelay, in.Data)
	now := hdl.RegInit(m, "now", hdl.U(0, ring.AddrWidth()))
	now.D(now.Q().AddWrap(hdl.U(1)))
	valid := make([]hdl.Bool, latency+1)
	valid[0] = read
	for i := 1; i <= latency; i++ {
		valid[i] = hdl.RegNextInit(m, hdl.N("valid", i), valid[i-1], hdl.B(false))
	}
	m.When(valid[1], func() { ring.Write(now.Q(), word) })
	data := ring.ReadSync("data", now.Q().SubWrap(hdl.U(uint64(latency-2), now.Q().Width())), valid[latency-1])
	return hbm.PhyIn{Valid: valid[latency], Data: data}
}

// deviceDelay is the longest read latency, in cycles.
const deviceDelay = 64
