package verilog

import (
	"fmt"
	"strings"

	"npugen/hdl/ir"
)

// gridWriter holds the names of one grid's loops.
type gridWriter struct {
	w    *writer
	in   *ir.Inst
	g    ir.Grid
	name string
	r, c string                   // genvars
	outs map[*ir.Signal]*cellNets // by output port; nil where the output is a port of the module
}

// grid writes a regular array as two generate loops. Neighbours read each
// other's words of the arrays of outputs.
func (w *writer) grid(in *ir.Inst) {
	w.section(in.Loc)
	name := w.insts[in]
	g := &gridWriter{w: w, in: in, g: *in.Grid, name: name, outs: map[*ir.Signal]*cellNets{}}
	g.r, g.c = w.names.take(name+"_r"), w.names.take(name+"_c")
	for _, o := range in.Outs {
		g.outs[o.Port] = g.outNet(o)
	}
	var locals []string
	var bs []binding
	for _, c := range in.Ins {
		ls, value := g.input(c)
		locals = append(locals, ls...)
		bs = append(bs, binding{c.Port.Name, value})
	}
	for _, o := range in.Outs {
		bs = append(bs, binding{o.Port.Name, g.output(o.Port, g.cell(g.r, g.c, 0))})
	}
	body := append(locals, instantiate(in.Module, w.label(in.Module, "u"), bs)...)
	w.add("genvar "+g.r+", "+g.c+";", "generate")
	w.add(indent(g.loop(g.r, fmt.Sprint(g.g.Rows), "row", g.loop(g.c, g.rowLen(), "col", body)))...)
	w.add("endgenerate")
}

// outNet is the nets of an output. One that nobody wants gets nets all the
// same, because an empty connection is a lint warning.
func (g *gridWriter) outNet(o ir.Out) *cellNets {
	if o.Net != nil {
		return g.w.cells[o.Net]
	}
	c := &cellNets{name: g.w.names.take(g.name + "_" + o.Port.Name), words: g.g.Cells(), port: o.Port}
	g.w.add(c.declaration())
	g.w.spare = append(g.w.spare, c)
	return c
}

// output is the net of an output of one cell.
func (g *gridWriter) output(port *ir.Signal, index string) string {
	if c := g.outs[port]; c != nil {
		return c.word(index)
	}
	return g.element(signalNet(g.module(port)), index, port.Bits())
}

// module is the port of the module that an output of the grid is the whole of.
func (g *gridWriter) module(port *ir.Signal) *ir.Signal {
	for _, o := range g.in.Outs {
		if o.Port == port {
			return o.Net
		}
	}
	return nil
}

func (g *gridWriter) loop(v, limit, label string, body []string) []string {
	label = g.w.names.take(g.name + "_" + label)
	lines := []string{fmt.Sprintf("for (%s = 0; %s < %s; %s = %s + 1) begin : %s", v, v, limit, v, v, label)}
	return append(append(lines, indent(body)...), "end")
}

// rowLen is the length of row r as an expression of the genvar.
func (g *gridWriter) rowLen() string {
	switch g.g.Step {
	case 0:
		return fmt.Sprint(g.g.Base)
	case 1:
		return fmt.Sprintf("%d + %s", g.g.Base, g.r)
	case -1:
		return fmt.Sprintf("%d - %s", g.g.Base, g.r)
	}
	return fmt.Sprintf("%d + (%d)*%s", g.g.Base, g.g.Step, g.r)
}

// cell is the number of cell (r, c + add) as an expression.
func (g *gridWriter) cell(r, c string, add int) string {
	s := r
	if g.g.Base != 1 {
		s = fmt.Sprintf("%s*%d", r, g.g.Base)
	}
	switch step := g.g.Step; {
	case step == 1:
		s += fmt.Sprintf(" + %s*(%s - 1)/2", r, r)
	case step == -1:
		s += fmt.Sprintf(" - %s*(%s - 1)/2", r, r)
	case step != 0:
		s += fmt.Sprintf(" + (%d)*(%s*(%s - 1)/2)", step, r, r)
	}
	s += " + " + c
	switch {
	case add > 0:
		s += fmt.Sprintf(" + %d", add)
	case add < 0:
		s += fmt.Sprintf(" - %d", -add)
	}
	return s
}

// element is entry i, of the given width, of a packed net.
func (g *gridWriter) element(net netRange, i string, width int) string {
	switch {
	case net.total == width:
		return net.name
	case width == 1:
		return net.name + "[" + i + "]"
	case strings.ContainsAny(i, "+-*"):
		i = "(" + i + ")"
	}
	return fmt.Sprintf("%s[%s*%d +: %d]", net.name, i, width, width)
}

// input is the value of one input in a cell, and the lines that it needs inside
// the loops.
func (g *gridWriter) input(c ir.Conn) (locals []string, value string) {
	w, width := g.w, c.Port.Bits()
	base := g.name + "_" + c.Port.Name
	if c.Kind == ir.ConnAll {
		return nil, w.portValue(base, c.Values)
	}
	w.sink = base
	net := w.packed(base, c.Values)
	w.mark(net)
	switch c.Kind {
	case ir.ConnRow:
		return nil, g.element(net, g.r, width)
	case ir.ConnCol:
		return nil, g.element(net, g.c, width)
	case ir.ConnCell:
		return nil, g.element(net, g.cell(g.r, g.c, 0), width)
	}
	var first, edge, from string
	switch c.Kind {
	case ir.ConnWest:
		first, edge, from = g.c+" == 0", g.r, g.cell(g.r, g.c, -1)
	case ir.ConnEast:
		first, edge, from = g.c+" == "+g.lastCol(), g.r, g.cell(g.r, g.c, 1)
	case ir.ConnNorth:
		first, edge, from = g.r+" == 0", g.c, g.cell("("+g.r+" - 1)", g.c, 0)
	case ir.ConnSouth:
		first, edge, from = fmt.Sprintf("%s == %d", g.r, g.g.Rows-1), g.c, g.cell("("+g.r+" + 1)", g.c, 0)
	}
	g.chained(c)
	in := w.names.take(base + "_local")
	return []string{
		"wire " + rangeOf(width, false) + in + ";",
		fmt.Sprintf("if (%s) begin : %s", first, w.names.take(base+"_edge")),
		fmt.Sprintf("    assign %s = %s;", in, g.element(net, edge, width)),
		fmt.Sprintf("end else begin : %s", w.names.take(base+"_link")),
		fmt.Sprintf("    assign %s = %s;", in, g.output(c.From, from)),
		"end",
	}, in
}

// lastCol is the number of the last cell of row r.
func (g *gridWriter) lastCol() string {
	if g.g.Step == 0 {
		return fmt.Sprint(g.g.Base - 1)
	}
	return g.rowLen() + " - 1"
}

// chained notes that neighbours read the output that c comes from.
func (g *gridWriter) chained(c ir.Conn) {
	if cells := g.outs[c.From]; cells != nil && g.links(c.Kind) {
		cells.used = true
	}
}

// links reports whether any cell has a neighbour on the side that kind reads.
func (g *gridWriter) links(kind ir.ConnKind) bool {
	if kind == ir.ConnWest || kind == ir.ConnEast {
		return g.g.Cols() > 1
	}
	return g.g.Rows > 1
}
