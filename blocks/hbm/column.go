package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// lineChoice is the line that the next frame starts.
type lineChoice struct {
	read, write hdl.UInt // the entry, one-hot; one of the two at most
	start       hdl.Bool
	slot        hdl.Bool // B
	auto        hdl.Bool // precharge with the second burst
	bank        hdl.UInt // one-hot
	closes      hdl.UInt // the bank, if auto
}

// lineState is the line whose second burst the next frame holds.
type lineState struct {
	Valid, Slot, Write, Auto hdl.Bool
	Bank, Column, Tag        hdl.UInt
}

// columnDecision chooses the oldest request that finds its row open, overdue
// ones first, in the current direction, in the earliest slot that it may have.
func (s *scheduler) columnDecision() lineChoice {
	m := s.m
	read, readA := s.lineIn(s.reads, false)
	write, writeA := s.lineIn(s.writes, true)
	c := lineChoice{read: hdl.Name(m, "line_read", read), write: hdl.Name(m, "line_write", write)}
	c.start = hdl.Name(m, "line_start", c.read.OrR().Or(c.write.OrR()))
	c.slot = hdl.Name(m, "line_slot", hdl.Mux(s.dir.cols, writeA, readA).Not())
	c.bank = hdl.Name(m, "line_bank", s.reads.banksOf(c.read).Or(s.writes.banksOf(c.write)))

	others := func(q *entries, leaves hdl.UInt) hdl.UInt {
		return q.inBanks(c.bank).And(without(q.hit.Q(), leaves))
	}
	rest := hdl.Mux(s.dir.cols, others(s.writes, c.write).OrR(), others(s.reads, c.read).OrR())
	c.auto = hdl.B(false)
	if s.c.AutoPrecharge {
		c.auto = hdl.Name(m, "line_auto", c.start.And(rest.Not()))
	}
	c.closes = gate(c.auto, c.bank)
	for slot := range 2 {
		here := c.slot.Eq(hdl.B(slot == 1))
		s.rd[slot].now.Set(gate(here.And(c.read.OrR()), c.bank))
		s.wr[slot].now.Set(gate(here.And(c.write.OrR()), c.bank))
		s.rda[slot].now.Set(gate(here.And(c.read.OrR(), c.auto), c.bank))
		s.wra[slot].now.Set(gate(here.And(c.write.OrR(), c.auto), c.bank))
	}
	return c
}

// lineIn is the entry of a queue to start a line for, and whether it is in slot
// A.
func (s *scheduler) lineIn(q *entries, write bool) (pick hdl.UInt, inA hdl.Bool) {
	turn, hits := s.dir.cols, s.urgent.writes
	if !write {
		turn, hits = turn.Not(), s.urgent.reads
	}
	var candidates [2]hdl.UInt
	for slot := range 2 {
		banks := without(gate(turn.And(s.in.Stop.Not(), s.slotFree(slot, write)), s.columnReady(slot, write)), gate(s.refresh.hard, s.refresh.target))
		candidates[slot] = hits.And(q.inBanks(banks))
	}
	inA = candidates[0].OrR()
	c := hdl.Mux(inA, candidates[0], candidates[1])
	return q.first(c), inA
}

// slotFree is true when the last line does not have the slot for its second
// burst and the bus has turned to the direction.
func (s *scheduler) slotFree(slot int, write bool) hdl.Bool {
	own := s.rd[slot].ago(1).Or(s.wr[slot].ago(1)).OrR()
	delay, other := s.c.Timings.Distance(profile.WR, profile.RD, profile.Pseudo), s.wr
	if write {
		delay, other = s.c.Timings.Distance(profile.RD, profile.WR, profile.Pseudo), s.rd
	}
	return own.Or(s.lineDone(other, delay, s.o.col[slot]).OrR()).Not()
}

// columnReady is the banks that a line may start in, in a slot of the next
// frame, as far as their own times go.
func (s *scheduler) columnReady(slot int, write bool) hdl.UInt {
	t, at := s.c.Timings, s.o.col[slot]
	cmd := profile.RD
	if write {
		cmd = profile.WR
	}
	blocked := []hdl.UInt{s.act.within(s.distance(profile.ACT, cmd, profile.Bank, s.o.act, at))}
	for k := range s.rd {
		n := frames(t.CCDL, s.o.second(k), at)
		blocked = append(blocked, s.groups(s.rd[k].within(n).Or(s.wr[k].within(n))))
	}
	if !write {
		blocked = append(blocked,
			s.groups(s.lineDone(s.wr, t.Distance(profile.WR, profile.RD, profile.Group), at)),
			// the second burst may be an RDA
			s.lineDone(s.wr, t.Distance(profile.WR, profile.RDA, profile.Bank), at+frameCK))
	}
	return orAll(blocked...).Not()
}
