package sim

import (
	"fmt"
	"iter"
	"slices"
)

// Proc is a test-bench process: a function that runs as a coroutine and gives
// way while it waits. Only one process runs at a time, and always in the same
// order, so a test bench has no races.
//
// A process that wakes on an edge reads the values from before the edge, as a
// register clocked by it does, and what it pokes is seen after the edge, as
// with a nonblocking assignment. All its pokes take effect together once every
// process that woke with it waits again; call Settle to see their effect in
// the same instant.
type Proc struct {
	s          *Sim
	name       string
	background bool
	wait       wait
	next       func() (wait, bool)
	stop       func()
	yield      func(wait) bool
	due        bool
	asked      bool // whether its condition holds
	ending     bool // by Close
	ended      bool
}

type waitKind uint8

const (
	waitStart  waitKind = iota // not yet run
	waitRise                   // of clock
	waitFall                   // of clock
	waitTime                   // until time
	waitCond                   // until cond holds, or time
	waitSettle                 // until the values of this instant have settled
)

// wait is what a process waits for.
type wait struct {
	kind  waitKind
	clock *Clock
	time  Time
	cond  func() bool
}

// at is when the wait ends by itself.
func (w wait) at() Time {
	if w.kind == waitTime || w.kind == waitCond {
		return w.time
	}
	return forever
}

func (w wait) String() string {
	switch w.kind {
	case waitStart:
		return "its start"
	case waitRise:
		return "a rising edge of " + w.clock.name
	case waitFall:
		return "a falling edge of " + w.clock.name
	case waitTime:
		return fmt.Sprintf("time %v", w.time)
	case waitCond:
		return "a condition"
	}
	return "values to settle"
}

// ended unwinds a process when the simulation is closed.
type ended struct{}

// Go starts a process. It first runs when Run, RunUntil or Step is called
// next or, when started by another process, at the end of that one's batch.
// Run waits for it.
func (s *Sim) Go(name string, f func(p *Proc)) { s.spawn(name, f, false) }

// Background starts a process that Run does not wait for, such as a model of
// a memory or a monitor.
func (s *Sim) Background(name string, f func(p *Proc)) { s.spawn(name, f, true) }

func (s *Sim) spawn(name string, f func(p *Proc), background bool) {
	if s.closed {
		s.misuse("process %s started after Close", name)
		return
	}
	p := &Proc{s: s, name: name, background: background}
	p.next, p.stop = iter.Pull(func(y func(wait) bool) {
		defer func() {
			if r := recover(); r != nil {
				if _, ok := r.(ended); !ok {
					panic(r)
				}
			}
		}()
		p.yield = y
		f(p)
	})
	s.procs = append(s.procs, p)
}

// give gives way until the wait is over. Only the process itself may do so.
func (p *Proc) give(w wait) {
	switch s := p.s; {
	case p.asked:
		s.misuse("process %s waits in a condition: a condition only looks", p.name)
	case p.ending:
		panic(ended{})
	case s.running == nil:
		s.misuse("process %s is made to wait from outside: only its own function can", p.name)
	case s.running != p:
		s.misuse("process %s is made to wait by process %s: use the Proc that its function is given", p.name, s.running.name)
		panic(ended{})
	case (w.kind == waitRise || w.kind == waitFall) && (w.clock == nil || w.clock.s != s):
		s.misuse("process %s waits for a clock that is not of its simulation: want one that Clock returned", p.name)
		panic(ended{})
	case !p.yield(w):
		panic(ended{})
	}
}

// holds asks whether the condition that the process waits for holds. It may no more
// advance time than the process itself.
func (p *Proc) holds() bool {
	p.s.running, p.asked = p, true
	defer func() { p.s.running, p.asked = nil, false }()
	return p.wait.cond()
}

// wakeup says which processes to wake.
type wakeup struct {
	rise, fall uint64
	timed      bool // those whose time has come
	reactive   bool // those that wait for conditions or settled values, and new ones
}

func (k wakeup) wakes(p *Proc) bool {
	w := &p.wait
	switch w.kind {
	case waitRise:
		return k.rise&w.clock.bit != 0
	case waitFall:
		return k.fall&w.clock.bit != 0
	case waitTime:
		return k.timed && w.time == p.s.now
	case waitCond:
		return k.reactive && p.holds() || k.timed && w.time == p.s.now
	}
	return k.reactive // new, or waiting for settled values
}

// wake runs the processes that are due and returns their number. Which are due
// is decided before the first one runs.
func (s *Sim) wake(k wakeup) int {
	n := 0
	for _, p := range s.procs {
		if p.due = k.wakes(p); p.due {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	for _, p := range s.procs { // those started meanwhile come later
		if p.due {
			p.resume()
		}
	}
	return n
}

func (p *Proc) resume() {
	p.due = false
	p.s.running = p
	defer func() { p.s.running = nil }()
	w, ok := p.next()
	if !ok {
		p.ended = true
		return
	}
	p.wait = w
}

// end unwinds a process that still waits.
func (p *Proc) end() {
	p.ending = true
	p.stop()
	p.ending, p.ended = false, true
}

func (s *Sim) removeEnded() {
	for _, p := range s.procs {
		if p.ended {
			s.procs = slices.DeleteFunc(s.procs, func(p *Proc) bool { return p.ended })
			return
		}
	}
}

// Sim is the simulation the process runs in.
func (p *Proc) Sim() *Sim { return p.s }

// Rise waits for the next rising edge of c.
func (p *Proc) Rise(c *Clock) { p.give(wait{kind: waitRise, clock: c}) }

// Fall waits for the next falling edge of c.
func (p *Proc) Fall(c *Clock) { p.give(wait{kind: waitFall, clock: c}) }

// Tick waits for the next rising edge of the default clock; see Sim.Step.
func (p *Proc) Tick() { p.Rise(p.s.defaultClock()) }

// Ticks is n times Tick.
func (p *Proc) Ticks(n int) {
	for range n {
		p.Tick()
	}
}

// Delay waits for a time. A process that wakes when a clock rises reads the
// values from before the edge, like one that waited for the edge.
func (p *Proc) Delay(t Time) {
	if t <= 0 {
		p.Settle()
		return
	}
	p.give(wait{kind: waitTime, time: later(p.s.now, t)})
}

// Settle waits until edges and pokes of this instant have taken effect.
func (p *Proc) Settle() { p.give(wait{kind: waitSettle}) }

// Until waits until cond holds. It is asked now, and after each instant's
// edges and pokes have taken effect, so the process sees values after the
// edge that made it true. To sample at clock edges use UntilTick. A condition only
// looks: it may neither wait nor advance time, and what it pokes acts as pokes of the
// process do.
func (p *Proc) Until(cond func() bool) {
	if !cond() {
		p.give(wait{kind: waitCond, cond: cond, time: forever})
	}
}

// UntilWithin is Until for at most time d; the error says that it was not
// enough.
func (p *Proc) UntilWithin(d Time, cond func() bool) error {
	if cond() {
		return nil
	}
	start := p.s.now
	end := later(start, max(d, 0))
	p.give(wait{kind: waitCond, cond: cond, time: end})
	if p.s.now == end && !cond() {
		return fmt.Errorf("process %s: condition does not hold within %v of %v", p.name, d, start)
	}
	return nil
}

// UntilTick waits for the first rising edge of the default clock at which cond
// holds, seen before the edge, as `while (!cond) @(posedge clk)` does in a
// test bench that samples; at most limit edges.
func (p *Proc) UntilTick(limit int, cond func() bool) error {
	start := p.s.now
	for range limit {
		p.Tick()
		if cond() {
			return nil
		}
	}
	return fmt.Errorf("process %s: condition does not hold within %d cycles of %v", p.name, limit, start)
}
