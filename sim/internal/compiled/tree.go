package compiled

import (
	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// instance is one instance of a module, or all cells of a grid in lock step: a
// module at a place in the hierarchy, with the values of its signals.
type instance struct {
	id     int32
	mod    *ir.Module
	info   *engine.Drivers
	parent *instance
	inst   *ir.Inst
	cell   int  // of an expanded grid
	lock   bool // all cells of a grid
	sp     *space

	children map[*ir.Inst][]*instance // one, or one a cell of an expanded grid
	nodes    map[*ir.Node][]*value
	signals  map[elem][]*value // words, the low one first
	mems     map[*ir.Mem]*memory
}

// elem is one element of a signal.
type elem struct {
	sig *ir.Signal
	i   int
}

// A grid of few cells is better written out than looped over: sooner when its
// cells hold grids themselves, between which values would have to be moved.
const (
	fewCells  = 2
	fewNested = 8
)

func few(in *ir.Inst) bool {
	for _, inner := range in.Module.Insts {
		if inner.Grid != nil {
			return in.Grid.Cells() <= fewNested
		}
	}
	return in.Grid.Cells() <= fewCells
}

func (l *lowering) newContext(m *ir.Module, parent *instance, inst *ir.Inst, cell int, sp *space) *instance {
	info := l.infos[m]
	if info == nil {
		info = engine.NewDrivers(m)
		l.infos[m] = info
	}
	c := &instance{
		id: int32(len(l.contexts)), mod: m, info: info, parent: parent, inst: inst, cell: cell, sp: sp,
		children: map[*ir.Inst][]*instance{}, nodes: map[*ir.Node][]*value{},
		signals: map[elem][]*value{}, mems: map[*ir.Mem]*memory{},
	}
	l.contexts = append(l.contexts, c)
	for _, in := range m.Insts {
		switch {
		case in.Grid == nil:
			c.children[in] = []*instance{l.newContext(in.Module, c, in, 0, sp)}
		case in.Grid.Cells() == 0:
		case l.expand[in] || few(in):
			for k := range in.Grid.Cells() {
				c.children[in] = append(c.children[in], l.newContext(in.Module, c, in, k, sp))
			}
		default:
			kinds := map[ir.ConnKind]bool{}
			for _, conn := range in.Ins {
				kinds[conn.Kind] = true
			}
			grid := newSpace(len(l.spaces), sp, *in.Grid, kinds)
			l.spaces = append(l.spaces, grid)
			child := l.newContext(in.Module, c, in, 0, grid)
			child.lock = true
			c.children[in] = []*instance{child}
		}
	}
	return c
}

func (c *instance) conn(port *ir.Signal) *ir.Conn { return &c.inst.Ins[c.info.Inputs[port]] }

// find is the context and lane at the end of a path from the top.
func (c *instance) find(path []engine.Step) (at *instance, lane int) {
	for _, s := range path {
		children := c.children[s.Inst]
		if c = children[0]; c.lock {
			lane = lane*c.sp.cells + s.Cell
		} else if len(children) > 1 {
			c = children[s.Cell]
		}
	}
	return c, lane
}

// path is the hierarchical name of one lane; empty for the top.
func (c *instance) path(lane int) string {
	if c.parent == nil {
		return ""
	}
	cell, up := c.cell, lane
	if c.lock {
		cell, up = lane%c.sp.cells, lane/c.sp.cells
	}
	name := engine.StepName(engine.Step{Inst: c.inst, Cell: cell})
	if p := c.parent.path(up); p != "" {
		return p + "." + name
	}
	return name
}
