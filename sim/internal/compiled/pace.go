package compiled

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/tetratelabs/wazero/api"
)

// For a set of clocks, for a batch and for a trace, there are two codes that do
// the same: a plain one, which computes everything in every cycle, and one that
// watches for what changes and skips the rest. Which is faster depends on the
// design and on what it does at the time, so both are timed now and then, for a
// few cycles, and the faster one runs for the next many. The one that watches is
// compiled when a run is long enough to be worth it.

// codes is the two codes and which one runs.
type codes struct {
	compile  func(watching bool) (*code, error)
	plain    *code
	watching *code // nil until it is needed
	small    bool  // not worth watching
	pace     pace
	stack    [4]uint64
}

// newCodes compiles the plain code.
func (e *Engine) newCodes(compile func(watching bool) (*code, error)) (*codes, error) {
	c, err := compile(false)
	if err != nil {
		return nil, err
	}
	t := &codes{compile: compile, plain: c, small: len(c.plan.used) < worthWatch}
	t.pace.left = warmup
	e.codes = append(e.codes, t)
	return t, nil
}

// code is a compiled plan.
type code struct {
	run  api.Function
	plan *plan
	seen version // when its flags were right
}

// version tells whether anybody but a code itself has changed what it keeps.
type version struct{ changes, looks uint64 }

// version is the present one: views write what a traced plan keeps.
func (e *Engine) version(p *plan) version {
	if p.job.homes != nil {
		return version{e.changes, e.looks}
	}
	return version{e.changes, 0}
}

// pace decides which code runs.
type pace struct {
	watching bool // which is faster, as far as is known
	phase    phase
	left     int // cycles of it
	cycles   int // of the stretch that is being timed
	spent    time.Duration
	best     float64    // nanoseconds a cycle of the best stretch, which nothing else on the machine disturbed
	cost     [2]float64 // nanoseconds a cycle of the plain code and of the other, averaged over trials
}

// phase is a part of a trial, or what is between trials.
type phase int

const (
	running     phase = iota
	timingPlain       // both codes are timed
	settling          // at first all flags are up
	timingWatch
)

const (
	warmup     = 4096  // cycles before the first trial, and the compilation it needs
	stretch    = 32    // cycles that are timed
	stretches  = 4     // of which the best counts
	plainRun   = 8192  // cycles from a trial to the next with the plain code
	watchRun   = 16384 // and with the other
	worthWatch = 300   // values of a plan from which on trials are worth it
	keeps      = 0.75  // weight of earlier trials
)

// watches reports whether the code that watches is to run.
func (p *pace) watches() bool {
	return p.phase == settling || p.phase == timingWatch || p.phase == running && p.watching
}

// ran notes n cycles, and what they took if they were timed.
func (p *pace) ran(n int, took time.Duration) {
	p.left -= n
	p.cycles += n
	p.spent += took
	if p.cycles >= stretch || p.left <= 0 {
		if cost := float64(p.spent) / float64(p.cycles); p.best == 0 || cost < p.best {
			p.best = cost
		}
		p.cycles, p.spent = 0, 0
	}
	if p.left > 0 {
		return
	}
	switch p.phase {
	case timingPlain:
		p.learn(0)
	case timingWatch:
		p.learn(1)
		p.watching = p.cost[1] < p.cost[0]
	}
	p.phase = (p.phase + 1) % (timingWatch + 1)
	p.left, p.best = stretches*stretch, 0
	switch {
	case p.phase == settling:
		p.left = stretch / 2
	case p.phase == running && p.watching:
		p.left = watchRun
	case p.phase == running:
		p.left = plainRun
	}
}

func (p *pace) learn(i int) {
	cost := p.best
	if p.cost[i] != 0 {
		cost = keeps*p.cost[i] + (1-keeps)*cost
	}
	p.cost[i] = cost
}

// choose is the code for the next cycles, and how many of up to n it may run.
func (e *Engine) choose(t *codes, n int) (*code, int, error) {
	watch := t.pace.watches()
	switch {
	case e.mode != nil:
		watch = *e.mode
	case t.small:
		watch = false
	case t.pace.phase == running:
		n = min(n, t.pace.left)
	default:
		n = min(n, t.pace.left, stretch-t.pace.cycles)
	}
	if !watch {
		return t.plain, n, nil
	}
	if t.watching == nil {
		var err error
		if t.watching, err = t.compile(true); err != nil {
			return nil, 0, err
		}
	}
	return t.watching, n, nil
}

// Skip fixes whether the code that watches runs, instead of trials.
func (e *Engine) Skip(always bool) { e.mode = &always }

// alert puts up all flags of a code if the state has been changed by others.
func (e *Engine) alert(c *code) {
	if w := c.plan.watch; w != nil && c.seen != e.version(c.plan) {
		for i := range w.zones {
			e.mem[w.flags+uint32(i)] = 1
		}
	}
}

// poked puts up the flags of those that read or update what was poked.
func (e *Engine) poked(list func(w *watch) [][]*zone) {
	for _, t := range e.codes {
		if t.watching == nil || t.watching.seen != e.version(t.watching.plan) {
			continue
		}
		w := t.watching.plan.watch
		for _, zones := range list(w) {
			for _, z := range zones {
				e.mem[w.flags+uint32(z.index)] = 1
			}
		}
	}
}

// step runs up to n cycles of the code that was chosen and returns how many.
// more is the arguments of the function after the number of cycles.
func (e *Engine) step(t *codes, c *code, n int, more ...uint64) (done int, err error) {
	e.alert(c)
	trial := e.mode == nil && !t.small
	timed := trial && t.pace.phase != running
	var start time.Time
	if timed {
		start = time.Now()
	}
	t.stack[0], t.stack[1] = 0, uint64(n)
	copy(t.stack[2:], more)
	if err := c.run.CallWithStack(context.Background(), t.stack[:]); err != nil {
		return 0, cmp.Or(e.full, fmt.Errorf("compiled engine: %w", err))
	}
	done = int(uint32(t.stack[0]))
	e.changes++
	c.seen = e.version(c.plan)
	if trial {
		var took time.Duration
		if timed {
			took = time.Since(start)
		}
		t.pace.ran(done, took)
	}
	return done, nil
}
