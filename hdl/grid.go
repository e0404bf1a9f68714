package hdl

import (
	"fmt"

	"npugen/hdl/ir"
)

// Cell stands for every cell of a grid while its wiring is described.
type Cell struct {
	m    *Module
	def  *definition
	grid ir.Grid
}

// Cells is a grid of instances of one module, with their outputs.
type Cells[O any] struct {
	m    *Module
	def  *definition
	x    *instance
	grid ir.Grid
}

// binding says how the cells of a grid get one input.
type binding struct {
	kind ir.ConnKind
	vals []*ir.Node // one for each row, column or cell
	from *ir.Signal
	elem int // element of from
}

// Grid makes rows x cols instances of def. wire is called once, for all cells:
// it gets the outputs of the cell and returns its inputs, each of them
//
//   - a plain signal or constant: the same for every cell;
//   - Row(c, v), Col(c, v) or Each(c, v): the element of v for the cell's row,
//     column or number;
//   - West(c, out.X, edge): output X of the cell to the west, and edge[r] for
//     the first cell of row r; East, North and South likewise.
//
// The regularity is kept: the Verilog has generate loops, and the simulator
// evaluates the cells side by side.
func Grid[I, O any](m *Module, name string, rows, cols int, def Def[I, O], wire func(c Cell, out O) I) *Cells[O] {
	return grid(m, name, ir.Grid{Rows: rows, Base: cols}, def, wire)
}

// Triangle is Grid with base + step*r cells in row r, step being 1 or -1: the
// shape that skews and deskews a systolic array. Every row has at least one
// cell: to delay row r by r cycles, make a triangle of rows 1 and on with base
// 1. Only Row, Each, West and East apply to it.
func Triangle[I, O any](m *Module, name string, rows, base, step int, def Def[I, O], wire func(c Cell, out O) I) *Cells[O] {
	return grid(m, name, ir.Grid{Rows: rows, Base: base, Step: step}, def, wire)
}

const maxCells = 1 << 20

func grid[I, O any](m *Module, name string, g ir.Grid, def Def[I, O], wire func(c Cell, out O) I) *Cells[O] {
	d := define(m.b, def)
	if d == nil {
		return &Cells[O]{m: m}
	}
	if g.Rows < 1 || g.RowLen(0) < 1 || g.RowLen(g.Rows-1) < 1 || g.Step < -1 || g.Step > 1 || g.Rows > maxCells || g.Cols() > maxCells/g.Rows {
		size := fmt.Sprintf("%d x %d cells", g.Rows, g.Base)
		if g.Step != 0 {
			size = fmt.Sprintf("%d rows with %d%+d*r cells in row r", g.Rows, g.Base, g.Step)
		}
		m.report(newDiag(CodeGrid, "grid %q of %s", name, size).
			fix("want at least one cell in every row, at most %d in all, and a step of -1, 0 or 1", maxCells))
		return &Cells[O]{m: m, def: d}
	}
	for _, p := range append(d.ins[:len(d.ins):len(d.ins)], d.outs...) {
		if p.flip {
			m.report(newDiag(CodeGrid, "grid %q: %s has a stream %q", name, d.mod.title(), p.path).
				fix("give grid cells plain signals; connect streams at the edge of the grid"))
			return &Cells[O]{m: m}
		}
	}
	x := m.newInst(name, d, &g)
	cell := Cell{m, d, g}
	ls, diag := leaves2(wire(cell, d.out.(O)))
	if diag != nil {
		m.report(diag)
		return &Cells[O]{m: m}
	}
	values := map[*ir.Signal]conn{}
	given := match(d.ins, ls)
	for i, p := range d.ins {
		if msg := fits(p, given[i]); msg != nil {
			m.report(msg.also(p.sig.Loc, "the port is declared here").inst(name, d))
			continue
		}
		c, msg := m.connGrid(given[i])
		if msg != nil {
			m.report(msg.inst(name, d))
			continue
		}
		values[p.sig] = c
	}
	m.connect(x, d, values)
	return &Cells[O]{m, d, x, g}
}

// connGrid collects the bindings of a port's elements, which must be of one
// kind.
func (m *Module) connGrid(l *leaf) (conn, *Diagnostic) {
	b := l.vals[0].bind
	if b == nil {
		for _, v := range l.vals {
			if v.bind != nil {
				return conn{}, mixed(l)
			}
		}
		return m.connAll(l), nil
	}
	c := conn{kind: b.kind, from: b.from}
	for i := range b.vals {
		for k, v := range l.vals {
			if v.bind == nil || v.bind.kind != b.kind || v.bind.from != b.from || len(v.bind.vals) != len(b.vals) || (b.from != nil && v.bind.elem != k) {
				return conn{}, mixed(l)
			}
			c.vals = append(c.vals, v.bind.vals[i])
		}
	}
	if b.from != nil && b.from.Count != len(l.vals) {
		return conn{}, mixed(l)
	}
	return c, nil
}

func mixed(l *leaf) *Diagnostic {
	return newDiag(CodeGrid, "input %q is wired in several ways", l.path).
		fix("wire all elements of a vector alike: one call of hdl.West, hdl.Row and so on for the whole vector")
}

// Row gives cell (r, c) the element v[r].
func Row[T any](c Cell, v []T) T { return spread(c, "Row", ir.ConnRow, v, c.grid.Rows) }

// Col gives cell (r, c) the element v[c].
func Col[T any](c Cell, v []T) T { return spread(c, "Col", ir.ConnCol, v, c.grid.Cols()) }

// Each gives every cell its own element, row by row.
func Each[T any](c Cell, v []T) T { return spread(c, "Each", ir.ConnCell, v, c.grid.Cells()) }

// West gives a cell the output out of its neighbour to the west, and edge[r]
// to the first cell of row r.
func West[T any](c Cell, out T, edge []T) T {
	return chain(c, "West", ir.ConnWest, out, edge, c.grid.Rows)
}

// East gives a cell the output out of its neighbour to the east, and edge[r]
// to the last cell of row r.
func East[T any](c Cell, out T, edge []T) T {
	return chain(c, "East", ir.ConnEast, out, edge, c.grid.Rows)
}

// North gives a cell the output out of its neighbour to the north, and edge[c]
// to row 0.
func North[T any](c Cell, out T, edge []T) T {
	return chain(c, "North", ir.ConnNorth, out, edge, c.grid.Cols())
}

// South gives a cell the output out of its neighbour to the south, and edge[c]
// to the last row.
func South[T any](c Cell, out T, edge []T) T {
	return chain(c, "South", ir.ConnSouth, out, edge, c.grid.Cols())
}

// spread binds each leaf to its elements in v.
func spread[T any](c Cell, what string, kind ir.ConnKind, v []T, want int) T {
	if len(v) != want || (c.grid.Step != 0 && kind == ir.ConnCol) {
		return misfit(c, what, len(v), want, firstOf(v))
	}
	out := typesOf(v[0])
	to, _ := leaves(&out)
	for i := range v {
		from, d := leaves2(v[i])
		if d != nil || len(from) != len(to) {
			continue
		}
		for l := range to {
			for k, t := range to[l].vals {
				if k >= len(from[l].vals) {
					continue
				}
				x := c.m.own(*from[l].vals[k])
				if !sameBits(x.typ, t.typ) && x.err == nil {
					c.m.report(newDiag(CodeMismatch, "%s: elements 0 and %d differ: %s and %s", what, i, typeName(t.typ), typeName(x.typ)).fix("give every element the same type"))
				}
				if t.bind == nil {
					t.bind = &binding{kind: kind, vals: make([]*ir.Node, len(v))}
				}
				t.bind.vals[i] = x.node
			}
		}
	}
	return out
}

// chain binds each leaf of out to the neighbour's output and the edge values.
func chain[T any](c Cell, what string, kind ir.ConnKind, out T, edge []T, want int) T {
	if len(edge) != want || (c.grid.Step != 0 && (kind == ir.ConnNorth || kind == ir.ConnSouth)) {
		return misfit(c, what, len(edge), want, out)
	}
	t := spread(c, what, kind, edge, want)
	to, _ := leaves(&t)
	src, d := leaves2(out)
	if d != nil || len(src) != len(to) {
		return shapeError(c.m, t, what, "the output and its edge have different shapes", "make them from one type")
	}
	for l := range to {
		for k, v := range to[l].vals {
			if k >= len(src[l].vals) || !c.isOutput(src[l].vals[k]) {
				c.m.report(newDiag(CodeGrid, "%s: the value chained is not an output of the cell", what).
					fix("pass a field of the outputs that the wiring function received"))
				return t
			}
			if s := src[l].vals[k]; v.bind != nil && s.node != nil {
				v.bind.from, v.bind.elem = s.node.Sig, s.node.Elem
			}
		}
	}
	return t
}

// isOutput reports whether v is an output that the wiring function received.
func (c Cell) isOutput(v *value) bool {
	for _, p := range c.def.outs {
		if v.node != nil && v.node.Op == ir.OpRef && v.node.Sig == p.sig {
			return true
		}
	}
	return false
}

// misfit reports wiring that does not fit the grid's shape.
func misfit[T any](c Cell, what string, got, want int, t T) T {
	d := newDiag(CodeGrid, "%s with %d elements where the grid has %d", what, got, want)
	if c.grid.Step != 0 && (what == "Col" || what == "North" || what == "South") {
		d = newDiag(CodeGrid, "%s does not fit a triangular grid", what).fix("use Row, Each, West or East")
	} else {
		d.fix("give one element for each of the %d", want)
	}
	c.m.report(d)
	return poison(t, d)
}

func firstOf[T any](v []T) T {
	var t T
	if len(v) > 0 {
		t = v[0]
	}
	return t
}

// At is the outputs of the cell in row r, place col.
func (g *Cells[O]) At(r, col int) O {
	if g.x == nil {
		return g.none()
	}
	if r < 0 || r >= g.grid.Rows || col < 0 || col >= g.grid.RowLen(r) {
		d := newDiag(CodeRange, "cell (%d, %d) of a grid of %d rows and %d columns", r, col, g.grid.Rows, g.grid.Cols()).fix("rows and columns count from 0")
		g.m.report(d)
		return poison(g.def.out.(O), d)
	}
	out := clone(g.def.out.(O))
	ls, _ := leaves(&out)
	cell := g.grid.RowStart(r) + col
	for i, p := range g.def.outs {
		net := g.x.net(p.sig)
		for k, v := range ls[i].vals {
			*v = g.m.refTo(net, cell*p.sig.Count+k)
		}
	}
	return out
}

// none is the outputs of a grid that could not be made.
func (g *Cells[O]) none() O {
	var none O
	if g.def != nil {
		none = g.def.out.(O)
	}
	return poison(none, &Diagnostic{reported: true})
}

// EastEdge is the outputs of the last cell of each row.
func (g *Cells[O]) EastEdge() []O { return g.rowEdge(func(n int) int { return n - 1 }) }

// WestEdge is the outputs of the first cell of each row.
func (g *Cells[O]) WestEdge() []O { return g.rowEdge(func(int) int { return 0 }) }

func (g *Cells[O]) rowEdge(col func(n int) int) []O {
	if g.x == nil {
		return nil
	}
	out := make([]O, g.grid.Rows)
	for r := range out {
		out[r] = g.At(r, col(g.grid.RowLen(r)))
	}
	return out
}

// SouthEdge is the outputs of the last row.
func (g *Cells[O]) SouthEdge() []O { return g.colEdge(g.grid.Rows - 1) }

// NorthEdge is the outputs of row 0.
func (g *Cells[O]) NorthEdge() []O { return g.colEdge(0) }

func (g *Cells[O]) colEdge(r int) []O {
	if g.x == nil {
		return nil
	}
	out := make([]O, g.grid.RowLen(r))
	for c := range out {
		out[c] = g.At(r, c)
	}
	return out
}

// All is the outputs of every cell, row by row.
func (g *Cells[O]) All() []O {
	var out []O
	for r := range g.grid.Rows {
		for c := range g.grid.RowLen(r) {
			out = append(out, g.At(r, c))
		}
	}
	return out
}
