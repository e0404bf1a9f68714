package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// power checks that a memory whose clock is off gets no commands but the one
// that ends it, and that an initialisation comes first. For each slot it says
// whether the memory refreshes itself, or is not up yet, and whether that ends in
// it.
func (b *checking) power() (dark, woken []hdl.Bool) {
	m, init := b.m, b.c.Init
	starts := init != (profile.Init{})
	downReg := hdl.RegInit(m, "powered_down", hdl.B(false))
	asleepReg := hdl.RegInit(m, "asleep", hdl.B(false))
	freshReg := hdl.RegInit(m, "fresh", hdl.B(starts))
	down, asleep, fresh := downReg.Q(), asleepReg.Q(), freshReg.Q()
	for _, s := range b.slots {
		pde, pdx := s.row.Is(profile.PDE), s.row.Is(profile.PDX)
		sre, srx := s.row.Is(profile.SRE), s.row.Is(profile.SRX)
		off := hdl.Any(down, asleep, fresh)
		row := hdl.Mux(asleep, srx.Not(), hdl.Mux(down.Or(fresh), pdx.Not(), pdx.Or(srx)))
		b.add("power state", s.row.Valid.And(row).Or(s.col.Valid.And(off)))
		dark = append(dark, asleep.Or(fresh))
		woken = append(woken, srx.Or(pdx.And(fresh)))
		if starts {
			early := s.now.Lt(hdl.U(uint64(timeStart+init.T1+init.T3), timeBits))
			b.add("initialisation", pdx.And(fresh, early))
		}
		down = down.Or(pde).And(pdx.Not())
		asleep = asleep.Or(sre).And(srx.Not())
		fresh = fresh.And(pdx.Not())
	}
	downReg.D(down)
	asleepReg.D(asleep)
	freshReg.D(fresh)
	if starts {
		b.loaded(woken, freshReg.Q())
	} else {
		b.add("initialisation", hdl.B(false))
	}
	return dark, woken
}

// loaded checks the wait after CKE is up for the first time, and that no bank is
// used before the mode registers have their values.
func (b *checking) loaded(woken []hdl.Bool, fresh hdl.Bool) {
	m, init := b.m, b.c.Init
	up := hdl.RegInit(m, "t_up", hdl.U(0, timeBits))
	time, first := up.Q(), fresh
	need := init.Loaded()
	var has []hdl.Bool
	var regs []*hdl.Register[hdl.Bool]
	for _, n := range need {
		r := hdl.RegInit(m, hdl.N("mode_loaded", n), hdl.B(false))
		regs, has = append(regs, r), append(has, r.Q())
	}
	for i, s := range b.slots {
		use := s.col.Valid.Or(s.row.Is(profile.ACT, profile.REFSB, profile.REFAB))
		missing := hdl.B(false)
		for k := range need {
			missing = missing.Or(has[k].Not())
		}
		soon := s.now.SubWrap(time).Lt(hdl.U(uint64(init.T5), timeBits))
		b.add("initialisation", use.And(missing).Or(s.row.Valid.Or(s.col.Valid).And(soon, first.Not())))
		for k, n := range need {
			right := s.row.Bank.Is(uint64(n)).And(s.row.Row.Is(uint64(init.Modes[n].Value)))
			has[k] = has[k].Or(s.row.Is(profile.MRS).And(right))
		}
		time = hdl.Mux(woken[i].And(first), s.now, time)
		first = first.And(woken[i].Not())
	}
	up.D(time)
	for k, r := range regs {
		r.D(has[k])
	}
}
