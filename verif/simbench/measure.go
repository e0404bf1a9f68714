package simbench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"npugen/hdl/ir"
	"npugen/verilog"
)

// resetCycles is how long reset is held before the cycles that count.
const resetCycles = 2

// Result is how one engine did on one design.
type Result struct {
	Engine          string
	Build           time.Duration // from the netlist to the first cycle
	CyclesPerSecond float64
	Digest          uint64 // after Design.Check cycles
}

// Options say how to measure.
type Options struct {
	Run time.Duration // how long to run; 0 means a second

	// Draft compiles Verilator's C++ without optimisation: for tests, which
	// want the digest soon.
	Draft bool
}

// engine builds a design and says how to run it.
type engine interface {
	// build makes the design ready to run.
	build(ctx context.Context, d *ir.Design, dir string) error
	// check runs cycles from reset on and returns the digest.
	check(ctx context.Context, cycles int) (uint64, error)
	// rate runs for about t and returns cycles a second.
	rate(ctx context.Context, t time.Duration) (float64, error)
}

// newEngine is the engine of that name, nil if there is none.
func newEngine(name string, o Options) engine {
	switch name {
	case "interpreter":
		return &builtIn{}
	case "icarus":
		return &icarus{}
	case "verilator":
		if o.Draft {
			return &verilator{opt: "-O0"}
		}
		return &verilator{opt: "-O3"}
	}
	return nil
}

// Engines is the names of the engines, in the order of the report.
func Engines() []string { return []string{"interpreter", "icarus", "verilator"} }

// Measure builds and runs a design on one engine.
func Measure(ctx context.Context, d Design, name string, o Options) (Result, error) {
	r := Result{Engine: name}
	wrap := func(err error) error { return fmt.Errorf("bench %s on %s: %w", d.Name, name, err) }
	e := newEngine(name, o)
	if e == nil {
		return r, wrap(fmt.Errorf("no such engine: want one of %v", Engines()))
	}
	design, err := d.Elaborate()
	if err != nil {
		return r, wrap(err)
	}
	dir, err := os.MkdirTemp("", "npugen-bench-")
	if err != nil {
		return r, wrap(err)
	}
	defer os.RemoveAll(dir)
	start := time.Now()
	if err := e.build(ctx, design, dir); err != nil {
		return r, wrap(err)
	}
	r.Build = time.Since(start)
	if r.Digest, err = e.check(ctx, d.Check); err != nil {
		return r, wrap(err)
	}
	if o.Run == 0 {
		o.Run = time.Second
	}
	if r.CyclesPerSecond, err = e.rate(ctx, o.Run); err != nil {
		return r, wrap(err)
	}
	return r, nil
}

// powerUp is the seed of the power-up values, the same in every engine.
const powerUp uint64 = 1

// writeVerilog writes the design, with its power-up values, and a file of the
// engine's own beside it.
func writeVerilog(d *ir.Design, dir, name, text string) error {
	seed := powerUp
	files, err := verilog.Emit(d, verilog.Options{PowerUp: &seed})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "design.v"), []byte(verilog.Join(files)), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)
}
