package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// rowChoice is what the row slots of the next frame hold: one bit of one of
// the three vectors at most.
type rowChoice struct {
	act, pre, refresh hdl.UInt // banks
	row               hdl.UInt // of ACT
}

// rowDecision chooses in this order: a refresh that is due on a bank without
// work, or forced; a precharge that an overdue request or a forced refresh needs;
// the activate for
// the oldest request of the current direction that can have one; a precharge
// for a request whose bank is open at a row without hits, or of a row that nobody
// has wanted for a while.
func (s *scheduler) rowDecision() rowChoice {
	m := s.m
	hardTarget := gate(s.refresh.hard, s.refresh.target)

	refresh := gate(s.in.Stop.Not(), s.refreshChoice())
	act, row := s.actChoice()
	act = gate(s.in.Stop.Not(), act)
	wanted := hdl.Mux(s.dir.rows, s.conflicts(s.writes), s.conflicts(s.reads))
	s.held = hdl.Name(m, "held", gate(s.dir.writing(), s.writes.banksOf(s.writes.hit.Q())).
		Or(gate(s.dir.reading(), s.reads.banksOf(s.reads.hit.Q()))))
	ready := s.preReady()
	first := s.reads.banksOf(s.urgent.reads).Or(s.writes.banksOf(s.urgent.writes))
	free := gate(s.refresh.force, without(s.refresh.target, s.held))
	urgent := ready.And(orAll(without(s.urgent.bank, first), hardTarget, free, s.in.Stop.AsUInt().Rep(ready.Width())))
	unused := without(without(s.open.Q(), s.work), gate(s.refresh.force.Not(), s.recent))
	idle := ready.And(without(orAll(wanted, unused, gate(s.refresh.force, s.refresh.target)), s.held))

	someRefresh, someUrgent, someAct := refresh.OrR(), urgent.OrR(), act.OrR()
	pre := hdl.Mux(someUrgent, lowest(urgent), gate(someAct.Not(), lowest(idle)))
	c := rowChoice{
		refresh: hdl.Name(m, "choose_refresh", refresh),
		pre:     hdl.Name(m, "choose_pre", gate(someRefresh.Not(), pre)),
		act:     hdl.Name(m, "choose_act", gate(someRefresh.Or(someUrgent).Not(), act)),
		row:     row,
	}
	s.act.now.Set(c.act)
	s.pre.now.Set(c.pre)
	s.ref.now.Set(c.refresh.OrR().AsUInt())
	return c
}

// conflicts is the banks that requests want at another row than the open one.
func (s *scheduler) conflicts(q *entries) hdl.UInt {
	return q.banksOf(without(q.valid.Q(), q.hit.Q()).And(q.unordered())).And(s.open.Q())
}

// actChoice is the bank and the row to activate.
func (s *scheduler) actChoice() (bank, row hdl.UInt) {
	ready := hdl.Name(s.m, "act_ready", s.actReady())
	pick := func(q *entries, in hdl.Bool) hdl.UInt {
		want := both(without(q.valid.Q(), q.hit.Q()), q.unordered(), q.inBanks(ready), in.AsUInt().Rep(q.n))
		return q.first(want)
	}
	r := hdl.Name(s.m, "act_for_read", pick(s.reads, s.dir.rows.Not()))
	w := hdl.Name(s.m, "act_for_write", pick(s.writes, s.dir.rows))
	rowR := hdl.Index(s.reads.row.Q(), encode(r))
	rowW := hdl.Index(s.writes.row.Q(), encode(w))
	return s.reads.banksOf(r).Or(s.writes.banksOf(w)), hdl.Name(s.m, "act_row", hdl.Mux(s.dir.rows, rowW, rowR))
}

// actReady is the banks that may be activated in the next frame.
func (s *scheduler) actReady() hdl.UInt {
	t, o := s.c.Timings, s.o
	dist := func(from profile.Command, scope profile.Scope, at int) int {
		return s.distance(from, profile.ACT, scope, at, o.act)
	}
	blocked := orAll(
		s.open.Q(),
		s.act.within(dist(profile.ACT, profile.Bank, o.act)),
		s.groups(s.act.within(dist(profile.ACT, profile.Group, o.act))),
		s.pre.within(dist(profile.PRE, profile.Bank, o.row)),
		s.lineDone(s.rda, t.Distance(profile.RDA, profile.ACT, profile.Bank), o.act),
		s.lineDone(s.wra, t.Distance(profile.WRA, profile.ACT, profile.Bank), o.act),
		s.refresh.banks,
		gate(s.refresh.force, s.refresh.target),
	)
	all := s.act.within(dist(profile.ACT, profile.Pseudo, o.act)).OrR().
		Or(s.ref.within(dist(profile.REFSB, profile.Pseudo, o.row)).OrR(), s.fourActs())
	return gate(all.Not(), blocked.Not())
}

// fourActs is true while four activates stand in the window of tFAW.
func (s *scheduler) fourActs() hdl.Bool {
	n := frames(s.c.Timings.FAW, 0, 0) - 1
	if n < 4 {
		return hdl.B(false)
	}
	sum := hdl.U(0, log2(n+1))
	for k := 1; k <= n; k++ {
		sum = sum.AddWrap(s.act.ago(k).OrR().AsUInt())
	}
	return sum.Ge(hdl.U(4))
}

// preReady is the open banks that may be precharged in the next frame.
func (s *scheduler) preReady() hdl.UInt {
	t, o := s.c.Timings, s.o
	return without(s.open.Q(), orAll(
		s.act.within(s.distance(profile.ACT, profile.PRE, profile.Bank, o.act, o.row)),
		s.lineDone(s.rd, t.Distance(profile.RD, profile.PRE, profile.Bank), o.row),
		s.lineDone(s.wr, t.Distance(profile.WR, profile.PRE, profile.Bank), o.row),
	))
}
