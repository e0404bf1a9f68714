package textrun

import (
	"context"
	"fmt"

	"npugen/verif/npu"
)

// Options say what to write, and on what.
type Options struct {
	Source Source
	Setup  npu.Setup
	Engine Engine
	Prompt string
	Steps  int // positions, those of the prompt included; 0: as many as the model has

	Progress func(format string, args ...any) // may be nil
}

// Engine is a way to run the chip.
type Engine string

// The engines.
const (
	Model Engine = "model" // the functional model: right, but without cycles
)

// Engines is all of them.
func Engines() []Engine { return []Engine{Model} }

func (o *Options) say(format string, args ...any) {
	if o.Progress != nil {
		o.Progress(format, args...)
	}
}

// Run writes the text.
func Run(ctx context.Context, o Options) (*Report, error) {
	o.say("compiling the model")
	l, err := o.Source.compile(o.Setup)
	if err != nil {
		return nil, err
	}
	text, err := o.text(l)
	if err != nil {
		return nil, err
	}
	chip, err := o.chip()
	if err != nil {
		return nil, err
	}
	o.say("loading the model into the chip's memory")
	all, err := npu.Decode(ctx, chip, l.program, text, func(s npu.Step) {
		o.say("writing, position %d of %d", s.Position+len(s.Tokens), text.Steps)
	})
	if err != nil {
		return nil, err
	}
	return o.report(l, text, all)
}

// text is the prompt as tokens and the number of steps.
func (o *Options) text(l language) (npu.Text, error) {
	t := npu.Text{Prompt: l.tokenizer.Encode(o.Prompt), Steps: o.Steps}
	limit := l.program.Config.SeqLen
	if t.Steps == 0 {
		t.Steps = limit
	}
	if len(t.Prompt) > limit {
		return t, fmt.Errorf("the prompt has %d tokens: the model's longest sequence is %d", len(t.Prompt), limit)
	}
	return t, nil
}

func (o *Options) chip() (npu.Chip, error) {
	return npu.NewModel(o.Setup.Shape, o.Setup.Limits())
}
