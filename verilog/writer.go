package verilog

import (
	"fmt"
	"path"
	"strings"

	"npugen/hdl/ir"
)

// writer holds what is known while one module is written. Statements go to
// body as they are found; the header, the enum constants and the list of
// unused nets depend on what the body used and are added by finish.
type writer struct {
	m *ir.Module
	o Options

	names  names
	inside map[*ir.Module]names // what is declared in the modules written so far
	labels map[string]bool      // those of names that are instances
	fn     string               // prefix of identifiers inside functions
	refs   map[*ir.Node]int
	named  map[*ir.Node]netRange
	insts  map[*ir.Inst]string
	cells  map[*ir.Signal]*cellNets // outputs of grids
	spare  []*cellNets              // outputs of grids that nothing is connected to
	merged map[string]*ir.Signal    // outputs that are the same net as a register, wire or instance output

	usage    usage
	formal   *usage // nets declared under `ifdef FORMAL, nil outside
	inFormal bool

	enums     map[*ir.Enum][]*enumName
	enumOrder []*ir.Enum

	sink string // prefix of the names of nodes in the statement at hand
	body []string

	lastGroup string
	mixer     string // function for power-up values, if there is one
}

func newWriter(m *ir.Module, o Options, inside map[*ir.Module]names) *writer {
	w := &writer{
		m: m, o: o,
		names:  newNames(m),
		inside: inside,
		labels: map[string]bool{},
		refs:   countRefs(m),
		named:  map[*ir.Node]netRange{},
		insts:  map[*ir.Inst]string{},
		cells:  map[*ir.Signal]*cellNets{},
		merged: map[string]*ir.Signal{},
		formal: &usage{},
		enums:  map[*ir.Enum][]*enumName{},
	}
	w.fn = w.names.prefix("f")
	for _, in := range m.Insts {
		if in.Grid != nil {
			w.insts[in] = w.names.take(in.Name) // a prefix: no instance has the name itself
			continue
		}
		w.insts[in] = w.label(in.Module, in.Name)
	}
	inner := map[string]*ir.Signal{}
	for _, s := range m.Signals {
		if s.IsPort() {
			continue
		}
		inner[s.Name] = s
	}
	for _, s := range m.Signals {
		if s.Kind == ir.Output && inner[s.Name] != nil {
			w.merged[s.Name] = inner[s.Name]
		}
	}
	w.collectCells()
	return w
}

// module is the whole text.
func (w *writer) module() string {
	for _, s := range w.m.Signals {
		if s.Kind != ir.Output && w.merged[s.Name] == nil && w.cells[s] == nil {
			w.usage.declare(signalNet(s))
		}
	}
	w.aliasDrives()
	for _, s := range w.m.Signals {
		if s.Kind == ir.Wire {
			w.assign(s)
		}
	}
	for _, p := range w.processes() {
		w.process(p)
	}
	for _, mem := range w.m.Mems {
		w.memory(mem)
	}
	for _, in := range w.m.Insts {
		if !checksOnly(in.Module) {
			w.place(in)
		}
	}
	for _, s := range w.m.Signals {
		if s.Kind == ir.Output && w.merged[s.Name] == nil {
			w.assign(s)
		}
	}
	w.powerUp()
	w.assertions()
	w.unused()
	return w.finish()
}

// add appends lines at one level of indentation.
func (w *writer) add(lines ...string) {
	for _, l := range lines {
		if l == "" {
			w.body = append(w.body, "")
			continue
		}
		w.body = append(w.body, "    "+l)
	}
}

// section starts a group of statements: an empty line and, on request, the
// place in the source.
func (w *writer) section(loc ir.Loc) {
	w.lastGroup = ""
	w.gap()
	w.comment(loc)
}

// group separates statements of another kind from those before.
func (w *writer) group(kind string) {
	if w.lastGroup != kind {
		w.gap()
	}
	w.lastGroup = kind
}

func (w *writer) gap() {
	if n := len(w.body); n > 0 && w.body[n-1] != "" {
		w.body = append(w.body, "")
	}
}

func (w *writer) comment(loc ir.Loc) {
	if w.o.Lines && !loc.IsZero() {
		w.add(fmt.Sprintf("// %s:%d", path.Base(loc.File), loc.Line))
	}
}

// read is the text of a net, and notes that it is read.
func (w *writer) read(r netRange) text {
	w.mark(r)
	return text{s: r.String(), signed: r.signed && r.whole()}
}

// mark notes a read. Under `ifdef FORMAL only nets declared there count, since
// the others must be clean without it.
func (w *writer) mark(r netRange) {
	w.formal.mark(r)
	if !w.inFormal {
		w.usage.mark(r)
	}
}

// declare writes a net of its own for an expression.
func (w *writer) declare(r netRange, t text) {
	if w.inFormal {
		w.formal.declare(r)
	} else {
		w.usage.declare(r)
	}
	w.add(layout(1, "wire "+rangeOf(r.total, r.signed)+r.name+" = ", t, ";")...)
}

// rangeOf is the signedness and range of a declaration, with a space behind.
func rangeOf(width int, signed bool) string {
	var b strings.Builder
	if signed {
		b.WriteString("signed ")
	}
	if width > 1 {
		fmt.Fprintf(&b, "[%d:0] ", width-1)
	}
	return b.String()
}

// countRefs counts how often each node is an argument or a root.
func countRefs(m *ir.Module) map[*ir.Node]int {
	refs := map[*ir.Node]int{}
	var visit func(n *ir.Node)
	visit = func(n *ir.Node) {
		refs[n]++
		if refs[n] > 1 {
			return
		}
		for _, a := range n.Args {
			visit(a)
		}
	}
	m.Roots(func(r ir.Root) { visit(*r.Node) })
	return refs
}
