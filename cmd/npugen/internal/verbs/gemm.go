package verbs

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"npugen/cmd/npugen/internal/command"
	"npugen/cmd/npugen/internal/matmul"
	"npugen/gen/config"
	"npugen/model/reference"
	"npugen/verif"
)

// defaultVectors is a batch that fills the smallest preset's array.
const defaultVectors = 16

type gemmArgs struct {
	chip    chip
	source  matmul.Source
	engines string
	vcd     string
	json    bool
}

func gemm() command.Verb {
	return command.Verb{
		Name:     "gemm",
		Short:    "run one matrix product of a model on the generated array",
		Synopsis: "[--model FILE --tensor NAME [--layer L]] [--preset P | --config FILE] [flags]",
		Long: `Reads a tensor and captures the activations that enter it while the model
writes text, quantises both to int8, and streams them through the generated
matrix engine, cycle by cycle. The sums are compared with an exact integer
reference, bit by bit, and the simulators with one another, on every output in
every cycle. Without a model, a small built-in tensor is used.

Models are llama2.c checkpoints or Hugging Face folders. Engines are go, the built-in
simulator; icarus (Icarus Verilog) and verilator, which run the generated
Verilog; or all. Status 1 says that something differs; the first difference is
printed with its signal, cycle and source line.`,
		Example: example("gemm"),
		Define: func(f *command.Flags) command.Run {
			a := &gemmArgs{}
			f.StringVarP(&a.source.Model, "model", "m", "", "`FILE` with the weights of a model")
			f.StringVarP(&a.source.Tensor, "tensor", "t", "", "`NAME` of the tensor, such as wq")
			f.IntVarP(&a.source.Layer, "layer", "l", 0, "`L`, the layer of the tensor, from 0")
			f.IntVarP(&a.source.Vectors, "vectors", "n", defaultVectors, "`N` vectors of activations")
			a.chip.define(f, "edge-16")
			f.StringVarP(&a.engines, "engine", "e", string(verif.Simulator), "`NAME`: go, icarus, verilator, several with commas, or all")
			f.Uint64Var(&a.source.Seed, "seed", 1, "`S`, seed of the built-in tensor and of what registers hold at power-up")
			f.StringVar(&a.vcd, "vcd", "", "write the waves of the built-in simulator to `FILE`")
			f.BoolVar(&a.json, "json", false, "print the result as JSON")
			f.File("model")
			f.File("vcd")
			f.Choices("tensor", reference.Products)
			f.List("engine", func() []string { return append(engineNames(), everything) })
			f.Implies("model", "tensor", "the product to compute, one of "+strings.Join(reference.Products(), ", "))
			f.Needs("tensor", "model")
			f.Needs("layer", "model")
			return a.run
		},
	}
}

func engineNames() []string {
	var names []string
	for _, e := range verif.Engines() {
		names = append(names, string(e))
	}
	return names
}

// parseEngines reads a list of engines. The order is the user's.
func parseEngines(list string) ([]verif.Engine, error) {
	names, err := chosen("engine", list, engineNames())
	var engines []verif.Engine
	for _, n := range names {
		engines = append(engines, verif.Engine(n))
	}
	return engines, err
}

func (a *gemmArgs) run(ctx context.Context, io command.IO, _ []string) error {
	engines, err := parseEngines(a.engines)
	if err != nil {
		return err
	}
	if a.source.Vectors < 1 {
		return command.Usagef("--vectors %d: want at least 1", a.source.Vectors)
	}
	if a.source.Layer < 0 {
		return command.Usagef("--layer %d: layers count from 0", a.source.Layer)
	}
	if err := apart([]named{{"--vcd", a.vcd}}, named{"--model", a.source.Model}, named{"--config", a.chip.file}); err != nil {
		return err
	}
	c, err := a.chip.load()
	if err != nil {
		return err
	}
	for _, e := range engines {
		if err := e.Available(); err != nil {
			return fmt.Errorf("engine %s: %w", e, err)
		}
	}
	io.Progress.Step("reading the model")
	p, err := matmul.Load(a.source)
	if err != nil {
		return err
	}
	o := matmul.Options{Engines: engines, Seed: a.source.Seed, Step: io.Progress.Step}
	commit := func() error { return nil }
	if a.vcd != "" {
		vcd, err := create(io, a.vcd)
		if err != nil {
			return err
		}
		defer vcd.Abort()
		o.VCD, commit = vcd, vcd.Commit
	}
	r, err := matmul.Run(ctx, p, c, o)
	if err != nil {
		return err
	}
	if err := commit(); err != nil {
		return err
	}
	if a.json {
		err = command.WriteJSON(io.Out, r)
	} else {
		err = print(io.Out, gemmText(r, c))
	}
	if err != nil || r.Match() {
		return err
	}
	return errors.New(firstMismatch(r))
}

// gemmText is the result for people.
func gemmText(r *matmul.Report, c config.Config) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", r.Source)
	fmt.Fprintf(&b, "%d vectors of %d int8 activations times %d x %d int8 weights: %d multiplications\n", r.M, r.K, r.N, r.K, r.MACs())
	fmt.Fprintf(&b, "on %s, %d x %d at %d MHz\n\n", r.Config, r.Rows, r.Cols, c.ClockMHz)
	rows := [][]string{{"engine", "cycles", "useful", "build s", "run s", "equals reference"}}
	for _, e := range r.Engines {
		rows = append(rows, []string{e.Name, fmt.Sprint(e.Cycles), fmt.Sprintf("%.1f %%", e.UsefulPct),
			fmt.Sprintf("%.2f", e.BuildSeconds), fmt.Sprintf("%.2f", e.Seconds), yesNo(e.Match)})
	}
	if err := command.Table(&b, rows, false); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	b.WriteString("\n")
	if r.Match() {
		fmt.Fprintf(&b, "All %d sums equal the integer reference, bit by bit.\n", r.M*r.N)
		if len(r.Engines) > 1 {
			b.WriteString("All outputs are the same in all engines in every cycle.\n")
		}
	}
	fmt.Fprintf(&b, "Relative error against fp32: %.4f, from the quantisation to int8.\n", r.RelErrorFP32)
	fmt.Fprintf(&b, "%.2f us on the chip at %d MHz.\n", float64(r.Engines[0].Cycles)/float64(c.ClockMHz), c.ClockMHz)
	return b.String()
}

func firstMismatch(r *matmul.Report) string {
	for _, e := range r.Engines {
		if !e.Match {
			return fmt.Sprintf("engine %s: %s", e.Name, e.Mismatch)
		}
	}
	return ""
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "NO"
}
