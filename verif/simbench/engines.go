package simbench

import (
	"context"
	"time"

	"npugen/hdl/ir"
	"npugen/sim"
)

// engine builds a design and says how to run it.
type engine interface {
	// build makes the design ready to run.
	build(ctx context.Context, d *ir.Design, dir string) error
	// check runs cycles from reset on and returns the digest.
	check(ctx context.Context, cycles int) (uint64, error)
	// rate runs for about t and returns cycles a second.
	rate(ctx context.Context, t time.Duration) (float64, error)
}

// unableError is why an engine does not build a design.
type unableError struct{ why string }

func (e *unableError) Error() string { return e.why }

// Names of the engines.
const (
	interpreterName = "interpreter"
	compiledName    = "compiled"
	icarusName      = "icarus"
	verilatorName   = "verilator" // the yardstick
)

// Engines is the names of the engines, in the order of the report.
func Engines() []string { return []string{interpreterName, compiledName, icarusName, verilatorName} }

// newEngine is the engine of that name, nil if there is none.
func newEngine(name string, o Options) engine {
	switch name {
	case interpreterName:
		return &builtIn{kind: sim.Interpreter}
	case compiledName:
		return &builtIn{kind: sim.Compiled}
	case icarusName:
		return &icarus{}
	case verilatorName:
		if o.Draft {
			return &verilator{opt: "-O0"}
		}
		return &verilator{opt: "-O3"}
	}
	return nil
}
