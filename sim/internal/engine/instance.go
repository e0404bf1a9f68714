package engine

import (
	"fmt"

	"npugen/hdl/ir"
)

// Instance is one instance of a module in the flattened design, or all cells of
// a grid that run in lock step, as lanes.
type Instance struct {
	ID       int // its number; parents come before their instances
	Mod      *ir.Module
	Drivers  *Drivers // of Mod
	Parent   *Instance
	Inst     *ir.Inst // nil for the top
	Cell     int      // of a grid whose cells are instances of their own
	Lock     bool     // all cells of a grid
	Lanes    int      // instances that it stands for
	Children map[*ir.Inst][]*Instance
}

// Instances is the top and everything below it. expand says which grids are not
// to run in lock step; their cells are instances of their own.
func Instances(top *ir.Module, expand func(in *ir.Inst) bool) []*Instance {
	var list []*Instance
	drivers := map[*ir.Module]*Drivers{}
	var add func(c Instance) *Instance
	add = func(c Instance) *Instance {
		if drivers[c.Mod] == nil {
			drivers[c.Mod] = NewDrivers(c.Mod)
		}
		c.ID, c.Drivers, c.Children = len(list), drivers[c.Mod], map[*ir.Inst][]*Instance{}
		list = append(list, &c)
		for _, in := range c.Mod.Insts {
			child := Instance{Mod: in.Module, Parent: &c, Inst: in, Lanes: c.Lanes}
			switch {
			case in.Grid == nil:
				c.Children[in] = []*Instance{add(child)}
			case in.Grid.Cells() == 0:
			case expand(in):
				for child.Cell = range in.Grid.Cells() {
					c.Children[in] = append(c.Children[in], add(child))
				}
			default:
				child.Lock, child.Lanes = true, c.Lanes*in.Grid.Cells()
				c.Children[in] = []*Instance{add(child)}
			}
		}
		return &c
	}
	add(Instance{Mod: top, Lanes: 1})
	return list
}

// Cells is the lanes for each lane of the parent.
func (c *Instance) Cells() int {
	if c.Lock {
		return c.Inst.Grid.Cells()
	}
	return 1
}

// Conn is the connection of an input port.
func (c *Instance) Conn(port *ir.Signal) *ir.Conn { return &c.Inst.Ins[c.Drivers.Inputs[port]] }

// Feed is what element i of an input port is connected to, of an instance that
// is not in lock step: a node of the parent, or that element of a signal of a
// neighbour in its grid.
func (c *Instance) Feed(port *ir.Signal, i int) (n *ir.Node, neighbour *Instance, s *ir.Signal) {
	conn := c.Conn(port)
	if c.Inst.Grid == nil {
		return conn.Values[i], nil, nil
	}
	v, from := Source(*c.Inst.Grid, conn.Kind, c.Cell)
	if from >= 0 {
		return nil, c.Parent.Children[c.Inst][from], conn.From
	}
	return conn.Values[v*port.Count+i], nil, nil
}

// Find is the instance and lane at the end of a path from c.
func (c *Instance) Find(path []Step) (at *Instance, lane int) {
	for _, s := range path {
		children := c.Children[s.Inst]
		if c = children[0]; c.Lock {
			lane = lane*c.Cells() + s.Cell
		} else if len(children) > 1 {
			c = children[s.Cell]
		}
	}
	return c, lane
}

// Path is the hierarchical name of one lane, such as "u_tile[0][1].u_fifo";
// empty for the top.
func (c *Instance) Path(lane int) string {
	if c.Parent == nil {
		return ""
	}
	cell, up := c.Cell, lane
	if c.Lock {
		cell, up = lane%c.Cells(), lane/c.Cells()
	}
	name := StepName(Step{Inst: c.Inst, Cell: cell})
	if p := c.Parent.Path(up); p != "" {
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

// Clock is which of the clocks of the top a clock input of c follows.
func (c *Instance) Clock(s *ir.Signal, clocks []*ir.Signal) (int, error) {
	for ; c.Parent != nil; c = c.Parent {
		if s.Kind != ir.Input {
			return 0, fmt.Errorf("%s.%s: a clock must come from an input", c.Mod.Name, s.Name)
		}
		conn := c.Conn(s)
		n := conn.Values[0]
		for _, v := range conn.Values {
			if v != n && ClockRef(v) != ClockRef(n) {
				return 0, fmt.Errorf("%s.%s: the cells of %s have different clocks", c.Mod.Name, s.Name, c.Inst.Name)
			}
		}
		if s = ClockRef(n); s == nil {
			return 0, fmt.Errorf("%s.%s: the clock of instance %s is not a clock port", c.Mod.Name, conn.Port.Name, c.Inst.Name)
		}
	}
	for i, k := range clocks {
		if k == s {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s.%s: a clock must be an input of the top module", c.Mod.Name, s.Name)
}
