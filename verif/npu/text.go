package npu

import (
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

// check says what of some texts cannot be written, by number if they are several.
func check(p *compile.Program, texts []Text) error {
	if most := max(1, p.Target.Sequences); len(texts) > most {
		return fmt.Errorf("%d texts: the program is compiled for %d sequences", len(texts), most)
	}
	for i, t := range texts {
		err := t.check(p)
		if err != nil && len(texts) > 1 {
			err = fmt.Errorf("sequence %d: %w", i+1, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
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

// Tokens is the text without what begins and ends it, its prompt included; it is
// that of a number among those that were written.
func (t Text) Tokens(c checkpoint.Config, all []Step, number int) []int {
	tokens := append([]int(nil), t.Prompt[t.Begin(c):]...)
	for _, s := range all {
		for _, part := range s.Parts {
			if part.Text == number && !part.Prompt && !c.Ended(part.Next) {
				tokens = append(tokens, part.Next)
			}
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
