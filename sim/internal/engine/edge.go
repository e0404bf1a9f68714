package engine

import (
	"math/bits"
	"slices"
	"strings"

	"npugen/hdl/ir"
)

// Event is something to report that happened at an edge: a failed assertion,
// or a synchronous read beyond the depth of a memory.
type Event struct {
	Assert *ir.Assertion // nil for a read out of range
	Read   *ir.ReadPort
	Mem    *ir.Mem
	Addr   uint64
	Path   string // instance
}

// Edge is a rising edge of the clocks whose bit is set, all at once: state
// captures what it sees before the edge. The logic must have settled. The
// events are valid until the next call.
func (e *Engine) Edge(clocks uint64) []Event {
	e.events = e.events[:0]
	e.check(clocks)
	e.sampleReads(clocks)
	e.writeMemories(clocks)
	e.commit(clocks)
	SortEvents(e.events)
	return e.events
}

// Run is n rising edges, at most, of the same clocks, with the logic settled
// before each: it returns after the first one that has events.
func (e *Engine) Run(clocks uint64, n int) (done int, events []Event, err error) {
	for done < n && len(events) == 0 {
		if err := e.Settle(); err != nil {
			return done, nil, err
		}
		events = e.Edge(clocks)
		done++
	}
	return done, events, nil
}

// SortEvents brings the events of an edge into an order that does not depend
// on the engine: assertions first, then by instance and name.
func SortEvents(list []Event) {
	if len(list) < 2 {
		return
	}
	name := func(e Event) string {
		if e.Assert != nil {
			return e.Assert.Name
		}
		return e.Read.Out.Name
	}
	slices.SortStableFunc(list, func(a, b Event) int {
		switch {
		case (a.Assert == nil) != (b.Assert == nil):
			if a.Assert != nil {
				return -1
			}
			return 1
		case a.Path != b.Path:
			return strings.Compare(a.Path, b.Path)
		}
		return strings.Compare(name(a), name(b))
	})
}

// check counts covers and reports failing assertions.
func (e *Engine) check(clocks uint64) {
	for i := range e.asserts {
		a := &e.asserts[i]
		if clocks>>a.clock&1 == 0 {
			continue
		}
		for l := range int(a.bad.lanes) {
			if e.st[int(a.bad.off)+l] == 0 {
				continue
			}
			a.count[l]++
			if a.a.Kind != ir.Cover {
				e.events = append(e.events, Event{Assert: a.a, Path: a.c.Path(l)})
			}
		}
	}
	for unseen := clocks &^ e.seenReset[0]; unseen != 0; unseen &= unseen - 1 {
		if c := bits.TrailingZeros64(unseen); e.inReset(c) {
			e.seenReset[0] |= 1 << c
		}
	}
}

// inReset reports whether any reset of the clock's registers is active.
func (e *Engine) inReset(clock int) bool {
	for _, s := range e.domainResets[clock] {
		for _, v := range e.st[s.off : s.off+s.lanes] {
			if v != 0 {
				return true
			}
		}
	}
	return false
}

// sampleReads stages what the synchronous read ports capture.
func (e *Engine) sampleReads(clocks uint64) {
	for i := range e.memReads {
		p := &e.memReads[i]
		if clocks>>p.clock&1 == 0 {
			continue
		}
		w := p.mem.words
		for l := range int(p.q.lanes) {
			p.enabled[l] = p.always || e.st[int(p.en.off)+l] != 0
			if !p.enabled[l] {
				continue
			}
			addr := e.st[int(p.addr.off)+l]
			p.mem.read(l, addr, p.staged[l*w:(l+1)*w])
			if !p.mem.inRange(addr) && e.rangeMatters(p.clock) {
				e.events = append(e.events, Event{Read: p.port, Mem: p.mem.mem, Addr: addr, Path: p.c.Path(l)})
			}
		}
	}
}

// rangeMatters reports whether an address out of range is a failure: in a
// domain with resets only once a reset has been and while none is active,
// since before that addresses are power-up values.
func (e *Engine) rangeMatters(clock int) bool {
	return len(e.domainResets[clock]) == 0 || e.seenReset[0]>>clock&1 == 1 && !e.inReset(clock)
}

func (e *Engine) writeMemories(clocks uint64) {
	for i := range e.memWrites {
		p := &e.memWrites[i]
		if clocks>>p.clock&1 == 0 {
			continue
		}
		changed := false
		w := p.mem.words
		for l := range int(p.addr.lanes) {
			if !p.always && e.st[int(p.en.off)+l] == 0 {
				continue
			}
			addr := e.st[int(p.addr.off)+l]
			if !p.mem.inRange(addr) {
				continue
			}
			data := e.st[int(p.data.off)+l*w:][:w]
			if !p.whole {
				n := int(p.mask.words)
				p.mem.read(l, addr, p.word)
				p.mem.merge(p.word, data, e.st[int(p.mask.off)+l*n:][:n])
				data = p.word
			}
			if p.mem.write(l, addr, data) {
				changed = true
			}
		}
		if changed {
			e.wake(e.memReaders[p.mem.id])
		}
	}
}

// commit moves the next values into the registers and read ports.
func (e *Engine) commit(clocks uint64) {
	for w, set := range e.pending {
		for set != 0 {
			i := bits.TrailingZeros64(set)
			set &= set - 1
			g := &e.groups[w<<6+i]
			if clocks>>g.clock&1 == 0 {
				continue
			}
			e.pending[w] &^= 1 << i
			for _, r := range g.regs {
				reg := &e.registers[r]
				n := int32(reg.q.size())
				if update(e.st[reg.q.off:reg.q.off+n], e.st[reg.next.off:reg.next.off+n]) {
					e.wake(e.storeReaders[reg.q.store])
				}
			}
		}
	}
	for i := range e.memReads {
		p := &e.memReads[i]
		if clocks>>p.clock&1 == 0 {
			continue
		}
		changed := false
		w := p.mem.words
		for l, on := range p.enabled {
			if on && update(e.st[int(p.q.off)+l*w:][:w], p.staged[l*w:(l+1)*w]) {
				changed = true
			}
		}
		if changed {
			e.wake(e.storeReaders[p.q.store])
		}
	}
}
