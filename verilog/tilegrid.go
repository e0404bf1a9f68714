package verilog

import (
	"fmt"

	"npugen/hdl/ir"
)

// side is the part of a tile, or of a grid, whose outputs are brought out.
type side uint8

const (
	east side = iota
	west
	south
	north
	all
	sideCount
)

var sideNames = [sideCount]string{"_east", "_west", "_south", "_north", ""}

// chainSide is the side of a tile that a chain leaves by.
var chainSide = map[ir.ConnKind]side{ir.ConnWest: east, ir.ConnEast: west, ir.ConnNorth: south, ir.ConnSouth: north}

// cells lists the cells of a rows x cols rectangle that lie on s, in order.
func (s side) cells(rows, cols int) [][2]int {
	var out [][2]int
	for r := range rows {
		for c := range cols {
			if s.has(r, c, rows, cols) {
				out = append(out, [2]int{r, c})
			}
		}
	}
	return out
}

func (s side) has(r, c, rows, cols int) bool {
	return s == all || s == east && c == cols-1 || s == west && c == 0 || s == south && r == rows-1 || s == north && r == 0
}

// position is the place of cell (r, c) in cells(rows, cols).
func (s side) position(r, c, cols int) int {
	switch s {
	case east, west:
		return r
	case south, north:
		return c
	}
	return r*cols + c
}

// size is the number of cells on s.
func (s side) size(rows, cols int) int {
	switch s {
	case east, west:
		return rows
	case south, north:
		return cols
	}
	return rows * cols
}

// splitGrid is a large grid as up to four grids of tiles.
type splitGrid struct {
	in         *ir.Inst
	rows, cols []band
	blocks     []*tileBlock
	reads      map[*ir.Signal]side   // by output port: the side that the parent reads from
	ports      map[*ir.Signal][]side // by output port: the sides that tiles bring out
	netPort    map[*ir.Signal]*ir.Signal
}

// band is count rows (or columns) of tiles of size cells, from cell first on.
type band struct{ first, count, size int }

// tileBlock is the tiles of one row band and one column band: one tile module.
type tileBlock struct {
	rb, cb int
	name   string
	tile   *ir.Module
	ins    map[*ir.Signal]*ir.Signal          // input of the cell to input of the tile
	outs   map[*ir.Signal]map[side]*ir.Signal // output of the cell to outputs of the tile
	net    map[*ir.Signal]*ir.Signal          // output of the tile to net of the parent
	nets   []*ir.Signal
}

func bands(n, size int) []band {
	var bs []band
	if n >= size {
		bs = append(bs, band{0, n / size, size})
	}
	if n%size > 0 {
		bs = append(bs, band{n / size * size, 1, n % size})
	}
	return bs
}

// split plans the tiles of in and writes their modules.
func (t *tiler) split(m *ir.Module, in *ir.Inst, read map[*ir.Signal]map[int]bool, local map[string]bool) *splitGrid {
	g := &splitGrid{
		in: in, rows: bands(in.Grid.Rows, t.size), cols: bands(in.Grid.Base, t.size),
		reads: map[*ir.Signal]side{}, ports: map[*ir.Signal][]side{}, netPort: map[*ir.Signal]*ir.Signal{},
	}
	for _, o := range in.Outs {
		if o.Net != nil {
			g.netPort[o.Net] = o.Port
		}
		g.plan(o, read[o.Net])
	}
	for rb, rows := range g.rows {
		for cb, cols := range g.cols {
			b := &tileBlock{rb: rb, cb: cb, ins: map[*ir.Signal]*ir.Signal{}, outs: map[*ir.Signal]map[side]*ir.Signal{}, net: map[*ir.Signal]*ir.Signal{}}
			b.tile = t.tileModule(m, g, b, rows.size, cols.size)
			b.name = in.Name
			if suffix := [2][2]string{{"", "right"}, {"bottom", "corner"}}[rb][cb]; suffix != "" {
				b.name = unique(local, in.Name+"_"+suffix)
			}
			b.declareNets(rows.count*cols.count, local)
			g.blocks = append(g.blocks, b)
			t.out.Modules = append(t.out.Modules, b.tile)
		}
	}
	return g
}

// plan decides which sides of the tiles bring out the output o.
func (g *splitGrid) plan(o ir.Out, read map[int]bool) {
	var need [sideCount]bool
	for _, c := range g.in.Ins {
		if s, ok := chainSide[c.Kind]; ok && c.From == o.Port {
			need[s] = true
		}
	}
	if len(read) > 0 {
		s := g.readSide(o.Port, read, need)
		need[s] = true
		g.reads[o.Port] = s
	}
	for s := range sideCount {
		if need[s] {
			g.ports[o.Port] = append(g.ports[o.Port], s)
		}
	}
}

// readSide is a side of the grid that has all cells that are read, preferably
// one that tiles bring out anyway.
func (g *splitGrid) readSide(port *ir.Signal, read map[int]bool, need [sideCount]bool) side {
	best := all
	for _, s := range [...]side{south, east, north, west} {
		switch {
		case !g.covers(s, port, read):
		case need[s]:
			return s
		case best == all:
			best = s
		}
	}
	return best
}

func (g *splitGrid) covers(s side, port *ir.Signal, read map[int]bool) bool {
	for elem := range read {
		cell := elem / port.Count
		if !s.has(cell/g.in.Grid.Base, cell%g.in.Grid.Base, g.in.Grid.Rows, g.in.Grid.Base) {
			return false
		}
	}
	return true
}

// locate is where element elem of net, an output of the large grid, is now.
func (g *splitGrid) locate(net *ir.Signal, elem int) (*ir.Signal, int) {
	port := g.netPort[net]
	cell, k := elem/port.Count, elem%port.Count
	return g.output(port, g.reads[port], cell/g.in.Grid.Base, cell%g.in.Grid.Base, k)
}

// output is element k of an output of cell (r, c), brought out by side s.
func (g *splitGrid) output(port *ir.Signal, s side, r, c, k int) (*ir.Signal, int) {
	rb, cb := bandOf(g.rows, r), bandOf(g.cols, c)
	rows, cols := g.rows[rb], g.cols[cb]
	r, c = r-rows.first, c-cols.first
	b := g.blocks[rb*len(g.cols)+cb]
	tile := r/rows.size*cols.count + c/cols.size
	at := s.position(r%rows.size, c%cols.size, cols.size)
	return b.net[b.outs[port][s]], (tile*s.size(rows.size, cols.size)+at)*port.Count + k
}

func bandOf(bs []band, i int) int {
	for k, b := range bs {
		if i < b.first+b.count*b.size {
			return k
		}
	}
	return len(bs) - 1
}

// declareNets makes the parent's nets for the outputs of a block of tiles.
func (b *tileBlock) declareNets(tiles int, local map[string]bool) {
	for _, p := range b.tile.Signals {
		if p.Kind != ir.Output {
			continue
		}
		net := &ir.Signal{
			Name: unique(local, b.name+"_"+p.Name), Kind: ir.InstOut,
			Type: p.Type, Count: tiles * p.Count, Vec: true,
		}
		b.net[p] = net
		b.nets = append(b.nets, net)
	}
}

// tileModule is a module of rows x cols cells.
func (t *tiler) tileModule(m *ir.Module, g *splitGrid, b *tileBlock, rows, cols int) *ir.Module {
	cell := t.c.module(g.in.Module)
	tile := &ir.Module{
		Name: unique(t.names, fmt.Sprintf("%s_%s_tile%dx%d", m.Name, g.in.Name, rows, cols)),
		Doc:  fmt.Sprintf("%d x %d cells of grid %s in %s.", rows, cols, g.in.Name, m.Name),
		Def:  g.in.Module.Def, Loc: g.in.Loc, NoInline: true,
	}
	used := map[string]bool{g.in.Name: true, cell.Name: true}
	inst := &ir.Inst{Name: g.in.Name, Module: cell, Grid: &ir.Grid{Rows: rows, Base: cols}, Loc: g.in.Loc}
	for _, c := range g.in.Ins {
		port := t.c.signal(c.Port)
		count := port.Count
		if c.Kind != ir.ConnAll {
			count *= connValues(inst.Grid, c.Kind)
		}
		in := &ir.Signal{Name: unique(used, port.Name), Kind: ir.Input, Type: port.Type, Count: count, Vec: port.Vec || count > 1}
		b.ins[c.Port] = in
		tile.Signals = append(tile.Signals, in)
		inst.Ins = append(inst.Ins, ir.Conn{Port: port, Kind: c.Kind, Values: refsTo(in), From: t.c.signal(c.From)})
	}
	var nets []*ir.Signal
	for _, o := range g.in.Outs {
		port := t.c.signal(o.Port)
		net := &ir.Signal{Kind: ir.InstOut, Type: port.Type, Count: rows * cols * port.Count, Vec: true}
		nets = append(nets, net)
		inst.Outs = append(inst.Outs, ir.Out{Port: port, Net: net})
		b.outs[o.Port] = map[side]*ir.Signal{}
		for _, s := range g.ports[o.Port] {
			out := &ir.Signal{Name: unique(used, port.Name+sideNames[s]), Kind: ir.Output, Type: port.Type, Vec: true}
			for _, rc := range s.cells(rows, cols) {
				for k := range port.Count {
					elem := (rc[0]*cols+rc[1])*port.Count + k
					out.Drive = append(out.Drive, &ir.Node{Op: ir.OpRef, Width: port.Type.Width, Signed: port.Type.Signed, Bool: port.Type.Bool, Sig: net, Elem: elem})
				}
			}
			out.Count = len(out.Drive)
			b.outs[o.Port][s] = out
			tile.Signals = append(tile.Signals, out)
		}
	}
	for i, net := range nets {
		net.Name = unique(used, g.in.Name+"_"+inst.Outs[i].Port.Name)
	}
	tile.Signals = append(tile.Signals, nets...)
	tile.Insts = []*ir.Inst{inst}
	return tile
}

// refsTo is a reference to each element of s.
func refsTo(s *ir.Signal) []*ir.Node {
	out := make([]*ir.Node, s.Count)
	for i := range out {
		out[i] = refTo(s, i)
	}
	return out
}

func refTo(s *ir.Signal, elem int) *ir.Node {
	return &ir.Node{Op: ir.OpRef, Width: s.Type.Width, Signed: s.Type.Signed, Bool: s.Type.Bool, Sig: s, Elem: elem}
}
