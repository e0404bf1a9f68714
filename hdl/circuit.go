package hdl

import (
	"fmt"

	"npugen/hdl/ir"
	"npugen/hdl/ir/check"
	"npugen/hdl/ir/passes"
)

// Elaborate builds def and everything it instantiates, checks the result and
// cleans it up. The error, if any, is Diagnostics: every mistake of the run.
//
// Elaboration is deterministic: equal definitions give equal designs, to the
// byte of the Verilog.
func Elaborate[I, O any](def Def[I, O]) (*Circuit[I, O], error) {
	c, err := ElaborateAsWritten(def)
	if err != nil {
		return nil, err
	}
	if err := passes.Run(c.Design); err != nil {
		return nil, fmt.Errorf("elaborate %s: internal error: %w", c.Design.Top.Def, err)
	}
	return c, nil
}

// ElaborateAsWritten is Elaborate without the clean-up: what a test of the
// clean-up compares with.
func ElaborateAsWritten[I, O any](def Def[I, O]) (*Circuit[I, O], error) {
	b, d := run(def)
	if len(b.diags) > 0 {
		return nil, b.diags.sorted()
	}
	design := &ir.Design{Modules: b.modules, Top: d.mod.ir}
	if err := ir.Verify(design); err != nil {
		return nil, fmt.Errorf("elaborate %s: internal error: %w", d.mod.title(), err)
	}
	if found := check.Run(design); len(found) > 0 {
		return nil, fromFindings(design, found)
	}
	return &Circuit[I, O]{Design: design, In: d.in.(I), Out: d.out.(O)}, nil
}

// MustElaborate is Elaborate for definitions known to be right, such as those
// in examples and package tests; it panics on a mistake.
func MustElaborate[I, O any](def Def[I, O]) *Circuit[I, O] {
	c, err := Elaborate(def)
	if err != nil {
		panic(err)
	}
	return c
}

// fromFindings turns what the netlist checks found into diagnostics.
func fromFindings(design *ir.Design, found []check.Finding) Diagnostics {
	title := map[string]string{}
	for _, m := range design.Modules {
		title[m.Name] = m.Def
	}
	var ds Diagnostics
	for _, f := range found {
		d := &Diagnostic{Code: Code(f.Code), Message: f.Message, Cause: f.Cause, Loc: f.Loc, Module: title[f.Module], Fix: f.Fix}
		for _, r := range f.Related {
			d.also(r.Loc, "%s", r.Text)
		}
		ds = append(ds, d)
	}
	return ds.sorted()
}
