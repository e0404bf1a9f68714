package verilog

import (
	"fmt"

	"npugen/hdl/ir"
)

// The outputs of a grid are an array of nets, a word for each cell. One flat
// vector would read as well, but simulators that evaluate a net when any part
// of it changes then take quadratic time: Icarus 11 ran a 16 x 16 array more
// than 1,000 times slower that way, and Verilator 1.4 times.

// cellNets is the array of nets of one output.
type cellNets struct {
	name  string
	words int
	port  *ir.Signal // of the cell
	used  bool       // some word is read
}

// word is the net of one cell; index is a number or an expression of genvars.
func (c *cellNets) word(index string) string { return c.name + "[" + index + "]" }

// declaration declares the array.
func (c *cellNets) declaration() string {
	return fmt.Sprintf("wire %s%s [0:%d];", rangeOf(c.port.Bits(), declaredSigned(c.port)), c.name, c.words-1)
}

// collectCells finds the grid outputs that have nets of their own.
func (w *writer) collectCells() {
	for _, in := range w.m.Insts {
		if in.Grid == nil {
			continue
		}
		for _, o := range in.Outs {
			if o.Net != nil && w.merged[o.Net.Name] == nil {
				w.cells[o.Net] = &cellNets{name: o.Net.Name, words: in.Grid.Cells(), port: o.Port}
			}
		}
	}
}

// element is the net of one element of a signal.
func (w *writer) element(s *ir.Signal, elem int) netRange {
	width := s.Type.Width
	c := w.cells[s]
	if c == nil {
		return signalNet(s).sub(elem*width, width)
	}
	c.used = true
	n := c.port.Count
	r := netRange{name: c.word(fmt.Sprint(elem / n)), width: n * width, total: n * width, signed: declaredSigned(c.port)}
	return r.sub(elem%n*width, width)
}
