package textrun

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"npugen/model/sample"
	"npugen/sim"
	"npugen/verif"
	"npugen/verif/npu"
	"npugen/verif/npu/report"
)

// Options say what to write, and on what.
type Options struct {
	Source  Source
	Setup   npu.Setup
	Engine  Engine
	Prompts []string // of the sequences that are written together; none: one that begins with nothing
	Steps   int      // positions of each, those of the prompt included; 0: as many as the model has
	UpTo    bool     // fewer steps, if the model has fewer
	Context int      // positions that there is room for; 0: as many as the model has
	Seed    uint64   // of the tokens that are drawn, of each sequence one more than of that before, and of what registers and memories hold at power-up

	Temperature float64 // tokens are drawn; 0: each is the most likely one
	TopK        int     // of so many, the most likely; used with Temperature alone

	Waves *Waves // if there, written too

	Progress Progress // may be nil
}

// Waves is a VCD file of the run of one position, or of the last run, if the text
// ends before; of the run that went wrong, if one does.
type Waves struct {
	To       io.Writer
	Position int
	Options  sim.VCDOptions // which instances of the chip and its memory
	Written  bool           // set when it is complete
}

// Progress is told what is going on.
type Progress interface {
	Step(format string, args ...any)   // begins a step
	Update(format string, args ...any) // says more of it
}

// Engine is a way to run the chip.
type Engine string

// The engines.
const (
	Go        Engine = "go"        // the chip in the built-in simulator
	Model     Engine = "model"     // the functional model: right, but without cycles
	Verilator Engine = "verilator" // Go, then all of it again in Verilator
	Icarus    Engine = "icarus"    // Go, then all of it again in Icarus Verilog
)

// Engines is all of them.
func Engines() []Engine { return []Engine{Go, Model, Verilator, Icarus} }

func (o *Options) say(format string, args ...any) {
	if o.Progress != nil {
		o.Progress.Step(format, args...)
	}
}

// Run writes the text of one prompt, or of none.
func Run(ctx context.Context, o Options) (*Report, error) {
	w, err := o.write(ctx)
	if err != nil {
		return nil, err
	}
	r, err := w.report()
	if err != nil {
		return nil, err
	}
	return r, w.finish(ctx, &r.About)
}

// work is what has been written, and on what.
type work struct {
	options  *Options
	language language
	texts    []npu.Text
	steps    []npu.Step
	about    About
	hardware *npu.Hardware // nil on the functional model
}

// write runs the chip.
func (o *Options) write(ctx context.Context) (*work, error) {
	if e, ok := o.other(); ok {
		if err := e.Available(); err != nil {
			return nil, fmt.Errorf("engine %s: %w", e, err)
		}
	}
	o.say("compiling the model")
	target := o.Setup.Target()
	target.Sequences = len(o.Prompts)
	if o.Temperature != 0 {
		target.TopK = o.TopK
	}
	w := &work{options: o, about: o.about()}
	var err error
	if w.language, err = o.Source.compile(o.Setup.Name, target, o.Context); err != nil {
		return nil, err
	}
	if w.texts, err = o.texts(w.language); err != nil {
		return nil, err
	}
	o.say("building the chip")
	var chip npu.Chip
	if chip, w.hardware, err = o.chip(w.language); err != nil {
		return nil, err
	}
	o.say("loading the model into the chip's memory")
	w.steps, err = npu.Decode(ctx, chip, w.language.program, w.texts, func(s npu.Step) { o.wrote(s, w.texts) })
	if err != nil {
		return nil, errors.Join(err, o.waves(ctx, w.hardware, len(w.steps)))
	}
	return w, o.waves(ctx, w.hardware, runOf(w.steps, o.Waves))
}

// finish adds what is known of the hardware, and does all of it again where that
// is asked for.
func (w *work) finish(ctx context.Context, a *About) (err error) {
	if w.hardware == nil {
		return nil
	}
	if a.Run, err = report.New(w.options.Setup, w.language.program, w.steps); err != nil {
		return err
	}
	a.Energy = a.Run.Energy()
	return w.options.again(ctx, w.hardware, a)
}

// wrote tells of a step.
func (o *Options) wrote(s npu.Step, texts []npu.Text) {
	if o.Progress == nil {
		return
	}
	if first := s.Parts[0]; first.Position == 0 && first.Text == 0 {
		o.Progress.Step("writing")
	}
	cycles := ""
	if s.Cycles > 0 {
		cycles = fmt.Sprintf(", %d cycles for the last run", s.Cycles)
	}
	var at []string
	for _, part := range s.Parts {
		at = append(at, fmt.Sprint(part.Position+len(part.Tokens)))
	}
	o.Progress.Update("writing, position %s of %d%s", strings.Join(at, ", "), texts[0].Steps, cycles)
}

// other is the simulator that is to do it again.
func (o *Options) other() (verif.Engine, bool) {
	switch o.Engine {
	case Verilator:
		return verif.Verilator, true
	case Icarus:
		return verif.Icarus, true
	}
	return "", false
}

// again replays the run in another simulator.
func (o *Options) again(ctx context.Context, h *npu.Hardware, a *About) error {
	e, ok := o.other()
	if !ok {
		return nil
	}
	o.say("building and running %d cycles in %s", h.Cycles(), e)
	res, err := h.Replay(ctx, e, verif.Options{Fast: true})
	if err != nil {
		return err
	}
	a.BuildSeconds, a.Seconds = res.Build.Seconds(), res.Run.Seconds()
	return nil
}

// waves writes the waves of a run, if they are wanted.
func (o *Options) waves(ctx context.Context, h *npu.Hardware, run int) error {
	if o.Waves == nil || h == nil {
		return nil
	}
	o.say("writing waves")
	err := h.Waves(ctx, o.Waves.To, run, o.Waves.Options)
	o.Waves.Written = err == nil
	return err
}

// runOf is the number of the first run of a position.
func runOf(all []npu.Step, w *Waves) int {
	for i, s := range all {
		for _, part := range s.Parts {
			if w != nil && part.Position <= w.Position && w.Position < part.Position+len(part.Tokens) {
				return i
			}
		}
	}
	return len(all) - 1
}

// texts is the prompts as tokens, and the number of steps.
func (o *Options) texts(l language) (all []npu.Text, err error) {
	prompts := o.Prompts
	if len(prompts) == 0 {
		prompts = []string{""}
	}
	for i, prompt := range prompts {
		t, err := o.text(l, prompt, o.Seed+uint64(i))
		if err != nil && len(prompts) > 1 {
			err = fmt.Errorf("prompt %d: %w", i+1, err)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

func (o *Options) text(l language, prompt string, seed uint64) (npu.Text, error) {
	t := npu.Text{Prompt: l.tokenizer.Encode(prompt), Steps: o.Steps}
	if len(t.Prompt) == 0 {
		t.Prompt = []int{l.program.Config.BOS()}
	}
	limit := l.program.Config.SeqLen
	if t.Steps == 0 || o.UpTo && t.Steps > limit {
		t.Steps = limit
	}
	if len(t.Prompt) > limit {
		return t, fmt.Errorf("the prompt has %d tokens: the longest sequence is %d", len(t.Prompt), limit)
	}
	if o.Waves != nil && o.Waves.Position >= t.Steps {
		return t, fmt.Errorf("waves of position %d: only 0 to %d run", o.Waves.Position, t.Steps-1)
	}
	if o.Temperature == 0 {
		return t, nil
	}
	var err error
	t.Sampler, err = sample.New(o.Temperature, seed)
	return t, err
}

// chip is what runs the program; on hardware, that too.
func (o *Options) chip(l language) (npu.Chip, *npu.Hardware, error) {
	if o.Engine == Model {
		m, err := npu.NewModel(o.Setup.Top.Shape, o.Setup.Limits())
		return m, nil, err
	}
	h, err := npu.NewHardware(o.Setup, l.program.Used(), o.Seed)
	if err == nil && o.Waves != nil {
		err = h.CheckWaves(o.Waves.Options)
	}
	return h, h, err
}
