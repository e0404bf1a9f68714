package hbm

import (
	"math/bits"

	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// log2 is the number of bits that n values take; n is a power of two.
func log2(n int) int { return max(1, bits.Len(uint(n-1))) }

// states checks what depends on which banks are open and which have had their
// refresh: bit pc*banks+bank of each vector.
func (b *checking) states(dark, woken []hdl.Bool) {
	n := 2 * b.c.Geometry.Banks()
	openReg := hdl.RegInit(b.m, "open", hdl.U(0, n))
	doneReg := hdl.RegInit(b.m, "refreshed", hdl.U(0, n))
	open, done := openReg.Q(), doneReg.Q()
	for i, s := range b.slots {
		row, col := b.oneHot(hdl.Cat(s.row.PC, s.row.Bank)), b.oneHot(hdl.Cat(s.col.PC, s.col.Bank))
		mine := b.pcMask(s.row.PC)
		rowOpen, colOpen := row.And(open).OrR(), col.And(open).OrR()
		act, refsb, refab := s.row.Is(profile.ACT), s.row.Is(profile.REFSB), s.row.Is(profile.REFAB)
		pre, prea, auto := s.row.Is(profile.PRE), s.row.Is(profile.PREA), s.col.Is(profile.RDA, profile.WRA)

		b.add("ACT of an open bank", act.And(rowOpen))
		b.add("column command to a closed bank", s.col.Valid.And(colOpen.Not()))
		b.add("refresh of an open bank", refsb.And(rowOpen).Or(refab.And(mine.And(open).OrR())))
		b.add("refreshed twice in one round", refsb.And(row.And(done).OrR()))

		closing := gate(pre, row).Or(gate(prea, mine)).Or(gate(auto, col))
		open = open.And(closing.Not()).Or(gate(act, row))
		done = done.Or(gate(refsb, row)).Or(gate(refab, mine))
		b.add("self-refresh with an open bank", s.row.Is(profile.SRE).And(open.OrR()))
		done = b.nextRound(done).And(s.row.Is(profile.SRE).Or(woken[i]).AsUInt().Rep(n).Not())
	}
	openReg.D(open)
	doneReg.D(done)
	b.late(dark[0], woken)
}

// late checks one bank a cycle for the time since its last refresh, unless the
// memory refreshes itself.
func (b *checking) late(dark hdl.Bool, woken []hdl.Bool) {
	n := 2 * b.c.Geometry.Banks()
	limit := uint64(RefreshLimit(b.c.Timings))
	start := make([]uint64, n)
	for i := range start {
		start[i] = timeStart
	}
	times := hdl.Mem(b.m, "t_refresh", n, hdl.UIntT(timeBits), hdl.MemInit(start))
	all := hdl.Mem(b.m, "t_refresh_all", 2, hdl.UIntT(timeBits), hdl.MemInit([]uint64{timeStart, timeStart}))
	for i, s := range b.slots {
		b.m.When(s.row.Is(profile.REFSB), func() { times.Write(hdl.Cat(s.row.PC, s.row.Bank), s.now) })
		b.m.When(s.row.Is(profile.REFAB), func() { all.Write(s.row.PC, s.now) })
		b.m.When(woken[i], func() {
			all.Write(hdl.U(0, 1), s.now)
			all.Write(hdl.U(1, 1), s.now)
		})
	}
	look := hdl.RegInit(b.m, "look", hdl.U(0, log2(n)))
	look.D(look.Q().AddWrap(hdl.U(1)))
	now := b.slots[0].now
	since := func(t hdl.UInt) hdl.Bool { return now.SubWrap(t).Gt(hdl.U(limit, timeBits)) }
	b.add("refresh too late", dark.Not().And(since(times.Read("t_look", look.Q())).And(since(all.Read("t_look_all", look.Q().Bits(log2(n)-1, log2(n)-1))))))
}

// nextRound starts a new round in the pseudo-channels where every bank has had
// its refresh.
func (b *checking) nextRound(done hdl.UInt) hdl.UInt {
	n := b.c.Geometry.Banks()
	lo, hi := done.Bits(n-1, 0), done.Bits(2*n-1, n)
	clearFull := func(x hdl.UInt) hdl.UInt { return hdl.Mux(x.AndR(), hdl.U(0, n), x) }
	return hdl.Cat(clearFull(hi), clearFull(lo))
}

func (b *checking) oneHot(i hdl.UInt) hdl.UInt {
	return hdl.U(1, 2*b.c.Geometry.Banks()).ShlVar(i)
}

// pcMask is the banks of a pseudo-channel.
func (b *checking) pcMask(pc hdl.UInt) hdl.UInt {
	n := b.c.Geometry.Banks()
	return hdl.Cat(pc.Rep(n), pc.Not().Rep(n))
}

// gate is x where c is true, else 0.
func gate(c hdl.Bool, x hdl.UInt) hdl.UInt { return c.AsUInt().Rep(x.Width()).And(x) }
