package engine

import "npugen/hdl/ir"

// RowCol is the place of a cell in its grid.
func RowCol(g ir.Grid, cell int) (row, col int) {
	for row+1 < g.Rows && g.RowStart(row+1) <= cell {
		row++
	}
	return row, cell - g.RowStart(row)
}

// Source says where a cell of a grid gets an input from: value number value of
// the connection, or cell number from when that is not negative.
func Source(g ir.Grid, kind ir.ConnKind, cell int) (value, from int) {
	row, col := RowCol(g, cell)
	return SourceAt(g, kind, row, col)
}

// SourceAt is Source by the place of the cell.
func SourceAt(g ir.Grid, kind ir.ConnKind, row, col int) (value, from int) {
	at := func(r, c int) int { return g.RowStart(r) + c }
	switch kind {
	case ir.ConnRow:
		return row, -1
	case ir.ConnCol:
		return col, -1
	case ir.ConnCell:
		return at(row, col), -1
	case ir.ConnWest:
		if col > 0 {
			return 0, at(row, col-1)
		}
		return row, -1
	case ir.ConnEast:
		if col+1 < g.RowLen(row) {
			return 0, at(row, col+1)
		}
		return row, -1
	case ir.ConnNorth:
		if row > 0 {
			return 0, at(row-1, col)
		}
		return col, -1
	case ir.ConnSouth:
		if row+1 < g.Rows {
			return 0, at(row+1, col)
		}
		return col, -1
	}
	return 0, -1
}
