package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// Channel is the controller of one channel: two pseudo-channels. A clock is
// Config.Ratio cycles of the command clock, and has as many read and write
// lanes, and Config.Answers lines that come back.
//
// What is accepted is ordered: a read sees the writes accepted before it and
// none accepted after it. Of those accepted in one clock all reads come first.
// In a clock a pseudo-channel takes one read and one write; where lanes compete
// the lowest goes first. Reads return out of order, with their tags.
type Channel struct{ Config Config }

// ReadPort is a read of a line.
type ReadPort struct {
	Addr hdl.UInt // line address: bytes / 64
	Tag  hdl.UInt
}

// WritePort is a write of the bytes of a line that Mask names.
type WritePort struct {
	Addr hdl.UInt
	Data hdl.UInt // LineBits
	Mask hdl.UInt // MaskBits
}

// ReadData is a line that was read. There is no way to hold it back.
type ReadData struct {
	Valid hdl.Bool
	Tag   hdl.UInt
	Data  hdl.UInt
}

// PhyIn is what the memory answers in a cycle: the burst of a read, a fixed time
// after the command, with the slot that the command had.
type PhyIn struct {
	Valid hdl.Bool
	Slot  hdl.UInt // 2 bits
	Data  hdl.UInt // half a line
}

// PhyOut is what stands on the buses in a cycle. Write data goes with its
// command; the PHY delays it by the write latency.
type PhyOut struct {
	Row  RowCommand
	Col  ColCommand
	Slot hdl.UInt // of the column command in its frame; comes back with the data of a read
	Data hdl.UInt // half a line
	Mask hdl.UInt // its bytes that are written
}

// PhyInT is the type of an answer.
func (c Config) PhyInT() PhyIn { return PhyIn{Slot: hdl.UIntT(2), Data: hdl.UIntT(c.LineBits() / 2)} }

// PhyOutT is the type of what goes to the PHY.
func (c Config) PhyOutT() PhyOut {
	return PhyOut{
		Row: RowCommandT(c.Geometry), Col: ColCommandT(c.Geometry), Slot: hdl.UIntT(2),
		Data: hdl.UIntT(c.LineBits() / 2), Mask: hdl.UIntT(c.MaskBits() / 2),
	}
}

// ReadPortT is the type of a read.
func (c Config) ReadPortT() ReadPort {
	return ReadPort{Addr: hdl.UIntT(c.LineAddrBits()), Tag: hdl.UIntT(c.Tag)}
}

// WritePortT is the type of a write.
func (c Config) WritePortT() WritePort {
	return WritePort{Addr: hdl.UIntT(c.LineAddrBits()), Data: hdl.UIntT(c.LineBits()), Mask: hdl.UIntT(c.MaskBits())}
}

// ReadDataT is the type of a line that was read.
func (c Config) ReadDataT() ReadData {
	return ReadData{Tag: hdl.UIntT(c.Tag), Data: hdl.UIntT(c.LineBits())}
}

// ChannelIn is the lanes of the client and the phases of the PHY, the earliest
// cycle first.
type ChannelIn struct {
	Read  []hdl.Source[ReadPort]
	Write []hdl.Source[WritePort]
	Phy   []PhyIn

	Control []ControlIn // one with Config.Control, else none
}

// ChannelOut is the answers, and the commands.
type ChannelOut struct {
	Data []ReadData
	Phy  []PhyOut
	Busy hdl.Bool // requests wait, or lines are on their way to or from the memory

	State []State // one with Init, Control or PowerDown, else none
}

// Inputs has the ports of the configuration.
func (c Channel) Inputs() ChannelIn {
	n := max(c.Config.Ratio, 1)
	return ChannelIn{
		Read:  hdl.Vec(n, hdl.StreamT(c.Config.ReadPortT())),
		Write: hdl.Vec(n, hdl.StreamT(c.Config.WritePortT())),
		Phy:   hdl.Vec(n, c.Config.PhyInT()),

		Control: c.Config.controlT(),
	}
}

// Build makes the two schedulers and puts their frames on the buses.
func (c Channel) Build(m *hdl.Module, in ChannelIn) ChannelOut {
	m.Doc("controller of a channel of high-bandwidth memory")
	if err := c.Config.Check(); err != nil {
		m.Reject(err.Error(), "correct the configuration")
		ratio, ecc, control := len(in.Phy), c.Config.ECC, c.Config.Control
		c.Config = legal()
		c.Config.Ratio, c.Config.ECC, c.Config.Control = ratio, ecc, control
	}
	phases, step := c.phases(m)
	reads := route(m, "read", in.Read, func(p ReadPort) ReadRequest {
		return ReadRequest{Place: c.Config.place(p.Addr), Tag: p.Tag}
	}, func(r ReadRequest) hdl.Bool { return r.PC.AsBool() })
	writes := route(m, "write", in.Write, func(p WritePort) WriteRequest {
		return WriteRequest{Place: c.Config.place(p.Addr), Data: p.Data, Mask: p.Mask}
	}, func(r WriteRequest) hdl.Bool { return r.PC.AsBool() })
	var pcs [2]PseudoOut
	keeper, rate, close := c.keep(m, in, step, func() [2]PseudoOut { return pcs })
	for i := range pcs {
		pcs[i] = hdl.Inst(m, hdl.N("pc", i), Pseudo{Config: c.Config, PC: i}, PseudoIn{Step: step, Stop: keeper.Stop, Sleep: keeper.Sleep, Rate: rate, Read: reads[i], Write: writes[i]})
	}
	close()
	var out ChannelOut
	if c.Config.keeps() {
		out.State = []State{keeper.State}
	}
	for _, phase := range phases {
		col, slot := colBus(pcs, phase)
		out.Phy = append(out.Phy, PhyOut{
			Row:  c.rowBus(pcs, keeper, phase),
			Col:  ColCommand{Valid: slot.Valid, PC: phase.Bits(0, 0), Cmd: slot.Cmd, Bank: slot.Bank, Column: slot.Column},
			Slot: phase, Data: col.Data, Mask: col.Mask,
		})
	}
	var pending hdl.Bool
	out.Data, pending = c.readReturn(m, in.Phy, pcs, step)
	out.Busy = pcs[0].Busy.Or(pcs[1].Busy, pending)
	return out
}

// phases is which cycle of the frame each phase of a clock is, and the clock in
// which a frame ends.
func (c Channel) phases(m *hdl.Module) (phases []hdl.UInt, step hdl.Bool) {
	n := c.Config.Ratio
	if n == frameCK {
		for i := range n {
			phases = append(phases, hdl.U(uint64(i), 2))
		}
		return phases, hdl.B(true)
	}
	clock := hdl.RegInit(m, "phase", hdl.U(0, log2(frameCK/n)))
	clock.D(clock.Q().AddWrap(hdl.U(1)))
	for i := range n {
		at := clock.Q()
		if n > 1 {
			at = hdl.Cat(at, hdl.U(uint64(i), log2(n)))
		}
		phases = append(phases, at)
	}
	return phases, clock.Q().AndR()
}

// route sends each lane's request to its pseudo-channel, the lowest lane first.
func route[T, U any](m *hdl.Module, name string, lanes []hdl.Source[T], locate func(T) U, second func(U) hdl.Bool) [2]hdl.Source[U] {
	var out [2]hdl.Source[U]
	var sinks [2]hdl.Sink[U]
	reqs := make([]U, len(lanes))
	for l, s := range lanes {
		reqs[l] = hdl.Name(m, hdl.N(name+"_place", l), locate(s.Data()))
	}
	ready := make([]hdl.Bool, len(lanes))
	for l := range ready {
		ready[l] = hdl.B(false)
	}
	for i := range out {
		sinks[i], out[i] = hdl.NewStream(m, hdl.N(name+"_to", i), reqs[0])
		taken, data := hdl.B(false), reqs[len(reqs)-1]
		for l := range lanes {
			here := second(reqs[l]).Eq(hdl.B(i == 1))
			ready[l] = ready[l].Or(here.And(taken.Not(), sinks[i].Ready()))
			taken = taken.Or(lanes[l].Valid().And(here))
		}
		for l := len(lanes) - 2; l >= 0; l-- {
			data = hdl.Mux(lanes[l].Valid().And(second(reqs[l]).Eq(hdl.B(i == 1))), reqs[l], data)
		}
		sinks[i].Offer(taken, data)
	}
	for l, s := range lanes {
		s.Accept(ready[l])
	}
	return out
}

// rowBus is the row command of a cycle: ACT in the first of a pseudo-channel's
// two slots, the others in the second; the Keeper's in the second slot of the
// first, which has no command then.
func (c Channel) rowBus(pcs [2]PseudoOut, keeper KeeperOut, phase hdl.UInt) RowCommand {
	pc := phase.Bit(1)
	first := pcs[0].Row
	if c.Config.keeps() {
		first = hdl.Mux(keeper.Slot.Valid, keeper.Slot, first)
	}
	s := hdl.Mux(pc, pcs[1].Row, first)
	isAct := s.Cmd.Is(uint64(profile.ACT))
	return RowCommand{Valid: s.Valid.And(isAct.Ne(phase.Bit(0))), PC: pc.AsUInt(), Cmd: s.Cmd, Bank: s.Bank, Row: s.Row}
}

// colData is what a column slot carries beside its command.
type colData struct{ Data, Mask hdl.UInt }

// colBus is the column command of a cycle.
func colBus(pcs [2]PseudoOut, phase hdl.UInt) (colData, ColSlot) {
	slots := []ColSlot{pcs[0].Col[0], pcs[1].Col[0], pcs[0].Col[1], pcs[1].Col[1]}
	data := []hdl.UInt{pcs[0].Data[0], pcs[1].Data[0], pcs[0].Data[1], pcs[1].Data[1]}
	mask := []hdl.UInt{pcs[0].Mask[0], pcs[1].Mask[0], pcs[0].Mask[1], pcs[1].Mask[1]}
	return colData{Data: hdl.Index(data, phase), Mask: hdl.Index(mask, phase)}, hdl.Index(slots, phase)
}
