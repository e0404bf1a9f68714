package simbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Report is how several engines did on one design.
type Report struct {
	Design  string `json:"design"`
	Engines []Row  `json:"engines"`
}

// Row is how one engine did: medians of several runs, without figures if it
// was skipped or failed.
type Row struct {
	Name            string    `json:"name"`
	BuildSeconds    float64   `json:"build_seconds,omitempty"`
	CyclesPerSecond float64   `json:"cycles_per_second,omitempty"`
	Hash            string    `json:"hash,omitempty"`     // the digest, 16 hexadecimal digits
	VCD             *Traced   `json:"vcd,omitempty"`      // with waves, if these were measured
	Recorded        *Recorded `json:"recorded,omitempty"` // while it is recorded, if that was
	Skipped         string    `json:"skipped,omitempty"`  // why there are no figures
	Error           string    `json:"error,omitempty"`    // what went wrong
}

// Compare measures a design on some engines, in turns, so that a machine that
// becomes slower hits all of them. What is built as a program is built once. An
// engine that is skipped or fails is not tried again.
func Compare(ctx context.Context, d Design, engines []string, o Options) (Report, error) {
	o = o.complete()
	r := Report{Design: d.Name}
	results := make([][]Result, len(engines))
	var benches []*bench
	for _, e := range engines {
		r.Engines = append(r.Engines, Row{Name: e})
		b := newBench(d, e, o)
		defer b.close()
		benches = append(benches, b)
	}
	for run := range o.Runs {
		step := o.Step
		if o.Runs > 1 {
			step = func(format string, args ...any) {
				o.Step("run %d of %d: "+format, append([]any{run + 1, o.Runs}, args...)...)
			}
		}
		for i, b := range benches {
			row := &r.Engines[i]
			if row.Skipped != "" || row.Error != "" {
				continue
			}
			result, err := b.measure(ctx, step)
			switch {
			case ctx.Err() != nil:
				return r, ctx.Err()
			case err != nil:
				row.Error = err.Error()
			case result.Skipped != "":
				row.Skipped = result.Skipped
			default:
				results[i] = append(results[i], result)
			}
		}
	}
	for i := range r.Engines {
		r.Engines[i].sum(results[i])
	}
	return r, nil
}

// sum takes the medians, unless a run was skipped or failed.
func (row *Row) sum(results []Result) {
	if row.Skipped != "" || row.Error != "" || len(results) == 0 {
		return
	}
	for _, r := range results {
		if r.Digest != results[0].Digest {
			row.Error = fmt.Sprintf("digest %016x in one run, %016x in another", results[0].Digest, r.Digest)
			return
		}
	}
	row.BuildSeconds = medianOf(results, func(r Result) float64 { return r.Build.Seconds() })
	row.CyclesPerSecond = medianOf(results, func(r Result) float64 { return r.CyclesPerSecond })
	row.Hash = fmt.Sprintf("%016x", results[0].Digest)
	if results[0].VCD == nil {
		return
	}
	row.VCD = &Traced{
		CyclesPerSecond: medianOf(results, func(r Result) float64 { return r.VCD.CyclesPerSecond }),
		BytesPerCycle:   medianOf(results, func(r Result) float64 { return r.VCD.BytesPerCycle }),
		Signals:         results[0].VCD.Signals,
	}
	if results[0].Recorded == nil {
		return
	}
	row.Recorded = &Recorded{
		CyclesPerSecond: medianOf(results, func(r Result) float64 { return r.Recorded.CyclesPerSecond }),
		Window:          results[0].Recorded.Window,
		WindowSeconds:   medianOf(results, func(r Result) float64 { return r.Recorded.WindowSeconds }),
		Total:           medianOf(results, func(r Result) float64 { return r.Recorded.Total }),
	}
}

// medianOf is the median of a figure of the results.
func medianOf(results []Result, figure func(r Result) float64) float64 {
	var x []float64
	for _, r := range results {
		x = append(x, figure(r))
	}
	return median(x)
}

func median(x []float64) float64 {
	slices.Sort(x)
	if n := len(x); n%2 == 0 {
		return (x[n/2-1] + x[n/2]) / 2
	}
	return x[len(x)/2]
}

// Err is what is wrong: an engine that failed, or engines that computed
// different digests.
func (r Report) Err() error {
	var errs []error
	var first *Row
	for i, row := range r.Engines {
		switch {
		case row.Error != "":
			errs = append(errs, errors.New(row.Error))
		case row.Hash == "":
		case first == nil:
			first = &r.Engines[i]
		case row.Hash != first.Hash:
			errs = append(errs, fmt.Errorf("%s: the digests differ: %s has %s, %s has %s", r.Design, first.Name, first.Hash, row.Name, row.Hash))
		}
	}
	return errors.Join(errs...)
}

// RelativeVCD is Relative for runs with waves.
func (r Report) RelativeVCD(row Row) float64 {
	for _, v := range r.Engines {
		if v.Name == verilatorName && v.VCD != nil && row.VCD != nil {
			return row.VCD.CyclesPerSecond / v.VCD.CyclesPerSecond
		}
	}
	return 0
}

// Relative is how fast the engine of a row runs, in multiples of Verilator;
// 0 if one of them has no figures.
func (r Report) Relative(row Row) float64 {
	for _, v := range r.Engines {
		if v.Name == verilatorName && v.CyclesPerSecond > 0 {
			return row.CyclesPerSecond / v.CyclesPerSecond
		}
	}
	return 0
}
