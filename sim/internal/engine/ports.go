package engine

import "npugen/hdl/ir"

// memRead is a synchronous read port: at the clock it captures a word of the
// memory in q. resets are the resets of its domain, which excuse an address
// out of range.
type memRead struct {
	clock    int
	c        *context
	port     *ir.ReadPort
	mem      *memory
	en, addr slot
	always   bool
	q        slot
	staged   []uint64
	enabled  []bool
}

// memWrite is a write port.
type memWrite struct {
	clock          int
	mem            *memory
	en, addr, data slot
	mask           slot
	always, whole  bool
	word           []uint64
}

// reset is an asynchronous reset: while on is 1, q is init.
type reset struct{ on, q, init slot }

// assertion is an ir.Assertion in a context; bad is 1 in lanes where it fails,
// or where a cover is hit.
type assertion struct {
	clock int
	c     *context
	a     *ir.Assertion
	bad   slot
	count []uint64 // by lane
}

// memoryPorts lowers the clocked ports of a memory.
func (b *builder) memoryPorts(c *context, m *ir.Mem) {
	mem := c.mems[m]
	for _, r := range m.Reads {
		if r.Clock == nil {
			continue
		}
		p := memRead{
			clock: b.clockOf(c, r.Clock), c: c, port: r, mem: mem, always: r.En == nil,
			addr: b.node(c, r.Addr), q: c.values[elem{r.Out, 0}],
		}
		if !p.always {
			p.en = b.node(c, r.En)
		}
		p.staged = make([]uint64, p.q.size())
		p.enabled = make([]bool, c.Lanes)
		b.memReads = append(b.memReads, p)
	}
	for _, w := range m.Writes {
		p := memWrite{
			clock: b.clockOf(c, w.Clock), mem: mem, always: w.En == nil, whole: w.Mask == nil,
			addr: b.node(c, w.Addr), data: b.node(c, w.Data), word: make([]uint64, mem.words),
		}
		if !p.always {
			p.en = b.node(c, w.En)
		}
		if !p.whole {
			p.mask = b.node(c, w.Mask)
		}
		b.memWrites = append(b.memWrites, p)
	}
}

// asyncRead lowers a combinational read port.
func (b *builder) asyncRead(c *context, m *ir.Mem, r *ir.ReadPort) slot {
	addr := b.node(c, r.Addr)
	d := b.alloc(m.Width, c.Lanes)
	b.tables.memReads = append(b.tables.memReads, asyncRead{c.mems[m], addr})
	return b.emit(instr{op: opMemRead, x: int32(len(b.tables.memReads) - 1)}, d, addr)
}

// assertion lowers a check to one bit.
func (b *builder) assertion(c *context, a *ir.Assertion) {
	and := func(x, y slot) slot {
		return b.emit(instr{op: opAnd, a: x.off, b: y.off}, b.alloc(1, c.Lanes), x, y)
	}
	not := func(x slot) slot {
		return b.emit(instr{op: opNot, a: x.off, m: 1}, b.alloc(1, c.Lanes), x)
	}
	bad := b.node(c, a.Cond)
	if a.Kind != ir.Cover {
		bad = not(bad)
	}
	if a.When != nil {
		bad = and(bad, b.node(c, a.When))
	}
	clock := b.clockOf(c, a.Clock)
	if a.Reset != nil {
		bad = and(bad, not(b.node(c, a.Reset)))
	}
	b.asserts = append(b.asserts, assertion{clock: clock, c: c, a: a, bad: bad, count: make([]uint64, c.Lanes)})
}
