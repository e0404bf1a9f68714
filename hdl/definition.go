package hdl

import (
	"fmt"
	"reflect"

	"npugen/hdl/ir"
)

// maxNesting bounds how deep instances nest, so that a recursion without end is
// an error and not an exhausted stack.
const maxNesting = 10_000

// unfit says why def cannot be a definition: its values must be equal exactly
// where they describe the same module. nil means that it can.
func unfit(def any) *Diagnostic {
	if def == nil {
		return newDiag(CodeModule, "no definition: it is nil").fix("pass a struct with the methods Inputs and Build")
	}
	v := reflect.ValueOf(def)
	if v.Kind() == reflect.Pointer {
		return newDiag(CodeModule, "definition %T is a pointer, so that equal parameters would not be one module", def).
			fix("pass the struct itself, and declare Inputs and Build on it rather than on the pointer")
	}
	if !v.Comparable() {
		return newDiag(CodeModule, "definition %T is not comparable", def).
			fix("keep parameters plain: numbers, strings, arrays, structs; no slices, maps, functions or pointers to them")
	}
	if path := pointerIn(v, v.Type().Name()); path != "" {
		return newDiag(CodeModule, "parameter %s is a pointer or channel, which two equal modules do not share", path).
			fix("keep the value itself: numbers, strings, arrays, structs")
	}
	if !v.Equal(v) {
		return newDiag(CodeModule, "definition %T has a parameter that is not a number (NaN)", def).
			fix("compute the parameter so that it is a number")
	}
	return nil
}

// pointerIn is the path of the first pointer or channel in a parameter, empty
// for none.
func pointerIn(v reflect.Value, path string) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return path
	case reflect.Interface:
		if !v.IsNil() {
			return pointerIn(v.Elem(), path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if p := pointerIn(v.Field(i), path+"."+v.Type().Field(i).Name); p != "" {
				return p
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			if p := pointerIn(v.Index(i), fmt.Sprintf("%s[%d]", path, i)); p != "" {
				return p
			}
		}
	}
	return ""
}

// tooDeep is the mistake of a recursion that does not end.
func tooDeep(def any) *Diagnostic {
	d := newDiag(CodeModule, "instances nest more than %d deep, down to %s with the parameters %v", maxNesting, defName(def), def).
		fix("stop the recursion at a base case that the parameters reach on the way down")
	d.Via = nil // thousands of the same line
	return d
}

// refuse records why def cannot be elaborated, at its method where no line of a
// Build asked for it.
func (b *build) refuse(def any, d *Diagnostic) {
	if d.Loc.IsZero() && def != nil {
		d.Loc = methodLoc(def, "Inputs")
	}
	if b.building != nil {
		b.building.report(d)
		return
	}
	b.diags = append(b.diags, d)
}

// enter makes m the module that is being built until the function returned is
// called.
func (b *build) enter(m *Module) (leave func()) {
	outer := b.building
	b.building = m
	b.depth++
	return func() {
		b.building = outer
		b.depth--
	}
}

// elsewhere reports use of m while another module is being built: what is made
// or driven then would depend on which instance happened to come first.
func (m *Module) elsewhere(name string) *Diagnostic {
	now := m.b.building
	if now == m || now == nil {
		return nil
	}
	of, here := m.title(), now.title()
	if of == here {
		of, here = m.ir.Name, now.ir.Name
	}
	d := newDiag(CodeNotDriven, "%q of %s is used while %s is built", name, of, here).
		fix("a module makes and drives only what is its own: pass the value through an input or an output")
	m.report(d)
	return d
}

// place is where something is declared: the line of the user's Build, or that of
// the method which lists the port.
func (m *Module) place() ir.Loc {
	if l := m.b.here(); !l.IsZero() {
		return l
	}
	return m.at
}
