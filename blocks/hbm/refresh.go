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
	full   hdl.Bool                // no more banks can be refreshed now
	banks  hdl.UInt                // those that are being refreshed
	force  hdl.Bool                // too many are owed
	hard   hdl.Bool                // and for long
	may    hdl.Bool                // one is owed, or may be pulled in
	target hdl.UInt                // the bank that is kept free for a forced one
	todo   *hdl.Register[hdl.UInt] // banks without their turn in this round; nil with AllBank
	chosen *hdl.Register[hdl.UInt] // target of this forced refresh
	owed   *hdl.Register[hdl.UInt]
	credit *hdl.Register[hdl.UInt]
	timers []refreshTimer
}

// refreshTimer is a refresh under way.
type refreshTimer struct {
	left *hdl.Register[hdl.UInt] // frames
	bank *hdl.Register[hdl.UInt] // one-hot
}

// timersOf is the refreshes that can be under way: at the double rate one at a
// time may not be enough.
func (c Config) timersOf() int {
	if c.Control && c.Refresh == SingleBank {
		return 2
	}
	return 1
}

func (s *scheduler) newRefreshes() refreshes {
	m, n := s.m, s.c.Geometry.Banks()
	r := refreshes{
		owed:   hdl.RegInit(m, "refresh_owed", hdl.U(uint64(s.c.PullIn), 8)),
		credit: hdl.RegInit(m, "refresh_credit", hdl.U(0, creditBits)),
	}
	r.full, r.banks = hdl.B(true), hdl.U(0, n)
	for i := range s.c.timersOf() {
		t := refreshTimer{
			left: hdl.RegInit(m, hdl.N("refresh_left", i), hdl.U(0, 14)),
			bank: hdl.RegInit(m, hdl.N("refresh_bank", i), hdl.U(0, n)),
		}
		r.timers = append(r.timers, t)
		r.full = r.full.And(t.left.Q().OrR())
		r.banks = r.banks.Or(gate(t.left.Q().OrR(), t.bank.Q()))
	}
	limit := s.c.PullIn + s.c.Postpone
	owed := r.owed.Q()
	r.may = owed.OrR()
	r.force = hdl.Name(m, "refresh_force", owed.Ge(hdl.U(uint64(limit))))
	r.hard = hdl.Name(m, "refresh_hard", owed.Ge(hdl.U(uint64(limit+hardMargin))))
	target, most := hdl.UBig(ones(n), n), 8
	if s.c.Refresh == SingleBank {
		r.todo = hdl.RegInit(m, "refresh_todo", hdl.UBig(ones(n), n))
		// a bank without work if there is one; the choice stays, or requests that
		// come and go would put every refresh off
		r.chosen = hdl.RegInit(m, "refresh_chosen", hdl.U(0, n))
		target, most = r.chosen.Q(), 8*n
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
	all := s.act.within(s.distance(profile.ACT, profile.REFSB, profile.Pseudo, o.act, o.row)).OrR().Or(r.full)
	if len(r.timers) > 1 {
		all = all.Or(s.ref.within(s.distance(profile.REFSB, profile.REFSB, profile.Pseudo, o.row, o.row)).OrR())
		blocked = blocked.Or(r.banks)
	}
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
	period := hdl.U(uint64(2*t.REFI), creditBits)
	earned := r.credit.Q().AddWrap(s.refreshEarned(turns))
	due := hdl.Name(m, "refresh_due", earned.Ge(period).And(s.in.Sleep.Not()))
	paid := bank.OrR()
	if r.todo != nil {
		m.When(s.step.And(s.in.Sleep), func() { r.todo.D(hdl.UBig(ones(n), n)) })
	}
	if r.chosen != nil {
		none := r.chosen.Q().OrR().Not()
		m.When(s.step, func() {
			m.When(paid.Or(r.force.Not()), func() { r.chosen.D(hdl.U(0, n)) }).
				Elsewhen(none, func() { r.chosen.D(lowest(narrow(r.todo.Q(), s.work.Not()))) })
		})
	}
	m.When(s.step, func() {
		m.When(s.in.Sleep.Not(), func() { r.credit.D(hdl.Mux(due, earned.SubWrap(period), earned)) })
		m.When(due.And(paid.Not()), func() { r.owed.D(r.owed.Q().AddSat(hdl.U(1))) }).
			Elsewhen(paid.And(due.Not()), func() { r.owed.D(r.owed.Q().SubWrap(hdl.U(1))) })
		m.When(paid, func() {
			if r.todo != nil {
				rest := without(r.todo.Q(), bank)
				r.todo.D(hdl.Mux(rest.OrR(), rest, hdl.UBig(ones(n), n)))
			}
		})
		earlier := hdl.B(true) // the timers before run
		for _, t := range r.timers {
			runs := t.left.Q().OrR()
			m.When(paid.And(earlier, runs.Not()), func() {
				t.left.D(hdl.U(uint64(busy-1), 14))
				t.bank.D(bank)
			}).Elsewhen(runs, func() { t.left.D(t.left.Q().SubWrap(hdl.U(1))) })
			earlier = earlier.And(runs)
		}
	})
}

// creditBits holds two tREFI, the unit of credit being half a cycle.
const creditBits = 18

// refreshEarned is what a frame adds to the credit, of which two tREFI are a
// refresh.
func (s *scheduler) refreshEarned(turns int) hdl.UInt {
	normal := uint64(2 * frameCK * turns)
	if !s.c.Control {
		s.m.Unused(s.in.Rate)
		return hdl.U(normal, creditBits)
	}
	rate := s.in.Rate
	return hdl.Mux(rate.Is(DoubleRate), hdl.U(2*normal, creditBits),
		hdl.Mux(rate.Is(HalfRate), hdl.U(normal/2, creditBits), hdl.U(normal, creditBits)))
}
