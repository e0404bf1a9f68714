package matmul

import (
	"context"
	"fmt"
	"io"
	"time"

	"npugen/gen"
	"npugen/gen/config"
	"npugen/gen/gemm"
	"npugen/model/quant"
	"npugen/verif"
)

// Options say how to run.
type Options struct {
	Engines []verif.Engine // at least one
	Seed    uint64         // of the power-up values
	VCD     io.Writer      // if set, gets the waves of the built-in simulator

	// Step is told what begins, for the user's patience.
	Step func(format string, args ...any)
}

// int8Bits is the width of the numbers that Load makes.
const int8Bits = 8

// Run computes a product on the matrix engine of a configuration.
func Run(ctx context.Context, p *Problem, c config.Config, o Options) (*Report, error) {
	r, err := start(p, c, o)
	if err != nil {
		return nil, err
	}
	if err := r.drive(); err != nil {
		return nil, err
	}
	if o.VCD != nil {
		o.Step("go: writing waves")
		if err := waves(ctx, r.machine.Design, r.recording, o); err != nil {
			return nil, err
		}
	}
	report := &Report{Source: p.Name, Config: c.Name, Rows: c.Array.Rows, Cols: c.Array.Cols, M: p.M(), K: p.K(), N: p.N()}
	if report.Engines, err = r.engines(ctx); err != nil {
		return nil, err
	}
	if report.RelErrorFP32, err = p.RelativeError(r.sums); err != nil {
		return nil, err
	}
	return report, nil
}

// run is a product on its way through the engines.
type run struct {
	p       *Problem
	o       Options
	machine *gemm.Machine
	plan    gen.Plan
	want    quant.Matrix[int32]

	driven    Engine              // the built-in simulator, driven
	recording *gemm.Recording     // its inputs
	sums      quant.Matrix[int32] // its results
}

// start elaborates the engine.
func start(p *Problem, c config.Config, o Options) (*run, error) {
	if c.Types.ActWidth < int8Bits || c.Types.WeightWidth < int8Bits {
		return nil, fmt.Errorf("%s: activations of %d and weights of %d bits: the product is quantised to %d; want at least that of both",
			c.Name, c.Types.ActWidth, c.Types.WeightWidth, int8Bits)
	}
	plan, err := gen.NewPlan(gen.New(c), p.M(), p.K(), p.N())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	want, err := p.Reference()
	if err != nil {
		return nil, err
	}
	o.Step("elaborating %s", c.Name)
	machine, err := gemm.New(gen.New(c))
	if err != nil {
		return nil, err
	}
	return &run{p: p, o: o, machine: machine, plan: plan, want: want}, nil
}

// drive computes the product in the built-in simulator. What the design is
// offered depends on what it takes, so all others repeat this run.
func (r *run) drive() error {
	r.o.Step("go: %d x %d x %d", r.p.M(), r.p.K(), r.p.N())
	start := time.Now()
	session, err := r.machine.Start(gemm.Options{Seed: r.o.Seed, Record: true})
	if err != nil {
		return err
	}
	defer session.Close()
	built := time.Now()
	res, err := session.Multiply(gemm.Of(r.p.Act.Matrix, r.p.Weight.Matrix))
	if err != nil {
		return err
	}
	sums, ok := res.Int32()
	if !ok {
		return fmt.Errorf("a sum does not fit 32 bits: the engine is wrong") // NewPlan bounds the reduction
	}
	r.recording, r.sums = res.Recording, sums
	r.driven = Engine{
		Name: string(verif.Simulator), Cycles: res.Cycles, BuildSeconds: built.Sub(start).Seconds(), Seconds: time.Since(built).Seconds(),
		UsefulPct: percent(int(res.Counters.Useful), res.Cycles),
	}
	if m := firstMismatch(sums, r.want); m != nil {
		r.driven.Mismatch = fmt.Sprintf("row %d, column %d: %d, want %d", m.row, m.col, m.got, m.want)
	}
	r.driven.Match = r.driven.Mismatch == ""
	return nil
}

// engines runs the recording on all engines. The built-in simulator alone has
// nothing to be compared with.
func (r *run) engines(ctx context.Context) ([]Engine, error) {
	if len(r.o.Engines) == 1 && r.o.Engines[0] == verif.Simulator {
		return []Engine{r.driven}, nil
	}
	job, err := replay(r.machine.Design, r.recording, r.o.Seed)
	if err != nil {
		return nil, err
	}
	r.o.Step("go: the same once more")
	base, err := verif.RunAll(ctx, []verif.Job{job}, verif.Simulator, verif.Options{})
	if err != nil {
		return nil, err
	}
	if len(base[0].Failures) > 0 {
		return nil, fmt.Errorf("engine %s: %s", verif.Simulator, base[0].Failures[0])
	}
	var all []Engine
	for _, e := range r.o.Engines {
		results := base
		if e != verif.Simulator {
			r.o.Step("%s: building and running", e)
			if results, err = verif.RunAll(ctx, []verif.Job{job}, e, verif.Options{}); err != nil {
				return nil, err
			}
		}
		seen, err := r.judge(job, results[0], base[0])
		if err != nil {
			return nil, fmt.Errorf("engine %s: %w", e, err)
		}
		if e == verif.Simulator {
			seen.Seconds, seen.BuildSeconds = r.driven.Seconds, r.driven.BuildSeconds
		}
		all = append(all, seen)
	}
	return all, nil
}

// judge reads the results of an engine from its outputs and compares them with
// the reference, and the outputs with those of the built-in simulator.
func (r *run) judge(job verif.Job, got, base *verif.Result) (Engine, error) {
	e := Engine{Name: string(got.Engine), Seconds: got.Run.Seconds(), BuildSeconds: got.Build.Seconds()}
	seen, err := read(job, got.Out, r.plan)
	if err != nil {
		return e, err
	}
	e.Cycles, e.UsefulPct = seen.cycles, percent(seen.useful, seen.cycles)
	if d := verif.Compare(job, base, got); d != nil {
		e.Mismatch = difference(d)
	} else if m := seen.mismatch(r.want); m != nil {
		e.Mismatch = m.String()
	}
	e.Match = e.Mismatch == ""
	return e, nil
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
