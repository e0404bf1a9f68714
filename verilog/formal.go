package verilog

import (
	"slices"

	"npugen/hdl/ir"
)

// checksOnly reports whether a module can only watch: nothing comes out of it.
func checksOnly(m *ir.Module) bool {
	return !slices.ContainsFunc(m.Signals, func(s *ir.Signal) bool { return s.Kind == ir.Output })
}

// assertions writes the properties for formal tools, as immediate assertions
// without else, the one form that Yosys reads, and the instances of modules that
// hold nothing else. Nets that only they need are declared with them.
func (w *writer) assertions() {
	var monitors []*ir.Inst
	for _, in := range w.m.Insts {
		if checksOnly(in.Module) {
			monitors = append(monitors, in)
		}
	}
	if len(w.m.Asserts) == 0 && len(monitors) == 0 {
		return
	}
	w.section(ir.Loc{})
	w.body = append(w.body, "`ifdef FORMAL")
	w.inFormal = true
	for _, in := range monitors {
		w.place(in)
	}
	for _, a := range w.m.Asserts {
		w.assertion(a)
	}
	if names := w.formal.unread(); len(names) > 0 {
		w.unusedWire("_unused_formal_ok", names)
	}
	w.inFormal = false
	w.body = append(w.body, "`endif")
}

func (w *writer) assertion(a *ir.Assertion) {
	w.sink = ident(a.Name)
	if w.sink == "" {
		w.sink = "property"
	}
	if a.Name != "" || a.Msg != "" {
		sep := ""
		if a.Name != "" && a.Msg != "" {
			sep = ": "
		}
		w.add("// " + oneLine(a.Name+sep+a.Msg))
	}
	w.comment(a.Loc)
	keyword := [...]string{ir.Assert: "assert", ir.Assume: "assume", ir.Cover: "cover"}[a.Kind]
	t := w.expr(a.Cond, self)
	ss := []stmt{assignment{keyword + " (", text{s: t.s + ")", form: t.form}}}
	if a.When != nil && !isTrue(a.When) {
		ss = []stmt{ifStmt{w.limited(a.When, self).s, ss, nil}}
	}
	if a.Reset != nil {
		ss = []stmt{ifStmt{inverse(a.Reset, w.limited(a.Reset, self)), ss, nil}}
	}
	w.mark(signalNet(a.Clock))
	w.add(block("always @(posedge "+a.Clock.Name+")", ss, 1)...)
}
