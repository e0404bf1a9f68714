package compiled

import (
	"math/bits"

	"npugen/hdl/ir"
)

// read is the words of a memory at an address, 0 beyond the depth.
func (l *lowering) read(m *memory, addr *value, sp *space) []*value {
	return l.each(m.mem.Width, func(k, w int) *value {
		return l.make(value{op: opRead, w: uint8(w), sp: sp, args: []*value{addr}, k: uint64(k), mem: m}, m)
	})
}

// covers reports whether addresses of the given width can name no word beyond
// the depth.
func (m *memory) covers(width int) bool {
	return width < bits.Len(uint(m.mem.Depth)) || m.mem.Depth == 1<<width
}

// ports lowers the clocked ports of a memory.
func (l *lowering) ports(c *instance, m *ir.Mem) {
	mem := c.mems[m]
	for _, r := range m.Reads {
		if r.Clock == nil {
			continue
		}
		clock := l.clockOf(c, r.Clock)
		addr, en := l.node(c, r.Addr)[0], l.constant(1, 1)
		if r.En != nil {
			en = l.node(c, r.En)[0]
		}
		word := l.read(mem, addr, c.sp)
		for k, q := range c.signals[elem{r.Out, 0}] {
			l.updates = append(l.updates, update{clock: clock, store: q.store, next: l.op(opMux, int(q.w), 0, en, word[k], q)})
		}
		if !mem.covers(int(addr.w)) {
			l.rangeCheck(c, clock, mem, r, en, addr)
		}
	}
	for _, w := range m.Writes {
		p := write{
			clock: l.clockOf(c, w.Clock), mem: mem, en: l.held(c, l.valid(c.sp, l.constant(1, 1))),
			addr: l.held(c, l.node(c, w.Addr)[0]),
		}
		if w.En != nil {
			p.en = l.held(c, l.valid(c.sp, l.node(c, w.En)[0]))
		}
		for _, d := range l.node(c, w.Data) {
			p.data = append(p.data, l.held(c, d))
		}
		if w.Mask != nil {
			enable := l.node(c, w.Mask)
			var mask []*value
			for i := range m.Width / m.Lane {
				on := l.each(m.Lane, func(k, w int) *value { return l.op(opSext, w, 0, l.bits(enable, i, 1)) })
				mask = l.concat(on, mask)
			}
			for _, m := range mask {
				p.mask = append(p.mask, l.held(c, m))
			}
		}
		l.writes = append(l.writes, p)
	}
}

// held is v as it is before the edge, for what happens after registers have
// been updated.
func (l *lowering) held(c *instance, v *value) *value {
	if v.op == opState {
		return l.copyOf(v)
	}
	return v
}

// rangeCheck reports synchronous reads beyond the depth: in a domain with
// resets only once a reset has been and while none is active, since before
// that addresses are power-up values.
func (l *lowering) rangeCheck(c *instance, clock int, mem *memory, r *ir.ReadPort, en, addr *value) {
	depth := l.constant(uint64(mem.mem.Depth), int(addr.w))
	bad := l.op(opAnd, 1, 0, en, l.not(l.op(opLt, 1, 0, addr, depth)))
	if d := l.domain[clock]; len(d.resets) > 0 {
		if d.seen == nil {
			d.seen = &storage{sp: l.spaces[0], width: 1}
			l.keep(d.seen)
		}
		armed := l.op(opAnd, 1, 0, l.graph.state(d.seen), l.not(l.inReset(d)))
		bad = l.op(opAnd, 1, 0, bad, l.down(c, armed))
	}
	bad = l.held(c, l.valid(c.sp, bad))
	l.events = append(l.events, event{clock: clock, c: c, bad: bad, read: r, mem: mem.mem, addr: l.held(c, addr)})
}

// inReset is 1 while any reset of the domain is active in any instance.
func (l *lowering) inReset(d *domain) *value {
	v := l.constant(0, 1)
	for _, r := range d.resets {
		v = l.op(opOr, 1, 0, v, l.anyLane(r))
	}
	return v
}

// anyLane is the or of all lanes, a value of the root space.
func (l *lowering) anyLane(v *value) *value {
	for v.sp != nil && !v.sp.root() {
		parent := v.sp.parent
		sum := l.constant(0, 1)
		for cell := range v.sp.cells {
			sum = l.op(opOr, 1, 0, sum, l.pick(v, parent, cell))
		}
		v = sum
	}
	return v
}

// down brings a value of the root space to that of a context.
func (l *lowering) down(c *instance, v *value) *value {
	if v.constant() || c.sp.root() {
		return v
	}
	var path []*space
	for sp := c.sp; !sp.root(); sp = sp.parent {
		path = append(path, sp)
	}
	for i := len(path) - 1; i >= 0; i-- {
		v = l.spread(path[i], []*value{v})
	}
	return v
}

// valid is a condition where there is a cell, and 0 in the room between cells.
func (l *lowering) valid(sp *space, v *value) *value {
	if sp.root() {
		return v
	}
	l.masked(sp)
	return l.op(opAnd, 1, 0, v, l.graph.state(sp.mask))
}

// masked gives a space its mask.
func (l *lowering) masked(sp *space) {
	if sp.mask == nil {
		sp.mask = &storage{sp: sp, width: 1, init: 1}
		l.keep(sp.mask)
	}
}

// assertion lowers a check to one bit that is 1 where it fails or, for a
// cover, where it is hit, and a counter.
func (l *lowering) assertion(c *instance, a *ir.Assertion) {
	bad := l.node(c, a.Cond)[0]
	if a.Kind != ir.Cover {
		bad = l.not(bad)
	}
	if a.When != nil {
		bad = l.op(opAnd, 1, 0, bad, l.node(c, a.When)[0])
	}
	clock := l.clockOf(c, a.Clock)
	if a.Reset != nil {
		bad = l.op(opAnd, 1, 0, bad, l.not(l.node(c, a.Reset)[0]))
	}
	count := &storage{sp: c.sp, width: 64}
	l.keep(count)
	if a.Kind == ir.Cover { // failures are rare: they are counted when they are reported
		sum := l.op(opAdd, 64, 0, l.graph.state(count), l.op(opZext, 64, 0, bad))
		l.updates = append(l.updates, update{clock: clock, store: count, next: sum})
	}
	bad = l.held(c, l.valid(c.sp, bad))
	e := event{clock: clock, c: c, bad: bad, assert: a, count: count}
	if a.Kind == ir.Cover || isZero(bad) {
		e.bad = nil
	}
	l.events = append(l.events, e)
}
