package hbm

import (
	"fmt"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// timeBits is the width of the checker's clock. It starts above any delay, so
// that a time of 0 is long ago; it serves runs of 4*10^9 cycles.
const (
	timeBits  = 32
	timeStart = 1 << 17
)

// Checker is the timing checker of a channel, generated from profile.Rules:
// for each rule it keeps when the commands at its start last came, by bank,
// bank group or pseudo-channel, and compares when one at its end comes.
//
// Phases is the number of command slots a clock; slot 0 is the earliest. A
// violation is shown in the cycle of the command that makes it.
type Checker struct {
	Geometry profile.Geometry
	Timings  profile.Timings
	Phases   int          `hdl:"phases"`
	Init     profile.Init // what must come first; zero: the memory is up
}

// CheckerIn is what stands on the command buses.
type CheckerIn struct {
	Row []hbm.RowCommand
	Col []hbm.ColCommand
}

// CheckerOut tells what is wrong. Bit i of Wrong and Seen is Checks()[i].
type CheckerOut struct {
	Wrong hdl.UInt // in this cycle
	Seen  hdl.UInt // in any cycle before
	Count hdl.UInt // cycles with a violation, before this one; 32 bits
}

// The checks that are not distances, in the order of their bits above the
// rules.
func extraChecks() []string {
	return []string{"row bus", "ACT of an open bank", "column command to a closed bank", "refresh of an open bank", "refreshed twice in one round", "refresh too late",
		"power state", "self-refresh with an open bank", "initialisation"}
}

// Checks names the bits of Wrong and Seen.
func Checks() []string {
	var names []string
	for _, r := range profile.Rules() {
		names = append(names, r.Name)
	}
	return append(names, extraChecks()...)
}

// Inputs has Phases slots of each bus.
func (c Checker) Inputs() CheckerIn {
	return CheckerIn{
		Row: hdl.Vec(max(c.Phases, 1), hbm.RowCommandT(c.Geometry)),
		Col: hdl.Vec(max(c.Phases, 1), hbm.ColCommandT(c.Geometry)),
	}
}

// Build makes the checks of all slots.
func (c Checker) Build(m *hdl.Module, in CheckerIn) CheckerOut {
	m.Doc("timing checker for a channel of high-bandwidth memory")
	for i := range in.Row {
		m.Unused(in.Row[i].Row, in.Col[i].Column) // the distances hold for any
	}
	b := newChecking(m, c, in)
	for i, r := range profile.Rules() {
		b.rule(i, r)
	}
	b.rowBus()
	dark, woken := b.power()
	b.states(dark, woken)
	wrong := hdl.Name(m, "wrong_now", hdl.Pack(b.bits()))
	seen := hdl.RegInit(m, "seen_before", hdl.U(0, wrong.Width()))
	count := hdl.RegInit(m, "count_before", hdl.U(0, 32))
	m.When(wrong.OrR(), func() {
		seen.D(seen.Q().Or(wrong))
		count.D(count.Q().AddSat(hdl.U(1)))
	})
	return CheckerOut{Wrong: wrong, Seen: seen.Q(), Count: count.Q()}
}

// slot is one phase: its time and its two commands.
type slot struct {
	now hdl.UInt
	row hbm.RowCommand
	col hbm.ColCommand
}

// is is true when the slot holds one of the commands.
func (s slot) is(cmds []profile.Command) hdl.Bool {
	var row, col []profile.Command
	for _, c := range cmds {
		if c.Column() {
			col = append(col, c)
		} else {
			row = append(row, c)
		}
	}
	switch {
	case len(row) == 0:
		return s.col.Is(col...)
	case len(col) == 0:
		return s.row.Is(row...)
	}
	return s.row.Is(row...).Or(s.col.Is(col...))
}

// unit is which bank, bank group or pseudo-channel a slot's command meets. All
// commands of one end of a rule travel on one bus.
func (s slot) unit(cmds []profile.Command, scope profile.Scope, g profile.Geometry) hdl.UInt {
	pc, bank := s.row.PC, s.row.Bank
	if cmds[0].Column() {
		pc, bank = s.col.PC, s.col.Bank
	}
	switch scope {
	case profile.Bank:
		return hdl.Cat(pc, bank)
	case profile.Group:
		return hdl.Cat(pc, bank.Bits(bank.Width()-1, log2(g.BanksPerGroup)))
	}
	return pc
}

// checking is a checker under construction.
type checking struct {
	m     *hdl.Module
	c     Checker
	slots []slot
	wrong [][]hdl.Bool // by check
	last  map[string]*hdl.Memory[hdl.UInt]
	ever  map[string]*hdl.Register[hdl.UInt] // the same for the channel
}

func newChecking(m *hdl.Module, c Checker, in CheckerIn) *checking {
	b := &checking{m: m, c: c, wrong: make([][]hdl.Bool, len(Checks())), last: map[string]*hdl.Memory[hdl.UInt]{}, ever: map[string]*hdl.Register[hdl.UInt]{}}
	n := len(in.Row)
	now := hdl.RegInit(m, "now", hdl.U(timeStart, timeBits))
	now.D(now.Q().AddWrap(hdl.U(uint64(n))))
	for i := range n {
		b.slots = append(b.slots, slot{now.Q().AddWrap(hdl.U(uint64(i))), in.Row[i], in.Col[i]})
	}
	return b
}

func (b *checking) bits() []hdl.Bool {
	var all []hdl.Bool
	for _, w := range b.wrong {
		all = append(all, hdl.Any(w...))
	}
	return all
}

// rule adds the comparison of one rule in every slot.
func (b *checking) rule(i int, r profile.Rule) {
	delay, err := r.Delay.Cycles(b.c.Timings)
	if err != nil {
		b.m.Reject(err.Error(), "correct the rule table")
		return
	}
	if r.Window > 1 {
		b.window(i, r, delay)
		return
	}
	if r.Scope == profile.Channel {
		b.channelRule(i, r, delay)
		return
	}
	last := b.times(r.From, r.Scope)
	for k, s := range b.slots {
		unit := s.unit(r.To, r.Scope, b.c.Geometry)
		t := last.Read(hdl.N("last", i, k), unit)
		for _, earlier := range b.slots[:k] {
			same := earlier.is(r.From).And(earlier.unit(r.From, r.Scope, b.c.Geometry).Eq(unit))
			t = hdl.Mux(same, earlier.now, t)
		}
		early := s.now.SubWrap(t).Lt(hdl.U(uint64(delay), timeBits))
		b.wrong[i] = append(b.wrong[i], s.is(r.To).And(early))
	}
}

// channelRule is rule for one of the whole channel.
func (b *checking) channelRule(i int, r profile.Rule, delay int) {
	key := "t"
	for _, c := range r.From {
		key += "_" + c.String()
	}
	last, known := b.ever[key], true
	if last == nil {
		last, known = hdl.RegInit(b.m, key+"_channel", hdl.U(0, timeBits)), false
		b.ever[key] = last
	}
	t := last.Q()
	for _, s := range b.slots {
		early := s.now.SubWrap(t).Lt(hdl.U(uint64(delay), timeBits))
		b.wrong[i] = append(b.wrong[i], s.is(r.To).And(early))
		t = hdl.Mux(s.is(r.From), s.now, t)
	}
	if !known {
		last.D(t)
	}
}

// times is the memory of when the commands last came in each unit.
func (b *checking) times(from []profile.Command, scope profile.Scope) *hdl.Memory[hdl.UInt] {
	g := b.c.Geometry
	key, units := "", 0
	for _, c := range from {
		key += c.String() + "_"
	}
	switch scope {
	case profile.Bank:
		key, units = key+"bank", 2*g.Banks()
	case profile.Group:
		key, units = key+"group", 2*g.BankGroups
	default:
		key, units = key+"pc", 2
	}
	if x := b.last[key]; x != nil {
		return x
	}
	x := hdl.Mem(b.m, "t_"+key, units, hdl.UIntT(timeBits), hdl.MemInit(make([]uint64, units)))
	for _, s := range b.slots {
		b.m.When(s.is(from), func() { x.Write(s.unit(from, scope, g), s.now) })
	}
	b.last[key] = x
	return x
}

// window adds the check that no more than Window commands come in delay.
func (b *checking) window(i int, r profile.Rule, delay int) {
	for pc := range 2 {
		var times []hdl.UInt
		var regs []*hdl.Register[hdl.UInt]
		for k := range r.Window {
			regs = append(regs, hdl.RegInit(b.m, hdl.N("window", pc, k), hdl.U(0, timeBits)))
			times = append(times, regs[k].Q())
		}
		for _, s := range b.slots {
			hit := s.is(r.From).And(s.row.PC.Is(uint64(pc)))
			oldest := times[r.Window-1]
			b.wrong[i] = append(b.wrong[i], hit.And(s.now.SubWrap(oldest).Lt(hdl.U(uint64(delay), timeBits))))
			next := []hdl.UInt{hdl.Mux(hit, s.now, times[0])}
			for k := 1; k < r.Window; k++ {
				next = append(next, hdl.Mux(hit, times[k-1], times[k]))
			}
			times = next
		}
		for k := range regs {
			regs[k].D(times[k])
		}
	}
}

// extra is the place of a check that is not a rule.
func extra(name string) int {
	for i, n := range Checks() {
		if n == name {
			return i
		}
	}
	panic(fmt.Sprintf("no check %q", name))
}

func (b *checking) add(check string, wrong hdl.Bool) {
	i := extra(check)
	b.wrong[i] = append(b.wrong[i], wrong)
}

// rowBus checks that nothing follows an ACT in the slots that it takes.
func (b *checking) rowBus() {
	acts := make([]hdl.Bool, b.c.Timings.ActCK-1) // ACT in the slots before, the latest first
	regs := make([]*hdl.Register[hdl.Bool], len(acts))
	for k := range acts {
		regs[k] = hdl.RegInit(b.m, hdl.N("act_before", k), hdl.B(false))
		acts[k] = regs[k].Q()
	}
	for _, s := range b.slots {
		b.add("row bus", s.row.Valid.And(hdl.Any(acts...)))
		if len(acts) > 0 {
			acts = append([]hdl.Bool{s.row.Is(profile.ACT)}, acts[:len(acts)-1]...)
		}
	}
	for k := range regs {
		regs[k].D(acts[k])
	}
}
