package hbm

import (
	"fmt"

	"npugen/blocks/hbm/profile"
)

// Violation is a command that came too early, or should not have come.
type Violation struct {
	At   Command
	Rule string
	Last Command // the command that it collides with, if there is one
	Gap  int     // cycles between the two
	Want int     // at least
}

// String tells it in one line.
func (v Violation) String() string {
	if v.Want == 0 {
		return fmt.Sprintf("[%v]: %s", v.At, v.Rule)
	}
	return fmt.Sprintf("[%v]: %s: %d cycles after [%v], want %d", v.At, v.Rule, v.Gap, v.Last, v.Want)
}

// Brute checks a command log by comparing every command with every earlier one
// that could still matter. It shares no rules with the checker in hardware: its
// distances are written out below, from the timings alone.
func Brute(p profile.Profile, log []Command) []Violation {
	return BruteFrom(p, profile.Init{}, log)
}

// BruteFrom is Brute for a memory that must be initialised first, from cycle 0.
func BruteFrom(p profile.Profile, init profile.Init, log []Command) []Violation {
	b := brute{p: p, reach: reach(p.Timings)}
	b.power.init, b.power.fresh = init, init != (profile.Init{})
	for i := range b.pcs {
		b.pcs[i] = newPC(p.Geometry)
	}
	for i, c := range log {
		b.check(log, i, c)
		b.apply(c)
	}
	b.end(log)
	return b.found
}

// reach is the farthest that a rule looks back.
func reach(t profile.Timings) int {
	return max(t.RFC, t.RFCSB, t.RC, t.FAW, t.WL+t.BL+t.WR+t.RP, t.RTP+t.RP, t.XS, t.XP, t.CKE, t.MOD, t.MRD) + 2
}

type brute struct {
	p     profile.Profile
	reach int
	pcs   [2]pcState
	power powerState
	found []Violation
}

// pcState is what the distances do not tell.
type pcState struct {
	row       []int // open row, -1 for none
	refreshed []int // cycle of the last refresh
	inRound   map[int]bool
}

func newPC(g profile.Geometry) pcState {
	s := pcState{row: make([]int, g.Banks()), refreshed: make([]int, g.Banks()), inRound: map[int]bool{}}
	for i := range s.row {
		s.row[i] = -1
	}
	return s
}

func (b *brute) flat(c Command) int { return c.Group*b.p.BanksPerGroup + c.Bank }

func (b *brute) wrong(at Command, rule string) {
	b.found = append(b.found, Violation{At: at, Rule: rule})
}

func (b *brute) check(log []Command, i int, c Command) {
	g := b.p.Geometry
	if c.PC > 1 || c.Group >= g.BankGroups || c.Bank >= g.BanksPerGroup || c.Row >= g.Rows || c.Column >= g.Columns() {
		b.wrong(c, "no such place")
		return
	}
	if i > 0 && log[i-1].Cycle > c.Cycle {
		b.wrong(c, "the log goes back in time")
		return
	}
	acts := 0
	for j := i - 1; j >= 0 && c.Cycle-log[j].Cycle <= b.reach; j-- {
		f := log[j]
		gap := c.Cycle - f.Cycle
		if f.Cmd.Column() == c.Cmd.Column() {
			busy := 1
			if f.Cmd == profile.ACT {
				busy = b.p.ActCK
			}
			if gap < busy {
				b.found = append(b.found, Violation{c, "command bus", f, gap, busy})
			}
		}
		if want := b.distance(f, c); gap < want {
			b.found = append(b.found, Violation{c, f.Cmd.String() + " to " + c.Cmd.String(), f, gap, want})
		}
		if f.PC == c.PC && f.Cmd == profile.ACT && c.Cmd == profile.ACT {
			if acts++; acts == 4 && gap < b.p.FAW {
				b.found = append(b.found, Violation{c, "tFAW", f, gap, b.p.FAW})
			}
		}
	}
	b.state(c)
}

// state checks what depends on which rows are open and which banks have had
// their refresh.
func (b *brute) state(c Command) {
	b.powered(c)
	if c.Cmd.Channel() {
		return
	}
	s, bank := b.pcs[c.PC], b.flat(c)
	switch {
	case c.Cmd == profile.ACT && s.row[bank] >= 0:
		b.wrong(c, "the bank is open")
	case c.Cmd.Column() && s.row[bank] < 0:
		b.wrong(c, "the bank is closed")
	case c.Cmd == profile.REFSB && s.row[bank] >= 0:
		b.wrong(c, "refresh of an open bank")
	case c.Cmd == profile.REFSB && s.inRound[bank]:
		b.wrong(c, "refreshed twice in one round")
	case c.Cmd == profile.REFAB:
		for _, r := range s.row {
			if r >= 0 {
				b.wrong(c, "refresh with an open bank")
				return
			}
		}
	}
	if c.Cmd == profile.REFSB && c.Cycle-s.refreshed[bank] > RefreshLimit(b.p.Timings) {
		b.wrong(c, "refreshed too late")
	}
}

// RefreshLimit is the longest time between two refreshes of a bank: eight
// refreshes postponed.
func RefreshLimit(t profile.Timings) int { return 9 * t.REFI }

func (b *brute) apply(c Command) {
	if c.Cmd.Channel() {
		b.applyPower(c)
		return
	}
	s, bank := &b.pcs[c.PC], b.flat(c)
	if bank >= len(s.row) {
		return
	}
	switch c.Cmd {
	case profile.ACT:
		s.row[bank] = c.Row
	case profile.PRE, profile.RDA, profile.WRA:
		s.row[bank] = -1
	case profile.PREA:
		for i := range s.row {
			s.row[i] = -1
		}
	case profile.REFSB:
		s.refreshed[bank] = c.Cycle
		s.inRound[bank] = true
		if len(s.inRound) == b.p.Banks() {
			clear(s.inRound)
		}
	case profile.REFAB:
		for i := range s.refreshed {
			s.refreshed[i] = c.Cycle
		}
		clear(s.inRound)
	}
}

// end checks that no bank was left without a refresh.
func (b *brute) end(log []Command) {
	if len(log) == 0 {
		return
	}
	last := log[len(log)-1]
	if b.power.asleep || b.power.fresh {
		return
	}
	for pc, s := range b.pcs {
		for bank, at := range s.refreshed {
			if last.Cycle-at > RefreshLimit(b.p.Timings) {
				b.wrong(Command{Cycle: last.Cycle, PC: pc, Group: bank / b.p.BanksPerGroup, Bank: bank % b.p.BanksPerGroup, Cmd: profile.REFSB}, "the bank is never refreshed")
			}
		}
	}
}
