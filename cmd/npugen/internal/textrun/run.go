package textrun

import (
	"context"
	"errors"
	"fmt"
	"io"

	"npugen/model/sample"
	"npugen/verif"
	"npugen/verif/npu"
	"npugen/verif/npu/report"
)

// Options say what to write, and on what.
type Options struct {
	Source  Source
	Setup   npu.Setup
	Engine  Engine
	Prompt  string
	Steps   int    // positions, those of the prompt included; 0: as many as the model has
	Context int    // positions that there is room for; 0: as many as the model has
	Seed    uint64 // of the tokens that are drawn, and of what registers and memories hold at power-up

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
	Scope    string // an instance of the chip and its memory, with those below it; empty: all
	Written  bool   // set when it is complete
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

// Run writes the text.
func Run(ctx context.Context, o Options) (*Report, error) {
	if e, ok := o.other(); ok {
		if err := e.Available(); err != nil {
			return nil, fmt.Errorf("engine %s: %w", e, err)
		}
	}
	o.say("compiling the model")
	target := o.Setup.Target()
	if o.Temperature != 0 {
		target.TopK = o.TopK
	}
	l, err := o.Source.compile(o.Setup.Name, target, o.Context)
	if err != nil {
		return nil, err
	}
	text, err := o.text(l)
	if err != nil {
		return nil, err
	}
	o.say("building the chip")
	chip, hardware, err := o.chip(l)
	if err != nil {
		return nil, err
	}
	o.say("loading the model into the chip's memory")
	all, err := npu.Decode(ctx, chip, l.program, text, func(s npu.Step) { o.wrote(s, text.Steps) })
	if err != nil {
		return nil, errors.Join(err, o.waves(ctx, hardware, len(all)))
	}
	if err := o.waves(ctx, hardware, runOf(all, o.Waves)); err != nil {
		return nil, err
	}
	r, err := o.report(l, text, all)
	if err != nil {
		return nil, err
	}
	if hardware != nil {
		if r.Run, err = report.New(o.Setup, l.program, all); err != nil {
			return nil, err
		}
		r.Energy = r.Run.Energy()
	}
	return r, o.again(ctx, hardware, r)
}

// wrote tells of a step of the text.
func (o *Options) wrote(s npu.Step, steps int) {
	if o.Progress == nil {
		return
	}
	if s.Position == 0 {
		o.Progress.Step("writing")
	}
	cycles := ""
	if s.Cycles > 0 {
		cycles = fmt.Sprintf(", %d cycles for the last run", s.Cycles)
	}
	o.Progress.Update("writing, position %d of %d%s", s.Position+len(s.Tokens), steps, cycles)
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
func (o *Options) again(ctx context.Context, h *npu.Hardware, r *Report) error {
	e, ok := o.other()
	if !ok {
		return nil
	}
	o.say("building and running %d cycles in %s", h.Cycles(), e)
	res, err := h.Replay(ctx, e, verif.Options{Fast: true})
	if err != nil {
		return err
	}
	r.BuildSeconds, r.Seconds = res.Build.Seconds(), res.Run.Seconds()
	return nil
}

// waves writes the waves of a run, if they are wanted.
func (o *Options) waves(ctx context.Context, h *npu.Hardware, run int) error {
	if o.Waves == nil || h == nil {
		return nil
	}
	o.say("writing waves")
	err := h.Waves(ctx, o.Waves.To, run, o.Waves.Scope)
	o.Waves.Written = err == nil
	return err
}

// runOf is the number of the run of a position.
func runOf(all []npu.Step, w *Waves) int {
	for i, s := range all {
		if w != nil && w.Position < s.Position+len(s.Tokens) {
			return i
		}
	}
	return len(all) - 1
}

// text is the prompt as tokens and the number of steps.
func (o *Options) text(l language) (npu.Text, error) {
	t := npu.Text{Prompt: l.tokenizer.Encode(o.Prompt), Steps: o.Steps}
	if len(t.Prompt) == 0 {
		t.Prompt = []int{l.program.Config.BOS()}
	}
	limit := l.program.Config.SeqLen
	if t.Steps == 0 {
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
	t.Sampler, err = sample.New(o.Temperature, o.Seed)
	return t, err
}

// chip is what runs the program; on hardware, that too.
func (o *Options) chip(l language) (npu.Chip, *npu.Hardware, error) {
	if o.Engine == Model {
		m, err := npu.NewModel(o.Setup.Top.Shape, o.Setup.Limits())
		return m, nil, err
	}
	h, err := npu.NewHardware(o.Setup, l.program.Used(), o.Seed)
	return h, h, err
}
