package engine

import "npugen/hdl/ir"

// input is the value of an input port of an instance, from the parent's
// connection or, in a grid, from a neighbour.
func (b *builder) input(c *context, port *ir.Signal, i int) slot {
	if c.Lock {
		return b.spread(c, c.Conn(port), port, i)
	}
	n, neighbour, s := c.Feed(port, i)
	if neighbour != nil {
		return b.signal(b.contexts[neighbour.ID], s, i)
	}
	return b.node(b.parent(c), n)
}

// spread lays the values of an input port out over the lanes of a grid in lock
// step: lane l of the parent feeds lanes l*cells .. l*cells+cells-1.
func (b *builder) spread(c *context, conn *ir.Conn, port *ir.Signal, i int) slot {
	g := *c.Inst.Grid
	parent := b.parent(c)
	cells := c.Cells()
	words := wordsFor(port.Type.Width)
	reads := map[int32]slot{}
	var order []slot
	use := func(s slot) slot {
		if _, ok := reads[s.store]; !ok {
			reads[s.store] = s
			order = append(order, s)
		}
		return s
	}
	from := make([]int32, cells) // source of each cell in lane 0 of the parent
	step := make([]int32, cells) // and from there to the next lane of the parent
	for cell := range cells {
		v, neighbour := Source(g, conn.Kind, cell)
		if neighbour >= 0 {
			s := use(b.signal(c, conn.From, i))
			from[cell] = s.off + int32(neighbour)*words
			step[cell] = int32(cells) * words
			continue
		}
		s := use(b.node(parent, conn.Values[v*port.Count+i]))
		from[cell], step[cell] = s.off, words
	}
	var runs []run
	for up := range parent.Lanes {
		for cell := range cells {
			runs = appendRun(runs, from[cell]+int32(up)*step[cell], words)
		}
	}
	return b.gather(b.alloc(port.Type.Width, c.Lanes), runs, order...)
}

// appendRun adds one value at src to the runs, extending the last one when the
// distance between its sources stays the same.
func appendRun(runs []run, src, words int32) []run {
	if len(runs) > 0 {
		last := &runs[len(runs)-1]
		d := src - (last.src + (last.n-1)*last.step)
		switch {
		case last.n == 1 && (d == 0 || d == words):
			last.step = d
			last.n++
			return runs
		case last.n > 1 && d == last.step:
			last.n++
			return runs
		}
	}
	return append(runs, run{src: src, n: 1})
}

// gather emits the copies; the destinations follow each other from the start
// of d.
func (b *builder) gather(d slot, runs []run, reads ...slot) slot {
	at := d.off
	for i := range runs {
		runs[i].dst = at
		runs[i].words = d.words
		at += runs[i].n * d.words
	}
	b.tables.gathers = append(b.tables.gathers, runs)
	return b.emit(instr{op: opGather, x: int32(len(b.tables.gathers) - 1)}, d, reads...)
}

// output is element i of the net that an instance's output port drives in c.
func (b *builder) output(c *context, inst *ir.Inst, port *ir.Signal, i int) slot {
	cell, i := i/port.Count, i%port.Count
	child := b.contexts[c.Children[inst][0].ID]
	if !child.Lock {
		return b.signal(b.contexts[c.Children[inst][cell].ID], port, i)
	}
	s := b.signal(child, port, i)
	if child.Cells() == 1 {
		return s
	}
	s.off += int32(cell) * s.words
	if c.Lanes == 1 {
		s.lanes = 1
		return s
	}
	d := b.alloc(port.Type.Width, c.Lanes)
	return b.gather(d, []run{{src: s.off, n: d.lanes, step: int32(child.Cells()) * s.words}}, s)
}

// feedback closes a loop that was cut: it carries v back to the cut.
func (b *builder) feedback(cut, v slot) {
	b.gather(cut, []run{{src: v.off, n: v.lanes, step: v.words}}, v)
}
