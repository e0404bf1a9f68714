package verbs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"npugen/cmd/npugen/internal/command"
	"npugen/verif/simbench"
)

type benchArgs struct {
	designs, engines string
	runs             int
	seconds          float64
	limit            time.Duration
	vcd              bool
	json             bool
}

func bench() command.Verb {
	return command.Verb{
		Name:     "bench",
		Short:    "measure how fast the simulators are",
		Synopsis: "sim [--design D,...] [--engine E,...] [flags]",
		Long: `Builds designs in each simulator and runs them, all with the same new inputs
in every cycle. A design makes its inputs and folds its outputs into a digest in
hardware, so that no simulator waits for a test bench; the digests after the
same number of cycles must agree. Figures are medians of --runs. The build is
the time from the netlist to the first cycle. With --vcd a second table shows what
waves of all signals cost in each simulator, and a third what it costs to record a
run of a built-in engine and then to write the waves of its last cycles.

Designs:
` + benchDesigns() + `
Engines are interpreter and compiled, of the built-in simulator; icarus (Icarus
Verilog); verilator (Verilator -O3, one thread); or all. One that is not
installed, or whose build takes too long, is left out, and its row says why.
Status 1 says that digests differ or an engine failed.`,
		Example:  example("bench"),
		Operands: command.Operands{Min: 1, Max: 1, Name: "what to measure", Values: benchKinds},
		Define: func(f *command.Flags) command.Run {
			a := &benchArgs{}
			f.StringVarP(&a.designs, "design", "d", "array-16", "`NAME` of a design, several with commas, or all")
			f.StringVarP(&a.engines, "engine", "e", everything, "`NAME`: interpreter, compiled, icarus, verilator, several with commas, or all")
			f.IntVarP(&a.runs, "runs", "n", 1, "`N` runs of each; a program of icarus or verilator is built once")
			f.Float64VarP(&a.seconds, "seconds", "s", 1, "run for about `S` seconds")
			f.DurationVar(&a.limit, "build-limit", 10*time.Minute, "`T`, such as 90s or 5m, after which a build is given up")
			f.BoolVar(&a.vcd, "vcd", false, "run everything once more while the values of all signals are written to a VCD file, and show what that costs")
			f.BoolVar(&a.json, "json", false, "print the result as JSON: an object, or a list of them for several designs")
			f.List("design", func() []string { return append(designNames(), everything) })
			f.List("engine", func() []string { return append(simbench.Engines(), everything) })
			return a.run
		},
	}
}

func benchKinds() []string { return []string{"sim"} }

func designNames() []string {
	var names []string
	for _, d := range simbench.Designs() {
		names = append(names, d.Name)
	}
	return names
}

func benchDesigns() string {
	var b strings.Builder
	for _, d := range simbench.Designs() {
		fmt.Fprintf(&b, "  %-21s  %s\n", d.Name, d.Summary)
	}
	return b.String()
}

func (a *benchArgs) run(ctx context.Context, io command.IO, operands []string) error {
	if !slices.Contains(benchKinds(), operands[0]) {
		return command.Usagef("%q cannot be measured; %s", operands[0], command.Unknown(operands[0], benchKinds()))
	}
	designs, err := chosen("design", a.designs, designNames())
	if err != nil {
		return err
	}
	engines, err := chosen("engine", a.engines, simbench.Engines())
	if err != nil {
		return err
	}
	o, err := a.options(io.Progress)
	if err != nil {
		return err
	}
	var reports []simbench.Report
	for _, name := range designs {
		d, err := simbench.Find(name)
		if err != nil {
			return err
		}
		r, err := simbench.Compare(ctx, d, engines, o)
		if err != nil {
			return err
		}
		reports = append(reports, r)
	}
	io.Progress.Done()
	return a.report(io, reports)
}

func (a *benchArgs) options(p *command.Progress) (simbench.Options, error) {
	const most = 3600
	o := simbench.Options{Run: time.Duration(a.seconds * float64(time.Second)), BuildLimit: a.limit, Runs: a.runs, VCD: a.vcd, Step: p.Step}
	switch {
	case a.runs < 1:
		return o, command.Usagef("--runs %d: want at least 1", a.runs)
	case !(a.seconds > 0 && a.seconds <= most) || o.Run <= 0:
		return o, command.Usagef("--seconds %v: want more than 0, at most %d", a.seconds, most)
	case a.limit <= 0:
		return o, command.Usagef("--build-limit %v: want more than 0", a.limit)
	}
	return o, nil
}
