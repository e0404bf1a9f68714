package hbm

import "npugen/blocks/hbm/profile"

// powerState is whether the memory's clock runs.
type powerState struct {
	init                profile.Init
	down, asleep, fresh bool
	up                  int // cycle of the first PDX
	modes               [profile.ModeRegisters]bool
}

// powered checks a command against the state of the clock and the
// initialisation.
func (b *brute) powered(c Command) {
	s := b.power
	switch {
	case s.asleep && c.Cmd != profile.SRX, !s.asleep && (s.down || s.fresh) && c.Cmd != profile.PDX:
		b.wrong(c, "the clock is off")
	case !s.asleep && !s.down && !s.fresh && (c.Cmd == profile.PDX || c.Cmd == profile.SRX):
		b.wrong(c, "the clock is on")
	}
	if c.Cmd == profile.SRE {
		for _, pc := range b.pcs {
			for _, r := range pc.row {
				if r >= 0 {
					b.wrong(c, "self-refresh with an open bank")
					return
				}
			}
		}
	}
	if s.init == (profile.Init{}) {
		return
	}
	if s.fresh {
		if c.Cmd == profile.PDX && c.Cycle < s.init.T1+s.init.T3 {
			b.wrong(c, "CKE is high too early")
		}
	} else if c.Cycle-s.up < s.init.T5 {
		b.wrong(c, "a command too soon after the first CKE")
	}
	if c.Cmd.Column() || c.Cmd == profile.ACT || c.Cmd == profile.REFSB || c.Cmd == profile.REFAB {
		for n, m := range s.init.Modes {
			if m.Load && !s.modes[n] {
				b.wrong(c, "mode registers are not loaded")
				return
			}
		}
	}
}

func (b *brute) applyPower(c Command) {
	s := &b.power
	woken := c.Cmd == profile.SRX || c.Cmd == profile.PDX && s.fresh
	switch c.Cmd {
	case profile.MRS:
		if n := b.flat(c); n < len(s.modes) && s.init.Modes[n].Value == c.Row {
			s.modes[n] = true
		}
	case profile.PDE:
		s.down = true
	case profile.PDX:
		if s.fresh {
			s.up = c.Cycle
		}
		s.down, s.fresh = false, false
	case profile.SRE:
		s.asleep = true
	case profile.SRX:
		s.asleep = false
	}
	for i := range b.pcs {
		if woken {
			for k := range b.pcs[i].refreshed {
				b.pcs[i].refreshed[k] = c.Cycle
			}
		}
		if woken || c.Cmd == profile.SRE {
			clear(b.pcs[i].inRound)
		}
	}
}
