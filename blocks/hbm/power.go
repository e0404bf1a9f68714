package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// ControlIn is what a client tells a channel with Config.Control. Rate follows
// the temperature that the memory reports.
type ControlIn struct {
	SelfRefresh hdl.Bool // be in self-refresh; requests wait meanwhile
	Rate        hdl.UInt // 2 bits, see NormalRate
}

// The refresh rates.
const (
	NormalRate = 0 // every tREFI
	DoubleRate = 1 // hot: every tREFI / 2
	HalfRate   = 2 // cold: every 2 tREFI
)

// State is what a channel with commands of its own says: one of Ready,
// PoweredDown and Asleep, or none on the way between them. CKE and ResetN are
// pins of the memory.
type State struct {
	Ready       hdl.Bool // requests are served
	PoweredDown hdl.Bool
	Asleep      hdl.Bool // in self-refresh
	CKE         hdl.Bool
	ResetN      hdl.Bool
}

// keeps is true for a configuration whose channel gives commands of its own.
func (c Config) keeps() bool { return c.Control || c.PowerDown > 0 || c.Init != (profile.Init{}) }

// controlT is the control port: none without Config.Control.
func (c Config) controlT() []ControlIn {
	if !c.Control {
		return nil
	}
	return []ControlIn{{Rate: hdl.UIntT(2)}}
}

func (c Config) rowSlotT() RowSlot {
	return RowSlot{Cmd: hdl.UIntT(commandBits), Bank: hdl.UIntT(log2(c.Geometry.Banks())), Row: hdl.UIntT(log2(c.Geometry.Rows))}
}

// Phase is where the Keeper is.
type Phase uint8

// The phases. From Running the memory is put to sleep through Closing and
// Draining, and comes back through Leaving.
const (
	Resetting Phase = iota
	Starting        // reset is over, CKE is low
	Loading         // mode registers
	Leaving
	Running
	Closing  // rows are closed
	Draining // until the last command's times have passed
	Down
	Asleep
	phaseCount
)

// String is the phase's name.
func (p Phase) String() string {
	return [...]string{"Resetting", "Starting", "Loading", "Leaving", "Running", "Closing", "Draining", "Down", "Asleep"}[p]
}

// Keeper gives the commands for the whole channel: the initialisation,
// power-down when nothing is to do, self-refresh when the client asks. In all
// phases but Running the two schedulers start nothing; when they have closed
// their rows the row bus is the Keeper's, in the second slot of a frame.
//
// Power-down begins after Config.PowerDown frames without requests and without
// a refresh owed or to pull in; it ends with a request, when refreshes must be
// made up, or for self-refresh. A request that comes before the command calls
// it off.
type Keeper struct{ Config Config }

// KeeperIn is what the two schedulers say.
type KeeperIn struct {
	Step   hdl.Bool
	Busy   hdl.Bool // requests wait
	Closed hdl.Bool // no row is open
	Owes   hdl.Bool // refreshes are owed, or may be pulled in
	Forced hdl.Bool // a refresh must not wait
	Sleep  hdl.Bool // the client wants self-refresh
}

// KeeperOut is the command of the present frame; Stop keeps the schedulers from
// starting anything, Sleep says that the memory refreshes itself.
type KeeperOut struct {
	Stop, Sleep hdl.Bool
	Slot        RowSlot
	State       State
}

const waitBits = 24

// keeper is a Keeper under construction.
type keeper struct {
	m     *hdl.Module
	c     Config
	in    KeeperIn
	phase *hdl.Register[hdl.Enum[Phase]]
	wait  *hdl.Register[hdl.UInt] // frames to stay
	idle  *hdl.Register[hdl.UInt]
	deep  *hdl.Register[hdl.Bool] // on the way to self-refresh
	slot  *hdl.Register[RowSlot]
}

// Inputs is bits alone.
func (x Keeper) Inputs() KeeperIn { return KeeperIn{} }

// Build makes the phases.
func (x Keeper) Build(m *hdl.Module, in KeeperIn) KeeperOut {
	m.Doc("commands for the whole channel: initialisation, power-down, self-refresh")
	var all []Phase
	for p := range phaseCount {
		all = append(all, p)
	}
	t := hdl.EnumT(all...)
	k := &keeper{m: m, c: x.Config, in: in}
	first, wait := Running, 0
	if x.Config.Init != (profile.Init{}) {
		first, wait = Resetting, k.after(x.Config.Init.T1)
	}
	k.phase = hdl.RegInit(m, "phase", t.Of(first))
	k.wait = hdl.RegInit(m, "frames_left", hdl.U(uint64(wait), waitBits))
	if x.Config.PowerDown > 0 {
		k.idle = hdl.RegInit(m, "idle", hdl.U(0, 16))
	} else {
		m.Unused(in.Owes)
	}
	k.deep = hdl.RegInit(m, "deep", hdl.B(false))
	k.slot = hdl.RegInit(m, "slot", hdl.Zero(x.Config.rowSlotT()))
	m.When(in.Step, k.step)

	is := func(ps ...Phase) hdl.Bool {
		var any []hdl.Bool
		for _, p := range ps {
			any = append(any, k.phase.Q().Is(p))
		}
		return hdl.Any(any...)
	}
	return KeeperOut{
		Stop: is(Running).Not(), Sleep: is(Resetting, Starting, Loading, Asleep), Slot: k.slot.Q(),
		State: State{
			Ready: is(Running), PoweredDown: is(Down), Asleep: is(Asleep),
			CKE: is(Resetting, Starting, Down, Asleep).Not(), ResetN: is(Resetting).Not(),
		},
	}
}

// keeperPlace is the Keeper's place in a frame.
const keeperPlace = 1

// after is the wait in a phase that began with a command, so that the command at
// its end comes delay later.
func (k *keeper) after(delay int) int { return max(frames(delay, keeperPlace, keeperPlace)-1, 0) }

// beforeUse is the wait in Leaving. The schedulers decide in the first frame of
// Running and have their commands a frame later.
func (k *keeper) beforeUse(delay int) int { return max(frames(delay, keeperPlace, 0)-2, 0) }

// drained is the wait in Draining before cmd. Rows count as closed a frame before
// an automatic precharge, whose place may be the frame's last.
func (k *keeper) drained(cmd profile.Command) int {
	most := 0
	for from := range profile.MRS {
		most = max(most, k.c.Timings.Distance(from, cmd, profile.Channel))
	}
	return frames(most, frameCK-1, keeperPlace) - 1
}

func (k *keeper) enter(p Phase, wait int) {
	k.phase.D(k.phase.Q().Of(p))
	k.wait.D(hdl.U(uint64(wait), waitBits))
}

func (k *keeper) give(cmd profile.Command) {
	s := hdl.Zero(k.c.rowSlotT())
	s.Valid, s.Cmd = hdl.B(true), Code(cmd)
	k.slot.D(s)
}

// step is one frame.
func (k *keeper) step() {
	m, in, t, init := k.m, k.in, k.c.Timings, k.c.Init
	over := hdl.Name(m, "over", k.wait.Q().OrR().Not())
	sleep := hdl.Name(m, "sleep_wanted", in.Sleep)
	k.slot.D(hdl.Zero(k.c.rowSlotT()))
	m.When(over.Not(), func() { k.wait.D(k.wait.Q().SubWrap(hdl.U(1))) })
	if k.idle != nil {
		k.idle.D(hdl.U(0, 16))
	}
	when := func(c hdl.Bool, f func()) func() { return func() { m.When(c, f) } }
	modes := init.Loaded()
	hdl.Switch(m, k.phase.Q()).
		Case(Resetting, when(over, func() { k.enter(Starting, k.after(init.T3)) })).
		Case(Starting, when(over, func() {
			k.give(profile.PDX)
			if len(modes) == 0 {
				k.enter(Leaving, k.beforeUse(init.T5))
				return
			}
			k.enter(Loading, k.after(init.T5))
		})).
		Case(Loading, when(over, func() { k.load(modes) })).
		Case(Leaving, when(over, func() { k.enter(Running, 0) })).
		Case(Running, func() {
			if k.idle != nil {
				m.When(in.Busy.Or(in.Owes).Not(), func() { k.idle.D(k.idle.Q().AddSat(hdl.U(1))) })
				m.When(k.idle.Q().Ge(hdl.U(uint64(k.c.PowerDown), 16)), func() {
					k.deep.D(hdl.B(false))
					k.enter(Closing, 0)
				})
			}
			m.When(sleep, func() {
				k.deep.D(hdl.B(true))
				k.enter(Closing, 0)
			})
		}).
		Case(Closing, func() {
			m.When(in.Closed, func() {
				k.enter(Draining, k.drained(profile.PDE))
				m.When(k.deep.Q(), func() { k.enter(Draining, k.drained(profile.SRE)) })
			})
			m.When(k.deep.Q().Not().And(in.Busy), func() { k.enter(Running, 0) })
		}).
		Case(Draining, func() {
			m.When(over, func() {
				k.give(profile.PDE)
				k.enter(Down, k.after(t.CKE))
				m.When(k.deep.Q(), func() {
					k.give(profile.SRE)
					k.enter(Asleep, k.after(t.CKE))
				})
			}).Elsewhen(k.deep.Q().Not().And(in.Busy), func() { k.enter(Running, 0) })
		}).
		Case(Down, when(over.And(in.Busy.Or(in.Forced, sleep)), func() {
			k.give(profile.PDX)
			k.enter(Leaving, k.beforeUse(t.XP))
		})).
		Case(Asleep, when(over.And(sleep.Not()), func() {
			k.give(profile.SRX)
			k.enter(Leaving, k.beforeUse(t.XS))
		}))
}

// load gives the next mode register's value.
func (k *keeper) load(modes []int) {
	if len(modes) == 0 {
		return
	}
	m, t := k.m, k.c.Timings
	at := hdl.RegInit(m, "mode", hdl.U(0, log2(profile.ModeRegisters)))
	s := k.c.rowSlotT()
	number, value := make([]hdl.UInt, profile.ModeRegisters), make([]hdl.UInt, profile.ModeRegisters)
	for i := range number {
		number[i], value[i] = hdl.U(0, s.Bank.Width()), hdl.U(0, s.Row.Width())
		if i < len(modes) {
			number[i] = hdl.U(uint64(modes[i]), s.Bank.Width())
			value[i] = hdl.U(uint64(k.c.Init.Modes[modes[i]].Value), s.Row.Width())
		}
	}
	k.slot.D(RowSlot{Valid: hdl.B(true), Cmd: Code(profile.MRS), Bank: hdl.Index(number, at.Q()), Row: hdl.Index(value, at.Q())})
	at.D(at.Q().AddWrap(hdl.U(1)))
	k.enter(Loading, k.after(t.MRD))
	m.When(at.Q().Is(uint64(len(modes)-1)), func() { k.enter(Leaving, k.beforeUse(t.MOD)) })
}

// keep is the Keeper of a channel, or nothing, given what its schedulers say.
func (c Channel) keep(m *hdl.Module, in ChannelIn, step hdl.Bool, pcs func() [2]PseudoOut) (KeeperOut, hdl.UInt, func()) {
	if !c.Config.keeps() {
		return KeeperOut{Stop: hdl.B(false), Sleep: hdl.B(false)}, hdl.U(NormalRate, 2), func() {}
	}
	sleep, rate := hdl.B(false), hdl.U(NormalRate, 2)
	if c.Config.Control {
		sleep, rate = in.Control[0].SelfRefresh, in.Control[0].Rate
	}
	type said struct{ Busy, Closed, Owes, Forced hdl.Bool }
	w := hdl.Wire(m, "schedulers", said{})
	s := w.Get()
	k := hdl.Inst(m, "keeper", Keeper(c), KeeperIn{Step: step, Busy: s.Busy, Closed: s.Closed, Owes: s.Owes, Forced: s.Forced, Sleep: sleep})
	return k, rate, func() {
		a, b := pcs()[0], pcs()[1]
		w.Set(said{a.Busy.Or(b.Busy), a.AllClosed.And(b.AllClosed), a.Owes.Or(b.Owes), a.Forced.Or(b.Forced)})
	}
}
