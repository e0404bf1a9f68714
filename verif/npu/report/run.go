package report

import (
	"errors"
	"fmt"

	"npugen/gen/compile"
	"npugen/isa"
	"npugen/isa/asm"
	"npugen/verif/npu"
)

// Run is the instructions of all steps, when they ran, and what they are for.
type Run struct {
	Setup npu.Setup
	Steps []Step
}

// Step is a run of a program.
type Step struct {
	npu.Step
	Start int // cycles of the steps before it
	Code  []Instruction
}

// Instruction is one of a step.
type Instruction struct {
	isa.Instruction // registers added
	npu.Span
	Layer    int
	Operator string
	Idle     int // cycles in which its unit had nothing to do before it
	MACs     int // of the model
}

// Text is the instruction as package asm writes it.
func (i Instruction) Text() string { return asm.Text(i.Instruction) }

// New puts together what the chip measured and what the compiler knows.
func New(setup npu.Setup, p *compile.Program, steps []npu.Step) (*Run, error) {
	r := &Run{Setup: setup}
	start := 0
	for _, s := range steps {
		if s.Spans == nil {
			return nil, errors.New("report: the functional model has no cycles: use an engine that runs the chip")
		}
		code, err := p.Instructions(s.Run)
		if err != nil {
			return nil, fmt.Errorf("report: %w", err)
		}
		if len(code) != len(s.Spans) {
			return nil, fmt.Errorf("report: position %d: %d instructions, %d measured", s.Parts[0].Position, len(code), len(s.Spans))
		}
		step := Step{Step: s, Start: start}
		var busy [isa.Queues]int // until when
		for i, in := range code {
			x := Instruction{Instruction: in.Code.Resolved(&s.Run.Registers), Span: s.Spans[i], Layer: in.Layer, Operator: in.Operator, MACs: in.MACs(s.Run)}
			q := x.Op().Queue()
			x.Idle = max(0, x.Start-busy[q])
			busy[q] = max(busy[q], x.Retire)
			step.Code = append(step.Code, x)
		}
		r.Steps = append(r.Steps, step)
		start += s.Cycles
	}
	return r, nil
}

// Cycles is those of all steps.
func (r *Run) Cycles() (n int) {
	for _, s := range r.Steps {
		n += s.Cycles
	}
	return n
}

// decoding is the steps of a token each that wrote new ones, all if there are none.
func (r *Run) decoding() []Step {
	var some []Step
	for _, s := range r.Steps {
		if len(s.Parts[0].Tokens) == 1 && s.New() > 0 {
			some = append(some, s)
		}
	}
	if some == nil {
		return r.Steps
	}
	return some
}
