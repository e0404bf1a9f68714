package check

import (
	"fmt"
	"sort"

	"npugen/hdl/ir"
)

func cells(inst *ir.Inst) int {
	if inst.Grid == nil {
		return 1
	}
	return inst.Grid.Cells()
}

// place is the row and column of a cell.
func place(g *ir.Grid, cell int) (row, col int) {
	if g.Step == 0 {
		return cell / g.Base, cell % g.Base
	}
	row = sort.Search(g.Rows, func(r int) bool { return g.RowStart(r+1) > cell })
	return row, cell - g.RowStart(row)
}

// cellName is the name of an instance, with its place in a grid.
func cellName(inst *ir.Inst, cell int) string {
	if inst.Grid == nil {
		return inst.Name
	}
	r, c := place(inst.Grid, cell)
	return fmt.Sprintf("%s[%d][%d]", inst.Name, r, c)
}

// feed is where element elem of an input of one cell comes from: an
// expression of the parent, or output element elem of a neighbour cell.
func feed(inst *ir.Inst, c *ir.Conn, cell, elem int) (value *ir.Node, neighbour int) {
	at := func(i int) (*ir.Node, int) { return c.Values[i*c.Port.Count+elem], -1 }
	g := inst.Grid
	if g == nil || c.Kind == ir.ConnAll {
		return at(0)
	}
	row, col := place(g, cell)
	switch c.Kind {
	case ir.ConnRow:
		return at(row)
	case ir.ConnCol:
		return at(col)
	case ir.ConnWest:
		if col == 0 {
			return at(row)
		}
		return nil, cell - 1
	case ir.ConnEast:
		if col == g.RowLen(row)-1 {
			return at(row)
		}
		return nil, cell + 1
	case ir.ConnNorth:
		if row == 0 {
			return at(col)
		}
		return nil, cell - g.Base
	case ir.ConnSouth:
		if row == g.Rows-1 {
			return at(col)
		}
		return nil, cell + g.Base
	}
	return at(cell) // ConnCell
}
