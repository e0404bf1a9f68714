package sim

import (
	"fmt"
	"strings"
)

// instant performs what happens at the present time. The order is that of a
// Verilog test bench that samples before the clock edge and drives with
// nonblocking assignments:
//
//  1. combinational logic settles;
//  2. processes that wait for one of the edges or for this time wake, in the
//     order they were started; all see the values from before the edge;
//  3. registers and memories of all clocks that rise capture those same
//     values, and the clocks change level;
//  4. the pokes made in step 2 take effect;
//  5. logic settles, and processes whose condition now holds, that wait to see
//     the settled values, or that are new, wake; their pokes take effect; this
//     repeats until none wakes.
func (s *Sim) instant(rise, fall uint64, starting bool) {
	timed := !starting
	for delta := 0; s.err == nil; delta++ {
		if delta > s.opts.MaxDeltas {
			s.misuse("processes keep waking each other: %s", s.waiting())
			return
		}
		woken := 0
		if len(s.procs) > 0 {
			s.settle()
			woken = s.wake(wakeup{rise: rise, fall: fall, timed: timed, reactive: (starting || delta > 0) && rise|fall == 0})
			s.removeEnded()
		}
		edges := rise | fall
		if edges != 0 {
			s.edges(rise, fall)
		}
		rise, fall = s.flush()
		timed = false
		if woken == 0 && edges == 0 && delta > 0 || len(s.procs) == 0 && rise|fall == 0 {
			return
		}
	}
}

// edges lets clocks rise and fall.
func (s *Sim) edges(rise, fall uint64) {
	if rise != 0 {
		s.version++
		s.settle()
		for _, o := range s.observers {
			o.before(rise)
		}
	}
	if s.rec != nil { // what settles after the edge is not what settled before
		s.rec.edges(rise, fall)
	}
	if rise != 0 {
		for _, ev := range s.eng.Edge(rise) {
			s.fail(ev)
		}
	}
	for _, c := range s.clocks {
		if (rise|fall)&c.bit != 0 {
			s.drive(c, rise&c.bit != 0)
		}
	}
}

// flush lets the pokes of processes take effect. Edges of clocks among them
// come first and are returned; the other pokes then wait until these edges
// have captured what was before.
func (s *Sim) flush() (rise, fall uint64) {
	data := s.pokes[:0]
	for _, p := range s.pokes {
		c := p.h.clock
		switch {
		case c == nil:
			data = append(data, p)
		case p.words[0] == 1: // the last poke of a clock counts
			rise, fall = rise|c.bit, fall&^c.bit
		default:
			rise, fall = rise&^c.bit, fall|c.bit
		}
	}
	s.pokes = data
	for _, c := range s.clocks {
		if c.level {
			rise &^= c.bit
		} else {
			fall &^= c.bit
		}
		if (rise|fall)&c.bit != 0 && c.next != forever { // started by a process that woke later
			s.misuse("poke of clock %s, which runs by itself", c.name)
			return 0, 0
		}
	}
	if rise|fall != 0 {
		return rise, fall
	}
	if len(s.pokes) > 0 {
		s.version++
	}
	for i := range s.pokes {
		p := &s.pokes[i]
		if p.wide != nil {
			p.h.store(p.wide)
		} else {
			p.h.store(p.words[:])
		}
	}
	s.pokes = s.pokes[:0]
	return 0, 0
}

// advance moves to the next instant, if it is not after limit, and performs
// it. It reports whether there was one.
func (s *Sim) advance(limit Time) bool {
	next := s.nextEdge()
	for _, p := range s.procs {
		next = min(next, p.wait.at())
	}
	if next == forever || next > limit {
		return false
	}
	s.arrive(next)
	rise, fall := s.toggle()
	s.instant(rise, fall, false)
	return true
}

// mayAdvance reports why time cannot be advanced by who calls.
func (s *Sim) mayAdvance() error {
	if s.closed {
		return errClosed
	}
	if s.running != nil {
		return fmt.Errorf("sim: process %s may not advance time itself: wait instead", s.running.name)
	}
	return nil
}

// start runs new processes up to their first wait and performs pending edges.
func (s *Sim) start() error {
	if err := s.mayAdvance(); err != nil {
		return err
	}
	s.flushManual()
	for _, p := range s.procs {
		if p.wait.kind == waitStart {
			s.instant(0, 0, true)
			break
		}
	}
	return s.result()
}

// result is the error to return at the end of an instant: a misuse, or
// assertion failures not yet reported.
func (s *Sim) result() error {
	if s.err != nil {
		return s.err
	}
	if s.reported < len(s.failures) && !s.opts.ContinueOnFailure {
		f := s.failures[s.reported]
		s.reported = len(s.failures)
		return f
	}
	return nil
}

// Run runs until every process started with Go has returned. It fails when
// that is not so at time limit, when nothing can ever happen again, at the
// first assertion failure (unless Options say otherwise), and on misuse.
func (s *Sim) Run(limit Time) error {
	if err := s.start(); err != nil {
		return err
	}
	for s.foreground() {
		if !s.advance(limit) {
			why := "nothing can happen any more"
			if s.nextEdge() != forever || s.nextDelay() != forever {
				s.moveTo(limit)
				why = fmt.Sprintf("time limit %v", limit)
			}
			return fmt.Errorf("sim: at %v: %s: %s", s.now, why, s.waiting())
		}
		if err := s.result(); err != nil {
			return err
		}
	}
	return nil
}

// RunUntil performs everything that happens up to and at time t, which then is
// the present time, whether processes are waiting or not.
func (s *Sim) RunUntil(t Time) error {
	if err := s.start(); err != nil {
		return err
	}
	for s.burstUntil(t) || s.advance(t) {
		if err := s.result(); err != nil {
			return err
		}
	}
	s.moveTo(t)
	return nil
}

func (s *Sim) moveTo(t Time) {
	if t > s.now && t != forever {
		s.arrive(t)
	}
}

// arrive ends the present instant, whether anybody looks at it or not, and
// moves to the next.
func (s *Sim) arrive(t Time) {
	if t == s.now {
		return // more happens in it
	}
	s.settle()
	s.observe()
	if s.rec != nil {
		s.rec.moved(t)
	}
	s.now = t
}

// Step performs everything up to and at the next rising edge of the default
// clock: the clock that was started with Clock or, if none was, the only clock
// input, with a period of 10 ns. Values read afterwards are those after the
// edge.
func (s *Sim) Step() error { return s.StepN(nil, 1) }

// StepN is Step for n rising edges of c, or of the default clock when c is nil.
func (s *Sim) StepN(c *Clock, n int) error {
	if err := s.mayAdvance(); err != nil {
		return err
	}
	if c == nil {
		c = s.defaultClock()
	}
	if err := s.start(); err != nil {
		return err
	}
	switch {
	case c.s != s:
		return fmt.Errorf("sim: step of clock %s of another simulation", c.name)
	case c.next == forever:
		return fmt.Errorf("sim: step of clock %s, which does not run", c.name)
	}
	for n > 0 {
		if done := s.burst(c, n); done > 0 {
			n -= done
			if err := s.result(); err != nil {
				return err
			}
			continue
		}
		if s.err != nil {
			return s.err
		}
		n--
		for risen := false; !risen; {
			low := !c.level
			if !s.advance(forever) {
				return s.result()
			}
			risen = low && c.level
			if s.err != nil || len(s.failures) > s.reported {
				if err := s.result(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// foreground reports whether a process started with Go is still at work.
func (s *Sim) foreground() bool {
	for _, p := range s.procs {
		if !p.background {
			return true
		}
	}
	return false
}

func (s *Sim) nextDelay() Time {
	t := forever
	for _, p := range s.procs {
		t = min(t, p.wait.at())
	}
	return t
}

// waiting describes what the processes wait for.
func (s *Sim) waiting() string {
	var list []string
	for _, p := range s.procs {
		if !p.background {
			list = append(list, fmt.Sprintf("process %s waits for %v", p.name, p.wait))
		}
	}
	return strings.Join(list, ", ")
}
