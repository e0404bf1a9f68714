package npu

import (
	"context"
	"errors"
	"fmt"

	"npugen/gen/compile"
	"npugen/model/checkpoint"
	"npugen/model/sample"
)

// Text is what is to be written.
type Text struct {
	Prompt []int // tokens, at least one; BOS the first, if the model's texts begin with it
	Steps  int   // positions, those of the prompt included
	// Sampler draws the tokens, if there; else each is the most likely one. It wants
	// a program with Target.TopK.
	Sampler *sample.Sampler
}

// Step is a run of the chip: the first at Position of some tokens that follow
// each other.
type Step struct {
	Position int
	Tokens   []int
	Prompt   bool // what it found is not used, the prompt goes on
	Next     int  // the token that comes next, if not the prompt's
	Run      compile.Run
	*Outcome
}

// Decode writes a text: the prompt in batches, then a token after the other. It stops before a BOS, which begins another text. each,
// if there, is called after every run.
func Decode(ctx context.Context, chip Chip, p *compile.Program, t Text, each func(Step)) ([]Step, error) {
	if err := t.check(p); err != nil {
		return nil, err
	}
	if err := chip.Load(ctx, p.Segments); err != nil {
		return nil, fmt.Errorf("load the image: %w", err)
	}
	var all []Step
	for pos, rest := 0, t.Prompt; pos < t.Steps; {
		run, n, err := p.Prefill(pos, rest)
		if err != nil {
			return all, err
		}
		if err := chip.Load(ctx, run.Writes); err != nil {
			return all, fmt.Errorf("position %d: %w", pos, err)
		}
		out, err := chip.Run(ctx, run)
		if err != nil {
			return all, fmt.Errorf("position %d: %w", pos, placed(err, p, run))
		}
		step := Step{Position: pos, Tokens: rest[:n], Run: run, Outcome: out, Prompt: n < len(rest), Next: out.Best}
		if t.Sampler != nil && !step.Prompt {
			if step.Next, err = t.draw(ctx, chip, p.Greatest()); err != nil {
				return all, fmt.Errorf("position %d: %w", pos, err)
			}
		}
		all = append(all, step)
		if each != nil {
			each(step)
		}
		pos, rest = pos+n, rest[n:]
		if step.Prompt {
			continue
		}
		if p.Config.Ended(step.Next) {
			break
		}
		rest = []int{step.Next}
	}
	return all, nil
}

// draw is a token of those that the last run has left in memory.
func (t Text) draw(ctx context.Context, chip Chip, g compile.Greatest) (int, error) {
	data, err := chip.Read(ctx, g.Addr, g.Bytes())
	if err != nil {
		return 0, fmt.Errorf("greatest logits: %w", err)
	}
	return t.Sampler.Draw(g.Candidates(data))
}

// placed says what an instruction that went wrong is for.
func placed(err error, p *compile.Program, run compile.Run) error {
	code, missing := p.Instructions(run)
	var wrong *Mismatch
	if missing != nil || !errors.As(err, &wrong) || wrong.Number >= len(code) {
		return err
	}
	in := code[wrong.Number]
	if in.Layer < 0 {
		return fmt.Errorf("%s: %w", in.Operator, err)
	}
	return fmt.Errorf("layer %d, %s: %w", in.Layer, in.Operator, err)
}

func (t Text) check(p *compile.Program) error {
	switch limit := p.Config.SeqLen; {
	case len(t.Prompt) == 0:
		return errors.New("the prompt has no tokens: give at least BOS")
	case t.Steps < len(t.Prompt):
		return fmt.Errorf("%d steps are too few for a prompt of %d tokens, BOS included", t.Steps, len(t.Prompt))
	case t.Sampler != nil && p.Greatest().K == 0:
		return errors.New("tokens are to be drawn: compile the program with Target.TopK above 0")
	case t.Steps > limit:
		return fmt.Errorf("%d steps: the longest sequence is %d tokens", t.Steps, limit)
	}
	return nil
}

// Tokens is the text without what begins and ends it, its prompt included.
func (t Text) Tokens(c checkpoint.Config, all []Step) []int {
	tokens := append([]int(nil), t.Prompt[t.Begin(c):]...)
	for _, s := range all {
		if !s.Prompt && !c.Ended(s.Next) {
			tokens = append(tokens, s.Next)
		}
	}
	return tokens
}

// Begin is the tokens of the prompt that only begin the text.
func (t Text) Begin(c checkpoint.Config) int {
	if t.Prompt[0] == c.BOS() {
		return 1
	}
	return 0
}
