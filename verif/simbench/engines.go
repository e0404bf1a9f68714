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
	bytesPerCycle   float64       // of VCD text; 0 without
	window          time.Duration // writing the waves of a recording; 0 without
	total           float64       // cycles per second with that
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

// builtInNames are those of this process.
func builtInNames() []string { return []string{interpreterName, compiledName} }

// mode is what an engine does while it runs.
type mode int

const (
	plain     mode = iota
	traced         // it writes all signals to a VCD file
	recording      // it records, and writes the last waves at the end
)

// newEngine is the engine of that name, nil if there is none.
func newEngine(name string, m mode, draft bool) engine {
	switch name {
	case interpreterName:
		return &builtIn{kind: sim.Interpreter, mode: m}
	case compiledName:
		return &builtIn{kind: sim.Compiled, mode: m}
	case icarusName:
		return &icarus{waves: m == traced}
	case verilatorName:
		if draft {
			return &verilator{opt: "-O0", waves: m == traced}
		}
		return &verilator{opt: "-O3", waves: m == traced}
	}
	return nil
}
