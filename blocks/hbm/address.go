package hbm

import "npugen/hdl"

// Place is where a line lies.
type Place struct {
	PC     hdl.UInt
	Bank   hdl.UInt // bank group in the upper bits
	Row    hdl.UInt
	Column hdl.UInt // of the line: its first burst is at twice the number
}

func (c Config) placeT() Place {
	return Place{PC: hdl.UIntT(1), Bank: hdl.UIntT(log2(c.Geometry.Banks())), Row: hdl.UIntT(log2(c.Geometry.Rows)), Column: hdl.UIntT(log2(c.lineColumns()))}
}

// place maps a line address.
func (c Config) place(addr hdl.UInt) Place {
	g := c.Geometry
	lo := 0
	take := func(n int) hdl.UInt {
		w := log2(n)
		lo += w
		return addr.Bits(lo-1, lo-w)
	}
	var group, bank, col hdl.UInt
	pc := take(2)
	if c.Mapping == Linear {
		col, group, bank = take(c.lineColumns()), take(g.BankGroups), take(g.BanksPerGroup)
	} else {
		low := take(2)
		group = take(g.BankGroups)
		col = hdl.Cat(take(c.lineColumns()/2), low)
		bank = take(g.BanksPerGroup)
	}
	row := take(g.Rows)
	if c.Mapping == Hashed {
		h := fold(row, 1+group.Width()+bank.Width())
		pc = pc.Xor(h.Bits(0, 0))
		group = group.Xor(h.Bits(group.Width(), 1))
		bank = bank.Xor(h.Bits(h.Width()-1, group.Width()+1))
	}
	return Place{PC: pc, Bank: hdl.Cat(group, bank), Row: row, Column: col}
}

// PseudoChannel is the pseudo-channel of a line address. The lines 2n and 2n+1
// are in different ones, whatever the mapping.
func (c Config) PseudoChannel(addr hdl.UInt) hdl.UInt { return c.place(addr).PC }

// fold XORs the chunks of w bits of x.
func fold(x hdl.UInt, w int) hdl.UInt {
	out := hdl.U(0, w)
	for lo := 0; lo < x.Width(); lo += w {
		hi := min(lo+w, x.Width()) - 1
		out = out.Xor(x.Bits(hi, lo).Ext(w))
	}
	return out
}

// Locate is place in Go, for test benches: pseudo-channel, bank (group in the
// upper bits), row and column of the line at a line address.
func (c Config) Locate(addr uint64) (pc, bank, row, column int) {
	g := c.Geometry
	take := func(n int) int {
		v := int(addr % uint64(n))
		addr /= uint64(n)
		return v
	}
	var group int
	pc = take(2)
	if c.Mapping == Linear {
		column, group, bank = take(c.lineColumns()), take(g.BankGroups), take(g.BanksPerGroup)
	} else {
		low := take(2)
		group = take(g.BankGroups)
		column = 2*take(c.lineColumns()/2) + low
		bank = take(g.BanksPerGroup)
	}
	row = take(g.Rows)
	if c.Mapping == Hashed {
		all := 2 * g.Banks()
		h := 0
		for r := row; r > 0; r /= all {
			h ^= r % all
		}
		pc ^= h & 1
		group ^= h >> 1 & (g.BankGroups - 1)
		bank ^= h >> 1 >> log2(g.BankGroups)
	}
	return pc, group*g.BanksPerGroup + bank, row, column
}
