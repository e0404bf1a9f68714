package compiled

import "npugen/hdl/ir"

// space is a set of lanes that are computed together: one for the top and what
// is instantiated singly below it, one more for each grid in lock step. Every
// value of a space is an array indexed by position.
//
// A grid's unit is its cells row by row with room between them: a position
// before the first cell of each row, and a row before the first and after the
// last, when neighbours are connected that way. What enters a grid at its edge
// is stored there, so that "the neighbour's value" is the same distance away
// for every cell. A grid within a grid has one unit for each position of its
// parent.
type space struct {
	id     int
	parent *space
	lanes  int // instances
	cells  int // in a unit

	unit      int      // positions in a unit
	positions int      // in all
	cell      []int    // position of each cell in the unit
	dx, dy    int      // from a cell to its neighbours in the east and south
	first     int      // first position in use
	last      int      // and the last
	mask      *storage // 1 in every lane
	least     int      // bytes of an element at least
}

func rootSpace() *space {
	return &space{lanes: 1, cells: 1, unit: 1, positions: 1, cell: []int{0}}
}

// newSpace lays out the cells of a grid. kinds are how its inputs are
// connected.
func newSpace(id int, parent *space, g ir.Grid, kinds map[ir.ConnKind]bool) *space {
	s := &space{id: id, parent: parent, cells: g.Cells(), dx: 1}
	s.lanes = parent.lanes * s.cells
	pad := 0
	if kinds[ir.ConnWest] || kinds[ir.ConnEast] {
		pad = 1
	}
	s.dy = g.Cols() + pad
	at := 0
	if kinds[ir.ConnNorth] {
		at = s.dy
	}
	s.cell = make([]int, 0, s.cells)
	for r := range g.Rows {
		at += pad
		for range g.RowLen(r) {
			s.cell = append(s.cell, at)
			at++
		}
	}
	at += pad
	if kinds[ir.ConnSouth] {
		at += s.dy
	}
	s.unit = at
	s.positions = parent.positions * s.unit
	s.first = parent.first*s.unit + s.cell[0]
	s.last = parent.last*s.unit + s.cell[s.cells-1]
	return s
}

// bytes is the size of the elements of an array.
func (s *space) bytes(width int) uint32 { return max(uint32(s.least), elemBytes(width)) }

// root reports whether the space has the one lane of the top.
func (s *space) root() bool { return s.parent == nil }

// ragged reports whether loops over the space go over positions without a cell.
func (s *space) ragged() bool {
	const most = 16 // lanes of an iteration
	return s.lanes != s.last-s.first+1 || s.lanes%most != 0
}

// position is where a lane is: cells of one unit follow each other.
func (s *space) position(lane int) int {
	if s.root() {
		return 0
	}
	return s.parent.position(lane/s.cells)*s.unit + s.cell[lane%s.cells]
}
