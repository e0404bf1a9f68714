package simbench

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
	"npugen/hdl/ir"
	memory "npugen/verif/hbm"
)

// memoryChannel is a channel of high-bandwidth memory with its controller, the
// device and the timing checker, and random reads and writes without end.
type memoryChannel struct{ System memory.System }

// elaborateMemory is the channel with 64 + 64 entries.
func elaborateMemory() (*ir.Design, error) {
	p, err := profile.Preset("hbm2-2000-8gb")
	if err != nil {
		return nil, err
	}
	return elaborate(memoryChannel{memory.System{Config: hbm.Default(p, 64), StoreRows: 2}})()
}

func (x memoryChannel) Inputs() hdl.None { return hdl.None{} }

// Build folds the buses, and of the lines that come back the tags: what the
// memory holds at power-up differs between engines.
func (x memoryChannel) Build(m *hdl.Module, _ hdl.None) Out {
	c := x.System.Config
	addr, line := c.LineAddrBits(), c.LineBits()
	read, _ := offer(m, "reads", c.ReadPortT(), addr+c.Tag, hdl.B(true), func(r hdl.UInt) hbm.ReadPort {
		return hbm.ReadPort{Addr: r.Bits(addr-1, 0), Tag: r.Bits(addr+c.Tag-1, addr)}
	})
	write, _ := offer(m, "writes", c.WritePortT(), addr+line+c.MaskBits(), hdl.B(true), func(r hdl.UInt) hbm.WritePort {
		return hbm.WritePort{Addr: r.Bits(addr-1, 0), Data: r.Bits(addr+line-1, addr), Mask: r.Bits(addr+line+c.MaskBits()-1, addr+line)}
	})
	s := hdl.Inst(m, "system", x.System, memory.SystemIn{
		Read: []hdl.Source[hbm.ReadPort]{read}, Write: []hdl.Source[hbm.WritePort]{write}, Inject: hdl.U(0, 2),
	})
	row, col, d := s.Row[0], s.Col[0], s.Data[0]
	m.Unused(s.Seen, s.Count, s.Corrected, s.Lost, s.Busy, d.Data)
	known := func(valid hdl.Bool, x hdl.UInt) hdl.UInt { return hdl.Mux(valid, x, hdl.Zero(x)) }
	return digest(m, row.Valid, known(row.Valid, hdl.Cat(row.Cmd, row.Bank, row.PC)), col.Valid,
		known(col.Valid, hdl.Cat(col.Cmd, col.Bank, col.PC, col.Column)), d.Valid, known(d.Valid, d.Tag), s.Wrong)
}
