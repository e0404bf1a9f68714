package hbm

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// Device is the behaviour of a channel's memory behind its PHY: it remembers
// which rows are open, stores what is written and returns what is read RL + BL
// cycles after the command, when the last beat of the burst has come in. It
// does what it is told; Checker says whether it may be told so. Mode registers
// keep what MRS loads; nothing in the model depends on them.
//
// StoreRows is how many rows of each bank have storage of their own, a power of
// two; the others share it. Contents are unknown until written.
type Device struct {
	Config    hbm.Config // its geometry, the width of a line and the cycles of a clock
	Timings   profile.Timings
	StoreRows int
}

// DeviceIn is the buses, the earliest cycle first. Write data comes with its
// command.
type DeviceIn struct{ Phy []hbm.PhyOut }

// DeviceOut is the answers, and the mode registers that Config.Init loads, in
// ascending order.
type DeviceOut struct {
	Phy   []hbm.PhyIn
	Modes []hdl.UInt
}

// Inputs has a burst of data in each phase.
func (d Device) Inputs() DeviceIn {
	return DeviceIn{hdl.Vec(max(d.Config.Ratio, 1), d.Config.PhyOutT())}
}

// deviceDelay is the longest read latency, in clocks.
const deviceDelay = 64

// Build makes the storage and the delays: a burst asked for in phase i comes
// back in phase (i + RL + BL) modulo the ratio.
func (d Device) Build(m *hdl.Module, in DeviceIn) DeviceOut {
	m.Doc("behaviour of a channel of high-bandwidth memory")
	g, n := d.Config.Geometry, len(in.Phy)
	latency := d.Timings.RL + d.Timings.BL
	if latency < 3*n || latency > deviceDelay {
		m.Reject("a read latency that the model does not have", "use RL + BL of three clocks to 64 cycles")
		latency = 3 * n
	}
	if d.StoreRows < 2 || d.StoreRows > g.Rows || d.StoreRows&(d.StoreRows-1) != 0 {
		m.Reject("a number of stored rows that is no power of two", "use 2 up to the rows of a bank")
		d.StoreRows = 2
	}
	rows := hdl.Mem(m, "open_row", 2*g.Banks(), in.Phy[0].Row.Row)
	modes := d.modes(m, in)
	words := hdl.Mem(m, "words", 2*g.Banks()*d.StoreRows*g.Columns(), in.Phy[0].Data, hdl.Lanes(8))
	out := make([]hbm.PhyIn, n)
	for i, p := range in.Phy {
		m.When(p.Row.Is(profile.ACT), func() { rows.Write(hdl.Cat(p.Row.PC, p.Row.Bank), p.Row.Row) })
		bank := hdl.Cat(p.Col.PC, p.Col.Bank)
		row := rows.Read(hdl.N("row", i), bank).Trunc(log2(d.StoreRows))
		addr := hdl.Cat(bank, row, p.Col.Column)
		m.When(p.Col.Is(profile.WR, profile.WRA), func() { words.WriteMask(addr, p.Data, p.Mask) })
		read := p.Col.Is(profile.RD, profile.RDA)
		word := words.ReadSync(hdl.N("word", i), addr, read)
		at := i + latency
		out[at%n] = delayed(m, i, read, p.Slot, word, at/n)
	}
	return DeviceOut{Phy: out, Modes: modes}
}

// modes are the mode registers, 0 after reset.
func (d Device) modes(m *hdl.Module, in DeviceIn) []hdl.UInt {
	var out []hdl.UInt
	for _, n := range d.Config.Init.Loaded() {
		r := hdl.RegInit(m, hdl.N("mode", n), hdl.Zero(in.Phy[0].Row.Row))
		for _, p := range in.Phy {
			m.When(p.Row.Is(profile.MRS).And(p.Row.Bank.Is(uint64(n))), func() { r.D(p.Row.Row) })
		}
		out = append(out, r.Q())
	}
	return out
}

// delayed is the answer to phase i, n clocks after the command; the word comes
// out of the memory one clock after it and waits in a ring.
func delayed(m *hdl.Module, i int, read hdl.Bool, slot, word hdl.UInt, n int) hbm.PhyIn {
	type tag struct {
		Valid hdl.Bool
		Slot  hdl.UInt
	}
	tags := []tag{{read, slot}}
	for k := 1; k <= n; k++ {
		tags = append(tags, hdl.RegNextInit(m, hdl.N("under_way", i, k), tags[k-1], hdl.Zero(tag{Slot: hdl.UIntT(2)})))
	}
	ring := hdl.Mem(m, hdl.N("ring", i), deviceDelay, word)
	now := hdl.RegInit(m, hdl.N("now", i), hdl.U(0, ring.AddrWidth()))
	now.D(now.Q().AddWrap(hdl.U(1)))
	m.When(tags[1].Valid, func() { ring.Write(now.Q(), word) })
	data := ring.ReadSync(hdl.N("data", i), now.Q().SubWrap(hdl.U(uint64(n-2), now.Q().Width())), tags[n-1].Valid)
	return hbm.PhyIn{Valid: tags[n].Valid, Slot: tags[n].Slot, Data: data}
}
