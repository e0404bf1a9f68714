package sim

import (
	"npugen/sim/internal/compiled"
	"npugen/sim/internal/engine"
)

// tracer looks at many values of an engine; package engine says how a look is
// coded.
type tracer interface {
	Places() [][]engine.Place
	ImageBytes() int
	Image(dst []byte) []byte
	Look(dst []byte) []byte
}

// newTracer looks at values of either engine.
func newTracer(b backend, locs []engine.Loc) tracer {
	if e, ok := b.(*compiled.Engine); ok {
		return e.Trace(locs)
	}
	return b.(*engine.Engine).Trace(locs)
}

// looks is what a VCD file shows of a stretch of time: spans, and one after the
// other the looks of all of them.
type looks struct {
	image  []byte // before the first look
	levels uint64 // of clocks, by bit of Clock, before it
	spans  []span
	data   []byte
}

// many reports whether there is enough to make a text of.
func (l *looks) many() bool {
	return len(l.data) >= max(manyBytes, 2*len(l.image)) || len(l.spans) >= manySpans
}

const (
	manyBytes = 1 << 18
	manySpans = 1 << 12
)

// span is some looks at a fixed distance in time. Clocks have no place in looks:
// they have their levels at each, and fallen, if it is not 0, falls after each
// and rises with the next.
type span struct {
	at, step Time
	count    int
	levels   uint64 // by bit of Clock
	fallen   uint64 // of the clock
	fall     Time   // from a look to the falling edge
	all      bool   // write all values, changed or not
}

func (v *VCD) before(uint64) {}

// after looks at the present instant: only clocks can have changed when nothing
// was poked and none of them rose.
func (v *VCD) after(now Time) {
	if now < v.from || now > v.until {
		return
	}
	if v.seen.many() && now > v.end { // a text has all that changes at a time
		v.hand()
	}
	n := span{at: now, count: 1, all: v.tracer == nil}
	for _, c := range v.s.clocks {
		if c.level {
			n.levels |= c.bit
		}
	}
	switch {
	case v.tracer == nil:
		v.trace()
		v.seen.data = v.tracer.Look(v.seen.data)
	case v.version == v.s.version:
		v.seen.data = engine.AppendLookEnd(v.seen.data)
	default:
		v.seen.data = v.tracer.Look(v.seen.data)
	}
	v.version = v.s.version
	v.note(n)
}

// trace prepares to look at the values.
func (v *VCD) trace() {
	var locs []engine.Loc
	for i := range v.vars {
		if x := &v.vars[i]; x.clock == 0 {
			locs = append(locs, x.loc)
		}
	}
	v.tracer = newTracer(v.s.eng, locs)
	v.pool = newVCDPool(v.w, newVCDLines(v.vars, v.tracer))
	v.seen.image = v.tracer.Image(nil)
}

// note adds a span whose looks have been appended.
func (v *VCD) note(n span) {
	v.seen.spans = append(v.seen.spans, n)
	v.end, v.levels = n.at+Time(n.count-1)*n.step, n.levels&^n.fallen
}

// hand gives what was looked at to those who write, while the simulation goes
// on.
func (v *VCD) hand() {
	next := v.pool.give(v.seen)
	v.seen = looks{v.tracer.Image(next.image[:0]), v.levels, next.spans[:0], next.data[:0]}
}

// clockBit is the clock that a place is the port of, 0 if it is none.
func (s *Sim) clockBit(x spot) uint64 {
	for _, c := range s.clocks {
		if len(x.path) == 0 && x.sig == c.sig {
			return c.bit
		}
	}
	return 0
}

// burst runs up to n cycles of a clock that is low, of which all but the last
// are looked at, and returns how many; 0 where that cannot be done at once.
func (v *VCD) burst(c *Clock, n int) (done int, events []engine.Event, err error) {
	rise := func(k int) Time { return c.next + Time(k)*c.period }
	switch last := rise(n - 1); {
	case last < v.from || c.next > v.until:
		return v.s.eng.Run(c.bit, n)
	case c.next < v.from:
		return v.s.eng.Run(c.bit, int((v.from-c.next+c.period-1)/c.period))
	case last+c.high > v.until:
		n = int((v.until - c.next - c.high) / c.period)
	}
	t, ok := v.tracer.(*compiled.Trace)
	if !ok || !t.CanRun() || n < worthTracing {
		return 0, nil, nil
	}
	s := span{at: c.next, step: c.period, levels: c.bit, fallen: c.bit, fall: c.high}
	for _, other := range v.s.clocks {
		if other.level {
			s.levels |= other.bit
		}
	}
	taken := func(looks int, data []byte) []byte {
		v.seen.data = data
		if s.count = looks; looks > 0 {
			v.note(s)
			s.at += Time(looks) * s.step
		}
		if v.seen.many() {
			v.hand()
		}
		return v.seen.data
	}
	return t.Run(c.bit, n, v.seen.data, taken)
}

// worthTracing is from how many cycles on it is worth to compile code for them.
const worthTracing = 16
