package simbench

import (
	"context"
	"time"

	"npugen/hdl/ir"
	"npugen/sim"
)

// engine builds a design and says how to run it.
type engine interface {
	// rerunnable is whether check and rate may follow each other more than once.
	rerunnable() bool
	// build makes the design ready to run.
	build(ctx context.Context, d *ir.Design, dir string) error
	// check runs cycles from reset on and returns the digest.
	check(ctx context.Context, cycles int) (uint64, error)
	// rate runs for about t.
	rate(ctx context.Context, t time.Duration) (speed, error)
}

// speed is how fast an engine ran.
type speed struct {
	cyclesPerSecond float64
	bytesPerCycle   float64 // of VCD text; 0 without
}

// wavesFile is what an engine that writes a VCD file writes, in the folder it
// was built in.
const wavesFile = "waves.vcd"

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
		return &builtIn{kind: sim.Interpreter, waves: o.VCD}
	case compiledName:
		return &builtIn{kind: sim.Compiled, waves: o.VCD}
	case icarusName:
		return &icarus{waves: o.VCD}
	case verilatorName:
		if o.Draft {
			return &verilator{opt: "-O0", waves: o.VCD}
		}
		return &verilator{opt: "-O3", waves: o.VCD}
	}
	return nil
}
