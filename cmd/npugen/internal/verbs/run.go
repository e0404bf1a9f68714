package verbs

import (
	"context"
	"errors"
	"math"

	"npugen/cmd/npugen/internal/command"
	"npugen/cmd/npugen/internal/textrun"
	"npugen/verif/npu"
	"npugen/verif/npu/report"
)

type runArgs struct {
	o         textrun.Options
	chip      chip
	engine    string
	trace     string
	roofline  string
	waves     waveArgs
	operators bool
	json      bool
}

func run() command.Verb {
	return command.Verb{
		Name:     "run",
		Short:    "write text with a model on the generated chip",
		Synopsis: "[--model FILE --tokenizer FILE] [--prompt TEXT ...] [--steps N] [--preset P | --config FILE] [--engine E] [flags]",
		Long: `Compiles a language model for a chip, puts its image into the chip's memory and
decodes a token at a time, the most likely one each. A small model that writes
children's stories is built in.

Several prompts are written together: in each run the chip takes a token of each,
and reads its weights once for all of them. Each text is what it would be alone.

With --temperature T, tokens are drawn: the chip finds the K greatest logits, and
the host chooses one of them with the probabilities of softmax(logit / T). The
same seed gives the same text on every engine.

Models are llama2.c checkpoints or Hugging Face folders of the Llama architecture;
the tokenizer is a llama2.c vocabulary, a SentencePiece model or a tokenizer.json,
and that of a folder is in it.

Engines:
  go         the chip in the built-in simulator, cycle by cycle, with its HBM;
             every instruction's results are compared with the functional model's
  model      the functional model alone: bit for bit, but its cycles are estimates
  verilator, go, and then all of it again in another simulator: the chip's
  icarus     answers must be the same in every cycle`,
		Example: example("run"),
		Define: func(f *command.Flags) command.Run {
			a := &runArgs{}
			f.StringVarP(&a.o.Source.Model, "model", "m", "", "`FILE` with the weights of a model")
			f.StringVarP(&a.o.Source.Tokenizer, "tokenizer", "t", "", "`FILE` with its vocabulary")
			f.StringArrayVarP(&a.o.Prompts, "prompt", "i", nil, "`TEXT` to go on with; may be given several times")
			f.IntVarP(&a.o.Steps, "steps", "n", 64, "`N` positions of a text, those of the prompt included; 0 for all that the model has; unless given, no more than it has")
			f.IntVar(&a.o.Context, "context", 0, "room for `N` positions; 0 for all that the model has")
			a.chip.define(f, "edge-16")
			f.StringVarP(&a.engine, "engine", "e", string(textrun.Engines()[0]), "`NAME` of an engine")
			f.Float64Var(&a.o.Temperature, "temperature", 0, "`T` above 0 draws tokens; 0 takes the most likely one each")
			f.IntVar(&a.o.TopK, "top-k", 0, "draw from the `K` most likely tokens; 0: 40, or as many as the chip finds")
			f.Uint64Var(&a.o.Seed, "seed", 1, "`S`, seed of the tokens that are drawn, and of what registers and memories hold at power-up")
			f.BoolVar(&a.operators, "operators", false, "print where the cycles of a token go, by layer and operator")
			f.StringVar(&a.trace, "trace", "", "write every instruction's time to `FILE`, for Perfetto or chrome://tracing")
			f.StringVar(&a.roofline, "roofline", "", "draw the roofline as SVG to `FILE`")
			a.waves.define(f)
			f.BoolVar(&a.json, "json", false, "print the result as JSON")
			f.File("model")
			f.File("tokenizer")
			f.File("trace")
			f.File("roofline")
			f.Choices("engine", runEngines)
			f.Needs("tokenizer", "model")
			f.Needs("top-k", "temperature")
			return func(ctx context.Context, at command.IO, operands []string) error {
				a.o.UpTo = !f.Changed("steps")
				return a.run(ctx, at, operands)
			}
		},
	}
}

func runEngines() []string {
	var names []string
	for _, e := range textrun.Engines() {
		names = append(names, string(e))
	}
	return names
}

func (a *runArgs) run(ctx context.Context, at command.IO, _ []string) error {
	if err := a.choose(); err != nil {
		return err
	}
	var files sideFiles[*report.Run]
	defer func() { files.abort() }()
	if err := files.add(at, a.trace, (*report.Run).WriteTrace); err != nil {
		return err
	}
	if err := files.add(at, a.roofline, (*report.Run).WriteRoofline); err != nil {
		return err
	}
	waves, err := a.waves.create(at)
	if err != nil {
		return err
	}
	defer waves.abort()
	if waves != nil {
		a.o.Waves = waves.Waves
	}
	a.o.Progress = at.Progress
	r, err := a.write(ctx)
	if err != nil {
		return errors.Join(err, waves.commit())
	}
	at.Progress.Done()
	if err := errors.Join(files.write(r.about.Run), waves.commit()); err != nil {
		return err
	}
	if a.operators {
		r.about.Operators = r.about.Run.Operators()
	}
	if a.json {
		return command.WriteJSON(at.Out, r.all)
	}
	text := r.text + aboutText(r.about)
	if a.operators {
		text += "\n" + operatorsText(r.about.Operators)
	}
	return print(at.Out, text)
}

// written is what a run gave: as JSON, as text for people, and what both end with.
type written struct {
	all   any
	text  string
	about *textrun.About
}

// write writes one text, or several together.
func (a *runArgs) write(ctx context.Context) (*written, error) {
	if len(a.o.Prompts) > 1 {
		r, err := textrun.RunTogether(ctx, a.o)
		if err != nil {
			return nil, err
		}
		return &written{r, togetherText(r), &r.About}, nil
	}
	r, err := textrun.Run(ctx, a.o)
	if err != nil {
		return nil, err
	}
	return &written{r, runText(r), &r.About}, nil
}

// choose takes chip and engine by their names.
func (a *runArgs) choose() error {
	engines, err := chosen("engine", a.engine, runEngines())
	if err != nil {
		return err
	}
	if len(engines) > 1 {
		return command.Usagef("--engine %q: want one engine; icarus and verilator compare themselves with go", a.engine)
	}
	a.o.Engine = textrun.Engine(engines[0])
	if !a.o.Source.Complete() {
		return command.Usagef("--tokenizer is missing: give the vocabulary of %s", a.o.Source.Model)
	}
	if a.o.Engine == textrun.Model && (a.operators || a.trace != "" || a.roofline != "" || a.waves.file != "") {
		return command.Usagef("--operators, --trace, --roofline and --vcd want cycles: give an engine that runs the chip, such as go")
	}
	if err := a.apart(); err != nil {
		return err
	}
	if a.o.Steps < 0 {
		return command.Usagef("--steps %d: want at least 1, or 0 for all that the model has", a.o.Steps)
	}
	if a.o.Context < 0 {
		return command.Usagef("--context %d: want at least 1, or 0 for all that the model has", a.o.Context)
	}
	c, err := a.chip.load()
	if err != nil {
		return err
	}
	if err := a.draw(c.NPU.TopK); err != nil {
		return err
	}
	a.o.Setup, err = npu.NewSetup(c)
	return err
}

// apart finds two uses of one file.
func (a *runArgs) apart() error {
	return apart([]named{{"--trace", a.trace}, {"--roofline", a.roofline}, {"--vcd", a.waves.file}},
		named{"--model", a.o.Source.Model}, named{"--tokenizer", a.o.Source.Tokenizer}, named{"--config", a.chip.file})
}

// draw says from how many tokens one is drawn; the chip finds most of them.
func (a *runArgs) draw(most int) error {
	switch t := a.o.Temperature; {
	case t < 0 || math.IsNaN(t) || math.IsInf(t, 0):
		return command.Usagef("--temperature %v: want a number above 0, or 0 for the most likely token each", t)
	case t == 0 && a.o.TopK != 0:
		return command.Usagef("--top-k %d at temperature 0: the most likely token is taken anyway; give a temperature above 0", a.o.TopK)
	case t > 0 && most == 0:
		return command.Usagef("--temperature %v: the chip finds the most likely token alone; give it npu.topk above 0", t)
	case a.o.TopK == 0:
		a.o.TopK = min(usualTopK, most)
	case a.o.TopK < 1 || a.o.TopK > most:
		return command.Usagef("--top-k %d: want 1 to %d, as many as the chip finds (npu.topk of its configuration)", a.o.TopK, most)
	}
	return nil
}

// usualTopK is as many as users of language models are used to.
const usualTopK = 40
