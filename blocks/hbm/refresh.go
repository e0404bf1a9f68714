package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// hardMargin is how many refreshes beyond Postpone a bank may hold a forced
// refresh up with hits; then it is closed.
const hardMargin = 4

// refreshes is the state of single-bank refresh. Every bank has its turn once a
// round; a pseudo-channel owes one every tREFI / banks.
type refreshes struct {
	running hdl.Bool                // a bank is being refreshed
	bank    hdl.UInt                // which one
	force   hdl.Bool                // too many are owed
	hard    hdl.Bool                // and for long
	may     hdl.Bool                // one is owed, or may be pulled in
	target  hdl.UInt                // the bank that is kept free for a forced one
	todo    *hdl.Register[hdl.UInt] // banks without their turn in this round; nil with AllBank
	owed    *hdl.Register[hdl.UInt]
	credit  *hdl.Register[hdl.UInt]
	left    *hdl.Register[hdl.UInt]
	bankReg *hdl.Register[hdl.UInt]
}

func (s *scheduler) newRefreshes() refreshes {
	m, n := s.m, s.c.Geometry.Banks()
	r := refreshes{
		owed:    hdl.RegInit(m, "refresh_owed", hdl.U(uint64(s.c.PullIn), 8)),
		credit:  hdl.RegInit(m, "refresh_credit", hdl.U(0, 17)),
		left:    hdl.RegInit(m, "refresh_left", hdl.U(0, 14)),
		bankReg: hdl.RegInit(m, "refresh_bank", hdl.U(0, n)),
	}
	limit := s.c.PullIn + s.c.Postpone
	owed := r.owed.Q()
	r.running = r.left.Q().OrR()
	r.bank = r.bankReg.Q()
	r.may = owed.OrR()
	r.force = hdl.Name(m, "refresh_force", owed.Ge(hdl.U(uint64(limit))))
	r.hard = hdl.Name(m, "refresh_hard", owed.Ge(hdl.U(uint64(limit+hardMargin))))
	target, most := hdl.UBig(ones(n), n), 8
	if s.c.Refresh == SingleBank {
		r.todo = hdl.RegInit(m, "refresh_todo", hdl.UBig(ones(n), n))
		// while a bank without work is left, none with work is kept free
		busy := without(r.todo.Q(), s.work).OrR().Not()
		target, most = gate(busy, lowest(r.todo.Q())), 8*n
	}
	r.target = hdl.Name(m, "refresh_target", target)
	m.Assert("refresh_debt", owed.Le(hdl.U(uint64(s.c.PullIn+most))), "more refreshes are owed than may be postponed")
	return r
}

// refreshChoice is the bank to refresh in the next frame.
func (s *scheduler) refreshChoice() hdl.UInt {
	r := s.refresh
	t, o := s.c.Timings, s.o
	blocked := orAll(
		s.open.Q(),
		s.act.within(s.distance(profile.ACT, profile.REFSB, profile.Bank, o.act, o.row)),
		s.pre.within(s.distance(profile.PRE, profile.REFSB, profile.Bank, o.row, o.row)),
		s.lineDone(s.rda, t.Distance(profile.RDA, profile.REFSB, profile.Bank), o.row),
		s.lineDone(s.wra, t.Distance(profile.WRA, profile.REFSB, profile.Bank), o.row),
	)
	all := s.act.within(s.distance(profile.ACT, profile.REFSB, profile.Pseudo, o.act, o.row)).OrR().Or(r.running)
	if s.c.Refresh == AllBank {
		// of all commands before it only those to banks count, all longer ago
		// than a single-bank refresh wants
		return gate(r.force.And(all.Or(blocked.OrR()).Not()), r.target)
	}
	ready := gate(all.Not(), without(r.todo.Q(), blocked))
	idle := gate(r.may, without(ready, s.work))
	forced := gate(r.force, ready.And(r.target))
	return hdl.Mux(idle.OrR(), lowest(narrow(idle, s.recent)), forced)
}

// recentFrames is how long a bank counts as just left, and how long a row without
// requests stays open at least.
const recentFrames = 64

// recentWork is the banks that had work in the last 64 to 128 frames. A stream
// that has just left a bank comes back to it last of all, so these are
// refreshed first.
func (s *scheduler) recentWork() hdl.UInt {
	m := s.m
	n := s.work.Width()
	now := hdl.RegInit(m, "worked_now", hdl.U(0, n))
	before := hdl.RegInit(m, "worked_before", hdl.U(0, n))
	count := hdl.RegInit(m, "worked_frames", hdl.U(0, log2(recentFrames)))
	m.When(s.step, func() {
		count.D(count.Q().AddWrap(hdl.U(1)))
		m.When(count.Q().AndR(), func() {
			now.D(s.work)
			before.D(now.Q())
		}).Otherwise(func() { now.D(now.Q().Or(s.work)) })
	})
	return now.Q().Or(before.Q())
}

// refreshState keeps the accounts, given the bank that is refreshed.
func (s *scheduler) refreshState(bank hdl.UInt) {
	m, r, t := s.m, s.refresh, s.c.Timings
	n := s.c.Geometry.Banks()
	cmd, turns := profile.REFSB, n
	if s.c.Refresh == AllBank {
		cmd, turns = profile.REFAB, 1
	}
	busy := max(frames(t.Distance(cmd, profile.ACT, profile.Bank), s.o.row, s.o.act),
		frames(t.Distance(cmd, cmd, profile.Bank), s.o.row, s.o.row))
	earned := r.credit.Q().AddWrap(hdl.U(uint64(frameCK*turns), 17))
	due := hdl.Name(m, "refresh_due", earned.Ge(hdl.U(uint64(t.REFI), 17)))
	paid := bank.OrR()
	m.When(s.step, func() {
		r.credit.D(hdl.Mux(due, earned.SubWrap(hdl.U(uint64(t.REFI), 17)), earned))
		m.When(due.And(paid.Not()), func() { r.owed.D(r.owed.Q().AddSat(hdl.U(1))) }).
			Elsewhen(paid.And(due.Not()), func() { r.owed.D(r.owed.Q().SubWrap(hdl.U(1))) })
		m.When(paid, func() {
			if r.todo != nil {
				rest := without(r.todo.Q(), bank)
				r.todo.D(hdl.Mux(rest.OrR(), rest, hdl.UBig(ones(n), n)))
			}
			r.left.D(hdl.U(uint64(busy-1), 14))
			r.bankReg.D(bank)
		}).Elsewhen(r.running, func() {
			r.left.D(r.left.Q().SubWrap(hdl.U(1)))
		})
	})
}
