package sim_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"npugen/sim"
)

// callStep is what a process does before it goes on.
type callStep func(l *lane, p *sim.Proc)

// script is what a process does, which is the same in all lanes.
func (x *calls) script(t *rapid.T, deep int) (list []callStep) {
	for range rapid.IntRange(1, 6).Draw(t, "steps") {
		list = append(list, x.drawStep(t, deep))
	}
	return list
}

func (x *calls) drawStep(t *rapid.T, deep int) callStep {
	what := rapid.SampledFrom([]string{
		"rise", "fall", "delay", "settle", "within", "until tick", "ticks", "peek", "poke", "poke", "go", "clock", "open", "close", "record",
	}).Draw(t, "step")
	switch what {
	case "rise", "fall":
		name := rapid.SampledFrom(x.clocks).Draw(t, "clock")
		return func(l *lane, p *sim.Proc) {
			if c := l.running[name]; c != nil && what == "rise" {
				p.Rise(c.Clock)
			} else if c != nil {
				p.Fall(c.Clock)
			}
		}
	case "delay":
		d := x.drawTime(t, "time")
		return func(l *lane, p *sim.Proc) { p.Delay(d) }
	case "within", "until tick":
		at, d, n := x.anyPlace(t, anything), x.drawTime(t, "time"), rapid.IntRange(1, 5).Draw(t, "n")
		return func(l *lane, p *sim.Proc) {
			odd := func() bool { return l.s.Must(at.name).Bits().Bit(0) == 1 }
			if what == "within" {
				l.note(p.UntilWithin(d, odd))
			} else if l.ticks(x.clocks) {
				l.started(x.clocks)
				l.note(p.UntilTick(n, odd))
			}
		}
	case "ticks":
		n := rapid.IntRange(1, 4).Draw(t, "n")
		return func(l *lane, p *sim.Proc) {
			if l.ticks(x.clocks) {
				l.started(x.clocks)
				p.Ticks(n)
			}
		}
	case "peek":
		at, how := x.anyPlace(t, anything), rapid.IntRange(0, 4).Draw(t, "how")
		return func(l *lane, p *sim.Proc) { l.note(at.name, l.seen(at, how)) }
	case "poke":
		v := x.drawPoke(t)
		return func(l *lane, p *sim.Proc) {
			l.poked[v.name] = true
			v.do(l)
		}
	case "clock":
		c := x.drawClock(t)
		return func(l *lane, p *sim.Proc) {
			if !l.poked[c.name] { // perhaps just now
				c.start(l)
			}
		}
	case "open":
		f := x.drawFile(t)
		return func(l *lane, p *sim.Proc) { l.show(f.open(l)) }
	case "close":
		return func(l *lane, p *sim.Proc) { l.closeFile() }
	case "record":
		return func(l *lane, p *sim.Proc) { l.record(x.memory) }
	case "go":
		if deep > 0 {
			name, child := x.name(), x.script(t, deep-1)
			return func(l *lane, p *sim.Proc) { l.start(name, child, false) }
		}
	}
	return func(l *lane, p *sim.Proc) { p.Settle() }
}

func (x *calls) name() string {
	x.number++
	return fmt.Sprint("p", x.number)
}

func (l *lane) note(what ...any) {
	if len(what) == 1 && what[0] == nil {
		return
	}
	l.log = append(l.log, fmt.Sprint(l.s.Time(), " ", fmt.Sprintln(what...)))
}

// start starts a process, which leaves its place when it is over.
func (l *lane) start(name string, steps []callStep, background bool) {
	l.active++
	spawn := l.s.Go
	if background {
		spawn = l.s.Background
	}
	spawn(name, func(p *sim.Proc) {
		defer func() { l.active-- }()
		for _, step := range steps {
			step(l, p)
		}
		l.note(name, "is over")
	})
}

func (x *calls) process(t *rapid.T) {
	name, steps, background := x.name(), x.script(t, 2), rapid.Bool().Draw(t, "background")
	x.lanes = slices.DeleteFunc(x.lanes, func(l *lane) bool { return l.hand })
	x.all(t, "process", func(l *lane) any { l.start(name, steps, background); return nil })
}
