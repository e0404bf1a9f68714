package hdl

import "npugen/hdl/ir"

// Var is a named signal without state: what Set gives it under the conditions
// of the present cycle. It must have a value on every path.
type Var[T any] struct {
	m    *Module
	name string
	v    T
	sigs []*ir.Signal
}

// Wire makes a signal of type t that is driven later.
func Wire[T any](m *Module, name string, t T) *Var[T] {
	v, sigs := declareAll(m, name, ir.Wire, t)
	return &Var[T]{m, name, v, sigs}
}

// Get is the signal's value.
func (w *Var[T]) Get() T { return clone(w.v) }

// Set drives the signal, under the enclosing conditions.
func (w *Var[T]) Set(v T) { assignTo(w.m, w.name, w.v, v) }
