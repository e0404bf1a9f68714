package compiled

import (
	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// input is the value of an input port of an instance: from the parent's
// connection or, in a grid, from a neighbour.
func (l *lowering) input(c *instance, port *ir.Signal, i int) []*value {
	if !c.Lock {
		n, neighbour, s := c.Feed(port, i)
		if neighbour != nil {
			return l.signal(l.contexts[neighbour.ID], s, i)
		}
		return l.node(l.parent(c), n)
	}
	conn := c.Conn(port)
	values := make([][]*value, len(conn.Values)/port.Count)
	for v := range values {
		values[v] = l.node(l.parent(c), conn.Values[v*port.Count+i])
	}
	var neighbour []*value
	if conn.From != nil && c.sp.cells > 1 {
		neighbour = l.signal(c, conn.From, i)
	}
	return l.each(port.Type.Width, func(k, w int) *value {
		in := make([]*value, len(values))
		for v := range values {
			in[v] = values[v][k]
		}
		if neighbour != nil && !neighbour[k].constant() {
			return l.fromNeighbour(c, conn.Kind, neighbour[k], in)
		}
		each := make([]*value, c.sp.cells)
		g := *c.Inst.Grid
		cell := 0
		for r := range g.Rows {
			for col := range g.RowLen(r) {
				v, from := engine.SourceAt(g, conn.Kind, r, col)
				if each[cell] = in[min(v, len(in)-1)]; from >= 0 {
					each[cell] = neighbour[k]
				}
				cell++
			}
		}
		return l.spread(c.sp, each)
	})
}

// spread is a value of the space made of one value of the parent space for
// each cell.
func (l *lowering) spread(sp *space, each []*value) *value {
	same := true
	for _, v := range each {
		same = same && v == each[0]
	}
	if same && (each[0].constant() || sp.parent.root()) {
		return l.splat(sp, each[0])
	}
	if same {
		each = each[:1] // all cells the same
	}
	return l.make(value{op: opSpread, w: each[0].w, sp: sp, args: each, k: uint64(len(each))}, nil)
}

func (l *lowering) splat(sp *space, v *value) *value {
	if v.constant() {
		return v
	}
	return l.make(value{op: opSplat, w: v.w, sp: sp, args: []*value{v}}, nil)
}

// fromNeighbour is v of the neighbouring cell; values of the parent enter at
// the edge.
func (l *lowering) fromNeighbour(c *instance, kind ir.ConnKind, v *value, values []*value) *value {
	sp, g := c.sp, *c.Inst.Grid
	if v.op == opSplat { // the same in all cells: the edge decides
		v = l.copyOf(v)
	}
	delta := map[ir.ConnKind]int{ir.ConnWest: -sp.dx, ir.ConnEast: sp.dx, ir.ConnNorth: -sp.dy, ir.ConnSouth: sp.dy}[kind]
	var edges []edge
	args := []*value{v}
	cell := 0
	for r := range g.Rows {
		for k := range g.RowLen(r) {
			if i, from := engine.SourceAt(g, kind, r, k); from < 0 {
				edges = append(edges, edge{sp.cell[cell] + delta})
				args = append(args, values[i])
			}
			cell++
		}
	}
	if !l.claim(v, edges, args[1:]) {
		args[0] = l.copyOf(v)
		l.claim(args[0], edges, args[1:])
	}
	return l.make(value{op: opShift, w: v.w, sp: sp, args: args, k: uint64(int64(delta)), edges: edges}, nil)
}

// copyOf is a computed value equal to v, with an array of its own.
func (l *lowering) copyOf(v *value) *value {
	l.copies++
	return l.make(value{op: opZext, w: v.w, sp: v.sp, args: []*value{v}, k: l.copies}, nil)
}

// claim reserves room around the array of v for what enters at the edge. It
// fails when something else enters there already.
func (l *lowering) claim(v *value, edges []edge, values []*value) bool {
	if v.halo == nil {
		v.halo = map[int]*value{}
	}
	for i, e := range edges {
		if old, ok := v.halo[e.at]; ok && old != values[i] {
			return false
		}
	}
	for i, e := range edges {
		v.halo[e.at] = values[i]
	}
	return true
}

// output is element i of the net that an instance's output port drives in c.
func (l *lowering) output(c *instance, inst *ir.Inst, port *ir.Signal, i int) []*value {
	cell, i := i/port.Count, i%port.Count
	child := l.contexts[c.Children[inst][0].ID]
	if !child.Lock {
		return l.signal(l.contexts[c.Children[inst][cell].ID], port, i)
	}
	words := l.signal(child, port, i)
	return l.each(port.Type.Width, func(k, w int) *value { return l.pick(words[k], c.sp, cell) })
}

// pick is the value of one cell.
func (l *lowering) pick(v *value, parent *space, cell int) *value {
	switch {
	case v.constant():
		return v
	case v.op == opSplat:
		return v.args[0]
	case v.op == opSpread && len(v.args) == 1:
		return v.args[0]
	case v.op == opSpread:
		return v.args[cell]
	}
	return l.make(value{op: opPick, w: v.w, sp: parent, args: []*value{v}, k: uint64(v.sp.cell[cell])}, nil)
}
