package gen

import (
	"math/bits"

	"npugen/blocks/mem"
	"npugen/hdl"
)

// ports is one write and one read of the banks together.
type ports struct {
	write hdl.Bool
	to    hdl.UInt
	data  hdl.UInt
	read  hdl.Bool
	from  hdl.UInt
}

// ram makes the memories and returns what was read in the cycle before, until
// the next reading.
func (r replay) ram(m *hdl.Module, p ports) hdl.UInt {
	one := mem.SimpleDual{Words: r.Words / r.Banks, Width: r.Width}
	if r.Banks == 1 {
		return hdl.Inst(m, "ram", one, mem.SimpleDualIn{WEn: p.write, WAddr: p.to, WData: p.data, REn: p.read, RAddr: p.from}).RData
	}
	choice := bits.Len(uint(r.Banks - 1))
	bank := func(addr hdl.UInt) hdl.UInt { return addr.Bits(choice-1, 0) }
	word := func(addr hdl.UInt) hdl.UInt {
		if addr.Width() == choice {
			return hdl.U(0, 1) // banks of one word
		}
		return addr.Bits(addr.Width()-1, choice)
	}
	var writes, reads []hdl.Bool
	for b := range r.Banks {
		writes = append(writes, p.write.And(bank(p.to).Is(uint64(b))))
		reads = append(reads, p.read.And(bank(p.from).Is(uint64(b))))
	}
	to, from := hdl.Name(m, "write_word", word(p.to)), hdl.Name(m, "read_word", word(p.from))
	banks := hdl.Grid(m, "bank", 1, r.Banks, one, func(c hdl.Cell, _ mem.ReadOut) mem.SimpleDualIn {
		return mem.SimpleDualIn{
			WEn: hdl.Col(c, writes), WAddr: to, WData: p.data,
			REn: hdl.Col(c, reads), RAddr: from,
		}
	})
	var words []hdl.UInt
	for _, o := range banks.All() {
		words = append(words, o.RData)
	}
	return hdl.Index(words, hdl.RegEn(m, "read_bank", bank(p.from), p.read))
}
