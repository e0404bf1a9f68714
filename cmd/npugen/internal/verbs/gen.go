package verbs

import (
	"context"
	"fmt"
	"io"
	"time"

	"npugen/cmd/npugen/internal/command"
	"npugen/cmd/npugen/internal/outdir"
	"npugen/gen"
	"npugen/gen/config"
	"npugen/gen/npu"
	"npugen/gen/report"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verilog"
)

// What the results of an engine are.
const (
	resultSums = "sums"
	resultInt  = "requantised"
)

func resultKinds() []string { return []string{resultSums, resultInt} }

// What is generated.
const (
	designEngine = "engine"
	designNPU    = "npu"
)

func designs() []string { return []string{designNPU, designEngine} }

type genArgs struct {
	chip       chip
	design     string
	dir        string
	results    string
	singleFile bool
	lines      bool
	force      bool
	json       bool
}

func generate() command.Verb {
	return command.Verb{
		Name:     "gen",
		Short:    "generate Verilog",
		Synopsis: "(--preset P | --config FILE) -o DIR [flags]",
		Long: `Writes the chip of a configuration, or a matrix engine alone, as plain
Verilog-2005, one file a module, with a file list (npugen.f, for -f or -c of any
tool), a report for people (report.txt) and for scripts (report.json), and the
configuration with every key (config.yaml).

Designs:
  npu     the inference chip: array, vector unit, buffers, instruction queues,
          DMA, HBM controllers; AXI4 and AXI4-Lite to the host
  engine  a systolic array with its buffers, behind streams

The folder appears whole or not at all. A folder that npugen made is replaced;
any other that is not empty is refused. The same configuration gives the same
bytes.`,
		Example: example("gen"),
		Define: func(f *command.Flags) command.Run {
			a := &genArgs{}
			a.chip.define(f, "")
			f.StringVarP(&a.dir, "output", "o", "", "`DIR` to write, made if need be")
			f.StringVarP(&a.design, "design", "d", "", "`DESIGN` to write: npu or engine (npu, or engine where the sizes make no chip)")
			f.StringVar(&a.results, "results", resultSums, "`KIND` of results of an engine: sums, or requantised to the width of activations")
			f.BoolVar(&a.singleFile, "single-file", false, "write all modules into one file, which Verilator wants -Wno-DECLFILENAME for")
			f.BoolVar(&a.lines, "lines", false, "put the Go file and line in front of each statement")
			f.BoolVar(&a.force, "force", false, "replace a folder that npugen made even if files were added to it")
			f.BoolVar(&a.json, "json", false, "print what was written as JSON")
			f.Dir("output")
			f.Choices("results", resultKinds)
			f.Choices("design", designs)
			f.Required("output", "the folder to write, such as -o out")
			return a.run
		},
	}
}

// genSummary is what npugen gen --json prints.
type genSummary struct {
	Dir     string       `json:"dir"`
	Design  string       `json:"design"`
	NoChip  string       `json:"no_chip,omitempty"` // why an engine was written where no design was named
	Config  string       `json:"config"`
	Top     string       `json:"top"`
	Files   []string     `json:"files"` // in the order in which they were written
	Total   report.Total `json:"total"`
	Seconds float64      `json:"seconds"`
}

func (a *genArgs) run(ctx context.Context, io command.IO, _ []string) error {
	start := time.Now()
	if a.results != resultSums && a.results != resultInt {
		return command.Usagef("--results %q: %s", a.results, command.Unknown(a.results, resultKinds()))
	}
	if a.design != "" && a.design != designEngine && a.design != designNPU {
		return command.Usagef("--design %q: %s", a.design, command.Unknown(a.design, designs()))
	}
	if a.design == designNPU && a.results != resultSums {
		return command.Usagef("--results %s: the whole chip has no results of that kind; leave it out, or give --design engine", a.results)
	}
	c, err := a.chip.load()
	if err != nil {
		return err
	}
	if err := outdir.Check(a.dir, a.options()); err != nil {
		return err // before work that would be in vain
	}
	io.Progress.Step("elaborating %s", c.Name)
	kind, noChip := a.chosen(c)
	design, err := elaborate(c, kind, a.results)
	if err != nil {
		return err
	}
	io.Progress.Step("writing Verilog")
	files, r, err := folder(c, design, verilog.Options{Lines: a.lines}, a.singleFile)
	if err != nil {
		return err
	}
	if err := outdir.Write(ctx, a.dir, files, a.options()); err != nil {
		return err
	}
	s := genSummary{Dir: a.dir, Design: kind, NoChip: noChip, Config: c.Name, Top: r.Top, Total: r.Total, Seconds: time.Since(start).Seconds()}
	for _, f := range files {
		s.Files = append(s.Files, f.Name)
	}
	s.Files = append(s.Files, outdir.ManifestName(program))
	if a.json {
		return command.WriteJSON(io.Out, s)
	}
	return s.print(io.Out)
}

// program stands in the name of the manifest.
const program = "npugen"

func (a *genArgs) options() outdir.Options {
	return outdir.Options{Program: program, Force: a.force}
}

// chosen is the design to write. Without one named, results that a chip has not
// mean the engine, and so does a configuration that is no chip, for what reason.
func (a *genArgs) chosen(c config.Config) (design, noChip string) {
	switch _, _, err := npu.New(c); {
	case a.design != "":
		return a.design, ""
	case a.results != resultSums:
		return designEngine, ""
	case err != nil:
		return designEngine, err.Error()
	}
	return designNPU, ""
}

func elaborate(c config.Config, design, results string) (*ir.Design, error) {
	switch {
	case design == designNPU:
		d, err := designOf(npu.Elaborate(c))
		if err != nil {
			return nil, fmt.Errorf("%w; --design engine gives its matrix engine alone", err)
		}
		return d, nil
	case results == resultInt:
		return designOf(gen.ElaborateRequantised(c))
	}
	return designOf(gen.Elaborate(c))
}

func designOf[I, O any](c *hdl.Circuit[I, O], err error) (*ir.Design, error) {
	if err != nil {
		return nil, err
	}
	return c.Design, nil
}

// print is the summary for people.
func (s genSummary) print(w io.Writer) error {
	t := s.Total
	_, err := fmt.Fprintf(w, "%s: %s in %d files, %d modules, %d lines of Verilog, %.2f s\n"+
		"%d multipliers, %d register bits, %d memory bits; %s says more\n",
		s.Dir, s.Top, len(s.Files), t.Modules, t.VerilogLines, s.Seconds, t.Multipliers, t.RegisterBits, t.MemoryBits, reportText)
	if err == nil && s.NoChip != "" {
		_, err = fmt.Fprintf(w, "the matrix engine alone, as there is no chip of this configuration: %s\n", s.NoChip)
	}
	return err
}
