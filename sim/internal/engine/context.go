package engine

import (
	"fmt"

	"npugen/hdl/ir"
)

// context is one instance of a module in the flattened design, or all cells of
// a grid when they run in lock step as lanes.
type context struct {
	mod    *ir.Module
	info   *moduleInfo
	parent *context
	inst   *ir.Inst
	cell   int // the cell of an expanded grid
	cells  int // lanes for each lane of the parent; 1 unless a grid in lock step
	lanes  int

	children map[*ir.Inst][]*context // one for an instance or a lock-step grid, one a cell for an expanded one
	nodes    map[*ir.Node]slot
	values   map[elem]slot
	mems     map[*ir.Mem]*memory
}

// elem is one element of a signal.
type elem struct {
	sig *ir.Signal
	i   int
}

// moduleInfo is what is known about a module before it is lowered.
type moduleInfo struct {
	*Drivers
	uses map[*ir.Node]int // readers of a node within the module
}

func newModuleInfo(m *ir.Module) *moduleInfo {
	info := &moduleInfo{NewDrivers(m), map[*ir.Node]int{}}
	var count func(n *ir.Node)
	count = func(n *ir.Node) {
		if n == nil {
			return
		}
		info.uses[n]++
		if info.uses[n] == 1 {
			for _, a := range n.Args {
				count(a)
			}
		}
	}
	for _, s := range m.Signals {
		for _, d := range s.Drive {
			count(d)
		}
	}
	for _, inst := range m.Insts {
		for _, in := range inst.Ins {
			for _, v := range in.Values {
				count(v)
			}
		}
	}
	return info
}

// newTree builds the contexts of the whole design.
func (b *builder) newTree() *context {
	return b.newContext(b.design.Top, nil, nil, 0, 1, 1)
}

func (b *builder) newContext(m *ir.Module, parent *context, inst *ir.Inst, cell, cells, lanes int) *context {
	info := b.infos[m]
	if info == nil {
		info = newModuleInfo(m)
		b.infos[m] = info
	}
	c := &context{
		mod: m, info: info, parent: parent, inst: inst, cell: cell, cells: cells, lanes: lanes,
		children: map[*ir.Inst][]*context{},
		nodes:    map[*ir.Node]slot{},
		values:   map[elem]slot{},
		mems:     map[*ir.Mem]*memory{},
	}
	b.contexts = append(b.contexts, c)
	for _, in := range m.Insts {
		switch {
		case in.Grid == nil:
			c.children[in] = []*context{b.newContext(in.Module, c, in, 0, 1, lanes)}
		case in.Grid.Cells() == 0:
		case b.expand[in]:
			for k := range in.Grid.Cells() {
				c.children[in] = append(c.children[in], b.newContext(in.Module, c, in, k, 1, lanes))
			}
		default:
			n := in.Grid.Cells()
			c.children[in] = []*context{b.newContext(in.Module, c, in, 0, n, lanes*n)}
		}
	}
	return c
}

// inLockStep reports whether the context holds all cells of a grid.
func (c *context) inLockStep() bool {
	return c.inst != nil && c.inst.Grid != nil && len(c.parent.children[c.inst]) == 1 && !c.expanded()
}

func (c *context) expanded() bool { return c.cells == 1 && c.inst.Grid.Cells() > 1 }

// conn is the connection of an input port of the context's instance.
func (c *context) conn(port *ir.Signal) *ir.Conn {
	return &c.inst.Ins[c.info.Inputs[port]]
}

// path is the hierarchical name of one lane, such as "u_tile[0][1].u_fifo";
// empty for the top.
func (c *context) path(lane int) string {
	if c.parent == nil {
		return ""
	}
	name := c.inst.Name
	up := lane
	if g := c.inst.Grid; g != nil {
		cell := c.cell
		if c.inLockStep() {
			cell, up = lane%c.cells, lane/c.cells
		}
		row, col := RowCol(*g, cell)
		name = fmt.Sprintf("%s[%d][%d]", name, row, col)
	}
	if p := c.parent.path(up); p != "" {
		return p + "." + name
	}
	return name
}

// StepName is the name of an instance or of a cell of a grid, such as
// "pe[1][2]".
func StepName(s Step) string {
	if s.Inst.Grid == nil {
		return s.Inst.Name
	}
	row, col := RowCol(*s.Inst.Grid, s.Cell)
	return fmt.Sprintf("%s[%d][%d]", s.Inst.Name, row, col)
}
