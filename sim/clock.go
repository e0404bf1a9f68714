package sim

import (
	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// Clock is a clock input of the top module.
type Clock struct {
	s    *Sim
	sig  *ir.Signal
	name string
	bit  uint64
	loc  engine.Loc

	period Time
	high   Time
	level  bool
	next   Time // of the next edge; forever unless free-running
}

// Name is the name of the port.
func (c *Clock) Name() string { return c.name }

// Clock starts the clock at the port of that name: its first rising edge is at
// time phase, the following ones every period, and it is high for half the
// period (rounded down). A clock that is never started is driven by poking its
// port; an edge poked before comes first. A mistake is kept for Err.
func (s *Sim) Clock(port string, period, phase Time) *Clock {
	s.flushManual()
	for _, c := range s.clocks {
		if c.name != port {
			continue
		}
		switch {
		case period < 2*Ps:
			s.misuse("clock %s: period %v: want at least 2ps", port, period)
		case phase < s.now:
			s.misuse("clock %s: phase %v: already past", port, phase)
		case c.next != forever:
			s.misuse("clock %s: started twice", port)
		default:
			if s.rec != nil {
				s.rec.lowered(c)
			}
			s.drive(c, false)
			c.period, c.high, c.next = period, period/2, phase
		}
		return c
	}
	s.misuse("clock %s: the top module %s has no clock input of that name", port, s.design.Top.Name)
	return &Clock{s: s, name: port, next: forever}
}

// nextRise is the time of the next rising edge of a clock that runs.
func (c *Clock) nextRise() Time {
	if c.level {
		return later(c.next, c.period-c.high)
	}
	return c.next
}

// defaultClock is the clock that Step and Tick use: the first that was started
// in port order or, if none was, the only one, which is then started with a
// period of 10 ns and a first edge after 5 ns.
func (s *Sim) defaultClock() *Clock {
	for _, c := range s.clocks {
		if c.next != forever {
			return c
		}
	}
	if len(s.clocks) == 1 {
		return s.Clock(s.clocks[0].name, 10*Ns, s.now+5*Ns)
	}
	s.misuse("the top module %s has %d clock inputs and none was started: call Clock", s.design.Top.Name, len(s.clocks))
	return nil
}

// drive sets the level of a clock.
func (s *Sim) drive(c *Clock, level bool) {
	c.level = level
	var v uint64
	if level {
		v = 1
	}
	s.eng.Store1(c.loc, v)
}

// nextEdge is the time of the next edge of any free-running clock.
func (s *Sim) nextEdge() Time {
	t := forever
	for _, c := range s.clocks {
		t = min(t, c.next)
	}
	return t
}

// toggle lists the edges of the free-running clocks at the present time and
// moves those clocks on.
func (s *Sim) toggle() (rise, fall uint64) {
	for _, c := range s.clocks {
		if c.next != s.now {
			continue
		}
		if c.level {
			fall |= c.bit
			c.next = later(c.next, c.period-c.high)
		} else {
			rise |= c.bit
			c.next = later(c.next, c.high)
		}
		if c.next == forever {
			s.misuse("clock %s: its next edge is after the end of time, %v", c.name, forever)
		}
	}
	return rise, fall
}

// manualEdges are edges of clocks driven by pokes outside any process. They
// wait for the next thing that is not a poke of another clock, so that several
// clocks can rise at once.
type manualEdges struct{ rise, fall uint64 }

// pokeClock notes a poke of a clock port.
func (s *Sim) pokeClock(c *Clock, level bool) {
	if c.next != forever {
		s.misuse("poke of clock %s, which runs by itself", c.name)
		return
	}
	if (s.manual.rise|s.manual.fall)&c.bit != 0 {
		s.flushManual()
	}
	switch {
	case level == c.level:
	case level:
		s.manual.rise |= c.bit
	default:
		s.manual.fall |= c.bit
	}
}

// flushManual performs the noted edges.
func (s *Sim) flushManual() {
	if m := s.manual; m != (manualEdges{}) && s.running == nil {
		s.manual = manualEdges{}
		s.instant(m.rise, m.fall, false)
	}
}
