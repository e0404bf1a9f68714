package sim

import "npugen/sim/internal/engine"

// A burst is a stretch of cycles in which nothing can happen but rising edges
// of one clock: it is left to the engine as a whole.

// undisturbed reports whether nobody but c can make anything happen.
func (s *Sim) undisturbed(c *Clock) bool {
	if len(s.procs) > 0 || s.running != nil || c.next == forever {
		return false
	}
	for _, x := range s.clocks {
		if x != c && x.next != forever {
			return false
		}
	}
	return true
}

// onlyVCD is the observer, if it is a VCD file and the only one.
func (s *Sim) onlyVCD() *VCD {
	if len(s.observers) != 1 {
		return nil
	}
	v, _ := s.observers[0].(*VCD)
	return v
}

// lowered brings a clock that is high through its falling edge.
func (s *Sim) lowered(c *Clock) {
	if c.level {
		s.advance(forever)
	}
}

// burst runs up to n cycles and returns how many: none if anybody but a VCD
// file looks.
func (s *Sim) burst(c *Clock, n int) int {
	if !s.undisturbed(c) || len(s.observers) > 0 && s.onlyVCD() == nil || s.err != nil {
		return 0
	}
	s.lowered(c)
	s.settle()
	n = min(n, int((forever-c.next)/c.period)) // so that their times do not overflow
	if s.rec != nil {
		n = s.rec.begin(n)
	}
	run := s.eng.Run
	if v := s.onlyVCD(); v != nil {
		if c.next > s.now {
			s.observe()
		}
		run = func(_ uint64, n int) (int, []engine.Event, error) { return v.burst(c, n) }
	}
	done, events, err := run(c.bit, n)
	if err != nil && s.err == nil {
		s.misuse("%w", err)
	}
	if s.rec != nil {
		s.rec.ran(c, done)
	}
	s.passed(c, done, events)
	return done
}

// burstUntil runs the cycles whose rising edges are not after t, if these are
// all that can happen.
func (s *Sim) burstUntil(t Time) bool {
	for _, c := range s.clocks {
		if c.next == forever || c.next > t {
			continue
		}
		first := c.nextRise()
		if first > t {
			return false
		}
		return s.burst(c, int((t-first)/c.period)+1) > 0
	}
	return false
}

// passed moves time to the last of n rising edges of c, which is low, and
// notes what happened at it.
func (s *Sim) passed(c *Clock, n int, events []engine.Event) {
	if n == 0 {
		return
	}
	s.version++
	s.now = c.next + Time(n-1)*c.period
	c.next = s.now + c.high
	s.drive(c, true)
	for _, ev := range events {
		s.fail(ev)
	}
}
