package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// Channel is the controller of one channel: two pseudo-channels, at a frequency
// ratio of 1:1, a clock for each cycle of the command clock.
//
// Reads and writes are taken in order from each port; what is accepted is
// ordered: a read sees the writes accepted before it and none accepted after
// it. Of a read and a write accepted in one clock the read is first. Reads
// return out of order, with their tags.
type Channel struct{ Config Config }

// ReadPort is a read of a line.
type ReadPort struct {
	Addr hdl.UInt // line address: bytes / 64
	Tag  hdl.UInt
}

// WritePort is a write of the bytes of a line that Mask names.
type WritePort struct {
	Addr hdl.UInt
	Data hdl.UInt // 512 bits
	Mask hdl.UInt // 64 bits
}

// ReadData is a line that was read. There is no way to hold it back.
type ReadData struct {
	Valid hdl.Bool
	Tag   hdl.UInt
	Data  hdl.UInt
}

// PhyIn is what the memory answers: a burst, in the order of the reads, a fixed
// time after each.
type PhyIn struct {
	Valid hdl.Bool
	Data  hdl.UInt // 256 bits
}

// PhyOut is what stands on the buses in this cycle. Write data goes with its
// command; the PHY delays it by the write latency.
type PhyOut struct {
	Row  RowCommand
	Col  ColCommand
	Data hdl.UInt // 256 bits
	Mask hdl.UInt // 32 bits: bytes that are written
}

// ChannelIn is the ports of the client and of the PHY.
type ChannelIn struct {
	Read  hdl.Source[ReadPort]
	Write hdl.Source[WritePort]
	Phy   PhyIn
}

// ChannelOut is the answers, and the commands.
type ChannelOut struct {
	Data ReadData
	Phy  PhyOut
	Busy hdl.Bool // requests wait, or lines are on their way to or from the memory
}

// Inputs has the ports of the configuration.
func (c Channel) Inputs() ChannelIn {
	return ChannelIn{
		Read:  hdl.StreamT(ReadPort{Addr: hdl.UIntT(c.Config.LineAddrBits()), Tag: hdl.UIntT(c.Config.Tag)}),
		Write: hdl.StreamT(WritePort{Addr: hdl.UIntT(c.Config.LineAddrBits()), Data: hdl.UIntT(lineBits), Mask: hdl.UIntT(maskBits)}),
		Phy:   PhyIn{Data: hdl.UIntT(lineBits / 2)},
	}
}

// Build makes the two schedulers and puts their frames on the buses.
func (c Channel) Build(m *hdl.Module, in ChannelIn) ChannelOut {
	m.Doc("controller of a channel of high-bandwidth memory")
	if err := c.Config.Check(); err != nil {
		m.Reject(err.Error(), "correct the configuration")
		c.Config = legal()
	}
	phase := hdl.RegInit(m, "phase", hdl.U(0, 2))
	phase.D(phase.Q().AddWrap(hdl.U(1)))
	step := phase.Q().AndR()

	rp := hdl.Name(m, "read_place", c.Config.place(in.Read.Data().Addr))
	wp := hdl.Name(m, "write_place", c.Config.place(in.Write.Data().Addr))
	var pcs [2]PseudoOut
	var readReady, writeReady [2]hdl.Bool
	for i := range pcs {
		reads, rs := hdl.NewStream(m, hdl.N("read_to", i), c.Config.readT())
		writes, ws := hdl.NewStream(m, hdl.N("write_to", i), c.Config.writeT())
		reads.Offer(in.Read.Valid().And(rp.PC.Is(uint64(i))), ReadRequest{Place: rp, Tag: in.Read.Data().Tag})
		writes.Offer(in.Write.Valid().And(wp.PC.Is(uint64(i))), WriteRequest{Place: wp, Data: in.Write.Data().Data, Mask: in.Write.Data().Mask})
		readReady[i], writeReady[i] = reads.Ready(), writes.Ready()
		pcs[i] = hdl.Inst(m, hdl.N("pc", i), Pseudo{Config: c.Config, PC: i}, PseudoIn{Step: step, Read: rs, Write: ws})
	}
	in.Read.Accept(hdl.Mux(rp.PC.AsBool(), readReady[1], readReady[0]))
	in.Write.Accept(hdl.Mux(wp.PC.AsBool(), writeReady[1], writeReady[0]))

	row := rowBus(pcs, phase.Q())
	col, slot := colBus(pcs, phase.Q())
	data, pending := c.readReturn(m, in.Phy, col, slot)
	return ChannelOut{
		Data: data,
		Phy: PhyOut{
			Row:  row,
			Col:  ColCommand{Valid: slot.Valid, PC: col.PC, Cmd: slot.Cmd, Bank: slot.Bank, Column: slot.Column},
			Data: col.Data, Mask: col.Mask,
		},
		Busy: pcs[0].Busy.Or(pcs[1].Busy, pending),
	}
}

// rowBus is the row command of a cycle: ACT in the first of a pseudo-channel's
// two slots, the others in the second.
func rowBus(pcs [2]PseudoOut, phase hdl.UInt) RowCommand {
	pc := phase.Bit(1)
	s := hdl.Mux(pc, pcs[1].Row, pcs[0].Row)
	isAct := s.Cmd.Is(uint64(profile.ACT))
	return RowCommand{Valid: s.Valid.And(isAct.Ne(phase.Bit(0))), PC: pc.AsUInt(), Cmd: s.Cmd, Bank: s.Bank, Row: s.Row}
}

// colData is what a column slot carries beside its command.
type colData struct{ PC, Slot, Data, Mask hdl.UInt }

// colBus is the column command of a cycle.
func colBus(pcs [2]PseudoOut, phase hdl.UInt) (colData, ColSlot) {
	slots := []ColSlot{pcs[0].Col[0], pcs[1].Col[0], pcs[0].Col[1], pcs[1].Col[1]}
	data := []hdl.UInt{pcs[0].Data[0], pcs[1].Data[0], pcs[0].Data[1], pcs[1].Data[1]}
	mask := []hdl.UInt{pcs[0].Mask[0], pcs[1].Mask[0], pcs[0].Mask[1], pcs[1].Mask[1]}
	return colData{
		PC: phase.Bits(0, 0), Slot: phase.Bits(1, 1),
		Data: hdl.Index(data, phase), Mask: hdl.Index(mask, phase),
	}, hdl.Index(slots, phase)
}
