package hbm

import (
	"math/big"

	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// ones is n bits that are 1.
func ones(n int) *big.Int {
	one := big.NewInt(1)
	return new(big.Int).Sub(new(big.Int).Lsh(one, uint(n)), one)
}

// outputs are the registers of the present frame, and the data of its writes.
func (s *scheduler) outputs(row rowChoice, line lineChoice) PseudoOut {
	m := s.m
	slot := hdl.RegInit(m, "row_slot", hdl.Zero(RowSlot{Cmd: hdl.UIntT(commandBits), Bank: hdl.UIntT(log2(s.c.Geometry.Banks())), Row: row.row}))
	banks := orAll(row.act, row.pre, row.refresh)
	refresh := profile.REFSB
	if s.c.Refresh == AllBank {
		banks, refresh = row.act.Or(row.pre), profile.REFAB
	}
	cmd := hdl.Mux(row.act.OrR(), Code(profile.ACT), hdl.Mux(row.pre.OrR(), Code(profile.PRE), Code(refresh)))
	m.When(s.step, func() {
		slot.D(RowSlot{Valid: banks.OrR().Or(row.refresh.OrR()), Cmd: cmd, Bank: encode(banks), Row: row.row})
	})
	out := PseudoOut{Row: slot.Q()}
	s.columnOutputs(line, &out)
	out.AllClosed = s.open.Q().OrR().Not()
	out.Owes, out.Forced = s.refresh.may, s.refresh.force
	return out
}

// columnOutputs puts the first burst of the line that starts and the second of
// the one before it into their slots.
func (s *scheduler) columnOutputs(line lineChoice, out *PseudoOut) {
	m, c := s.m, s.c
	read, write := encode(line.read), encode(line.write)
	tags := hdl.Mem(m, "tags", s.reads.n, hdl.UIntT(c.Tag))
	m.When(s.reads.arrive.Get().OrR(), func() { tags.Write(encode(s.reads.arrive.Get()), s.in.Read.Data().Tag) })
	isWrite := line.write.OrR()
	first := lineState{
		Valid: line.start, Slot: line.slot, Write: isWrite, Auto: line.auto,
		Bank:   encode(line.bank),
		Column: hdl.Mux(isWrite, hdl.Index(s.writes.col.Q(), write), hdl.Index(s.reads.col.Q(), read)),
		Tag:    tags.Read("picked_tag", read),
	}
	before := hdl.RegInit(m, "second", hdl.Zero(first))
	m.When(s.step, func() { before.D(first) })
	second := before.Q()

	low, high := s.writeData(line.write)
	for k := range 2 {
		in := func(l lineState) hdl.Bool { return l.Valid.And(l.Slot.Eq(hdl.B(k == 1))) }
		isSecond := in(second)
		pick := hdl.Mux(isSecond, second, first)
		auto := isSecond.And(second.Auto)
		cmd := hdl.Mux(pick.Write,
			hdl.Mux(auto, Code(profile.WRA), Code(profile.WR)),
			hdl.Mux(auto, Code(profile.RDA), Code(profile.RD)))
		next := ColSlot{Valid: isSecond.Or(in(first)), Cmd: cmd, Bank: pick.Bank, Column: hdl.Cat(pick.Column, isSecond.AsUInt()), Tag: pick.Tag}
		reg := hdl.RegInit(m, hdl.N("col_slot", k), hdl.Zero(next))
		m.When(s.step, func() { reg.D(next) })
		out.Col = append(out.Col, reg.Q())
		now := hdl.Mux(reg.Q().Column.Bit(0), high, low)
		out.Data = append(out.Data, now.Data)
		out.Mask = append(out.Mask, now.Mask)
	}
	out.Busy = s.work.OrR().Or(second.Valid, out.Col[0].Valid, out.Col[1].Valid)
}

// halfLine is the data of one burst.
type halfLine struct{ Data, Mask hdl.UInt }

// writeData is the halves that the present frame may need: the lower half of
// the line that it starts, the upper half of the one before.
func (s *scheduler) writeData(pick hdl.UInt) (low, high halfLine) {
	m := s.m
	in, lineBits, maskBits := s.in.Write.Data(), s.c.LineBits(), s.c.MaskBits()
	data := hdl.Mem(m, "lines", s.writes.n, hdl.UIntT(lineBits))
	mask := hdl.Mem(m, "masks", s.writes.n, hdl.UIntT(maskBits))
	m.When(s.writes.arrive.Get().OrR(), func() {
		at := encode(s.writes.arrive.Get())
		data.Write(at, in.Data)
		mask.Write(at, in.Mask)
	})
	at, en := encode(pick), s.step.And(pick.OrR())
	d, k := data.ReadSync("picked_data", at, en), mask.ReadSync("picked_mask", at, en)
	tail := hdl.Reg(m, "tail", halfLine{hdl.UIntT(lineBits / 2), hdl.UIntT(maskBits / 2)})
	m.When(s.step, func() {
		tail.D(halfLine{d.Bits(lineBits-1, lineBits/2), k.Bits(maskBits-1, maskBits/2)})
	})
	return halfLine{d.Bits(lineBits/2-1, 0), k.Bits(maskBits/2-1, 0)}, tail.Q()
}
