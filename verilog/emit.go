package verilog

import (
	"fmt"
	"strings"

	"npugen/hdl/ir"
)

// DefaultTileSize is the side of a tile, in cells, when Options do not say.
const DefaultTileSize = 16

// Options choose how the text is written. The zero value is what users want.
type Options struct {
	// TileSize is the longest side of a grid, in cells, that is written as
	// one generate loop; larger rectangles are split into tiles of that size.
	// 0 means DefaultTileSize, a negative value never splits.
	TileSize int

	// Lines precedes statements with the file and line they come from. Off by
	// default, because an edit then changes lines it has nothing to do with.
	Lines bool

	// PowerUp, when not nil, adds initial blocks that set every register and
	// memory to ir.PowerUp of that seed: for co-simulation, not for synthesis.
	PowerUp *uint64
}

// File is the text of one module.
type File struct {
	Name   string // <module>.v
	Module string
	Text   string
	Lines  int
}

// Emit writes each module of d to a file of its own, children before parents.
// It does not change d. An error means that d breaks a rule of package ir.
func Emit(d *ir.Design, o Options) ([]File, error) {
	size := o.TileSize
	if size == 0 {
		size = DefaultTileSize
	}
	if err := ir.Verify(d); err != nil {
		return nil, fmt.Errorf("verilog: %w", err)
	}
	if size > 0 {
		d = Tile(d, size)
	}
	d = unravel(d)
	files := make([]File, 0, len(d.Modules))
	inside := map[*ir.Module]names{}
	for _, m := range d.Modules { // children before parents
		w := newWriter(m, o, inside)
		text := w.module()
		inside[m] = w.inner()
		files = append(files, File{Name: m.Name + ".v", Module: m.Name, Text: text, Lines: strings.Count(text, "\n")})
	}
	return files, nil
}

// Join is all files as one text, in order.
func Join(files []File) string {
	texts := make([]string, len(files))
	for i, f := range files {
		texts[i] = f.Text
	}
	return strings.Join(texts, "\n")
}

// FileList is the names of the files, one a line, children before parents: the
// form that every tool accepts with -f or -c.
func FileList(files []File) string {
	var b strings.Builder
	for _, f := range files {
		b.WriteString(f.Name + "\n")
	}
	return b.String()
}

// connValues is how many values a connection of kind k to grid g asks for.
func connValues(g *ir.Grid, k ir.ConnKind) int {
	if g == nil {
		return 1
	}
	switch k {
	case ir.ConnRow, ir.ConnWest, ir.ConnEast:
		return g.Rows
	case ir.ConnCol, ir.ConnNorth, ir.ConnSouth:
		return g.Cols()
	case ir.ConnCell:
		return g.Cells()
	}
	return 1
}
