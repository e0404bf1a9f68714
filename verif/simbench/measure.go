package simbench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"npugen/hdl/ir"
	"npugen/verif/tool"
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
	VCD             *Traced

	// Skipped says why nothing was measured: a tool is missing, the build took
	// longer than the limit, the engine leaves such designs to another. Empty if
	// all was.
	Skipped string
}

// Traced is a run that writes the values of all signals to a VCD file.
type Traced struct {
	CyclesPerSecond float64 `json:"cycles_per_second"`
	BytesPerCycle   float64 `json:"bytes_per_cycle"`
	Signals         int     `json:"signals"` // without those that only repeat another
}

// Options say how to measure.
type Options struct {
	Run        time.Duration // how long to run; 0 means a second
	BuildLimit time.Duration // how long a build may take; 0 means 10 minutes
	Runs       int           // of which Compare takes the medians; 0 means 1

	// VCD builds and runs everything once more, with a VCD file of all signals.
	VCD bool

	// Draft compiles Verilator's C++ without optimisation: for tests, which
	// want the digest soon.
	Draft bool

	// Step, if set, is told what begins.
	Step func(format string, args ...any)
}

func (o Options) complete() Options {
	if o.Run == 0 {
		o.Run = time.Second
	}
	if o.BuildLimit == 0 {
		o.BuildLimit = 10 * time.Minute
	}
	if o.Runs == 0 {
		o.Runs = 1
	}
	if o.Step == nil {
		o.Step = func(string, ...any) {}
	}
	return o
}

// Measure builds a design on one engine and runs it once.
func Measure(ctx context.Context, d Design, name string, o Options) (Result, error) {
	r := Result{Engine: name}
	wrap := func(err error) error { return fmt.Errorf("bench %s on %s: %w", d.Name, name, err) }
	o = o.complete()
	if newEngine(name, o) == nil {
		return r, wrap(fmt.Errorf("no such engine: want one of %v", Engines()))
	}
	design, err := d.Elaborate()
	if err != nil {
		return r, wrap(err)
	}
	plain := o
	plain.VCD = false
	err = r.measure(ctx, d, design, plain)
	if err == nil && o.VCD {
		err = r.trace(ctx, d, design, o)
	}
	var missing *tool.MissingError
	var unable *unableError
	switch {
	case errors.As(err, &missing):
		return Result{Engine: name, Skipped: missing.Tool + " is not installed"}, nil
	case errors.As(err, &unable):
		return Result{Engine: name, Skipped: unable.why}, nil
	case err != nil:
		return r, wrap(err)
	}
	return r, nil
}

func (r *Result) measure(ctx context.Context, d Design, design *ir.Design, o Options) error {
	dir, err := os.MkdirTemp("", "npugen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	e := newEngine(r.Engine, o)
	o.Step("%s on %s: building", d.Name, r.Engine)
	if r.Build, err = build(ctx, e, design, dir, o.BuildLimit); err != nil {
		return err
	}
	o.Step("%s on %s: %d cycles for the digest", d.Name, r.Engine, d.Check)
	if r.Digest, err = e.check(ctx, d.Check); err != nil {
		return err
	}
	o.Step("%s on %s: running", d.Name, r.Engine)
	s, err := e.rate(ctx, o.Run)
	if err != nil || !o.VCD {
		r.CyclesPerSecond = s.cyclesPerSecond
		return err
	}
	r.VCD = &Traced{CyclesPerSecond: s.cyclesPerSecond, BytesPerCycle: s.bytesPerCycle}
	r.VCD.Signals, err = countSignals(filepath.Join(dir, wavesFile))
	return err
}

// trace measures once more, with waves.
func (r *Result) trace(ctx context.Context, d Design, design *ir.Design, o Options) error {
	step := o.Step
	o.Step = func(format string, args ...any) { step(format+", with waves", args...) }
	traced := Result{Engine: r.Engine}
	if err := traced.measure(ctx, d, design, o); err != nil {
		return fmt.Errorf("with waves: %w", err)
	}
	if traced.Digest != r.Digest {
		return fmt.Errorf("digest %016x, with waves %016x", r.Digest, traced.Digest)
	}
	r.VCD = traced.VCD
	return nil
}

// build gives the engine until limit. Programs are stopped then; what runs in
// this process cannot be, but is told from how long it took.
func build(ctx context.Context, e engine, design *ir.Design, dir string, limit time.Duration) (time.Duration, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	start := time.Now()
	err := e.build(limited, design, dir)
	took := time.Since(start)
	if took > limit && ctx.Err() == nil {
		return took, &unableError{fmt.Sprintf("the build takes longer than %v", limit)}
	}
	return took, err
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
