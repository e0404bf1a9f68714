package verif

import (
	"context"
	"fmt"
	"time"

	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/verif/tool"
)

// Engine is a way to run a design.
type Engine string

// The engines.
const (
	Simulator Engine = "go"        // package sim
	Skipping  Engine = "skipping"  // package sim, compiled, skipping what does not change
	Reference Engine = "reference" // package refsim: slow, and right by definition
	Icarus    Engine = "icarus"
	Verilator Engine = "verilator"
)

// Engines are all that a user chooses from.
func Engines() []Engine { return []Engine{Simulator, Icarus, Verilator} }

// Options say how to run. The zero value suits tests.
type Options struct {
	// Fast compiles Verilator's C++ with -O3, for long runs, rather than -O1
	// (-O0 up to 2000 steps).
	Fast bool

	// Dir keeps the generated files in a directory instead of a temporary
	// one that is deleted.
	Dir string

	// Parallel is the number of jobs of a C++ build; 0 means 2.
	Parallel int
}

// Job is one design with its stimulus.
type Job struct {
	Name   string // in messages; empty means the top module's name
	Design *ir.Design
	Stim   *Stimulus
}

func (j Job) name() string {
	if j.Name != "" {
		return j.Name
	}
	return j.Design.Top.Name
}

// Result is what an engine made of a job. In a run of several jobs, Build and
// Run are those of the whole run.
type Result struct {
	Engine Engine
	Out    *Table // one column for each output of the top, one row a step
	Build  time.Duration
	Run    time.Duration

	// Unknown are bits that the engine had no value for (x or z); Out has 0
	// in their place.
	Unknown []Unknown

	// Failures are the assertions that failed, as the simulator printed them;
	// only Simulator checks assertions.
	Failures []string
}

// Unknown is an output that was not all 0 and 1.
type Unknown struct {
	Step int
	Port *ir.Signal
	Text string // as the engine printed it, in hexadecimal
}

// Rate is the number of steps a second, without the build.
func (r *Result) Rate() float64 {
	if r.Out.Stride == 0 || r.Run <= 0 {
		return 0
	}
	return float64(len(r.Out.Data)/r.Out.Stride) / r.Run.Seconds()
}

// MissingToolError says that an external simulator is not installed.
type MissingToolError = tool.MissingError

// Available is nil if the engine can run here, else a *MissingToolError.
func (e Engine) Available() error {
	var tools []string
	switch e {
	case Icarus:
		tools = []string{"iverilog", "vvp"}
	case Verilator:
		tools = []string{"verilator", "make", "g++"}
	}
	for _, t := range tools {
		if _, err := tool.Find(t); err != nil {
			return err
		}
	}
	return nil
}

// Run runs one design on one engine.
func Run(ctx context.Context, d *ir.Design, s *Stimulus, e Engine, o Options) (*Result, error) {
	rs, err := RunAll(ctx, []Job{{Design: d, Stim: s}}, e, o)
	if err != nil {
		return nil, err
	}
	return rs[0], nil
}

// RunAll runs many designs on one engine; Icarus and Verilator build all of
// them at once. The results are in the order of the jobs.
func RunAll(ctx context.Context, jobs []Job, e Engine, o Options) ([]*Result, error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	for _, j := range jobs {
		if j.Design == nil || j.Stim == nil {
			return nil, fmt.Errorf("%s: a job without design or stimulus", e)
		}
		if err := j.Stim.In.wrong; err != nil {
			return nil, fmt.Errorf("%s: stimulus: %w", j.name(), err)
		}
	}
	if err := e.Available(); err != nil {
		return nil, fmt.Errorf("engine %s: %w", e, err)
	}
	var rs []*Result
	var err error
	switch e {
	case Simulator:
		rs, err = runEach(ctx, jobs, e, simulate(sim.Options{}))
	case Skipping:
		rs, err = runEach(ctx, jobs, e, simulate(sim.Options{Engine: sim.Compiled, Skip: sim.SkipAlways}))
	case Reference:
		rs, err = runEach(ctx, jobs, e, refer)
	case Icarus:
		rs, err = runIcarus(ctx, jobs, o)
	case Verilator:
		rs, err = runVerilator(ctx, jobs, o)
	default:
		return nil, fmt.Errorf("unknown engine %q: want one of %v", e, Engines())
	}
	if err != nil {
		return nil, fmt.Errorf("engine %s: %w", e, err)
	}
	return rs, nil
}

// runEach runs the jobs one after the other.
func runEach(ctx context.Context, jobs []Job, e Engine, f func(context.Context, Job, *Result) error) ([]*Result, error) {
	var rs []*Result
	for _, j := range jobs {
		r := &Result{Engine: e, Out: newTable(outputs(j.Design), j.Stim.Steps())}
		if err := f(ctx, j, r); err != nil {
			return nil, fmt.Errorf("%s: %w", j.name(), err)
		}
		rs = append(rs, r)
	}
	return rs, nil
}
