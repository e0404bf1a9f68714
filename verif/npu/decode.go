package npu

import (
	"context"
	"fmt"

	"npugen/gen/compile"
	"npugen/model/tokenizer"
)

// Text is what is to be written.
type Text struct {
	Prompt []int // tokens, BOS the first
	Steps  int   // positions, those of the prompt included
}

// Token is a token of the text and what it took to find out the next one.
type Token struct {
	Position int
	Token    int
	Next     int // as the chip found it
	*Outcome
	Run compile.Run
}

// Decode writes a text: it runs the program for one position after the other,
// with the prompt's token or the most likely one. It stops before a BOS, which
// begins another text. each, if there, is called after every position.
func Decode(ctx context.Context, chip Chip, p *compile.Program, t Text, each func(Token)) ([]Token, error) {
	if err := t.check(p); err != nil {
		return nil, err
	}
	if err := chip.Load(ctx, p.Segments); err != nil {
		return nil, fmt.Errorf("load the image: %w", err)
	}
	var all []Token
	token := t.Prompt[0]
	for pos := range t.Steps {
		run, err := p.Step(pos, token)
		if err != nil {
			return all, err
		}
		out, err := chip.Run(ctx, run)
		if err != nil {
			return all, fmt.Errorf("position %d: %w", pos, err)
		}
		done := Token{Position: pos, Token: token, Next: out.Best, Outcome: out, Run: run}
		all = append(all, done)
		if each != nil {
			each(done)
		}
		token = out.Best
		if pos+1 < len(t.Prompt) {
			token = t.Prompt[pos+1]
		} else if token == tokenizer.BOS {
			break
		}
	}
	return all, nil
}

func (t Text) check(p *compile.Program) error {
	switch limit := p.Config.SeqLen; {
	case len(t.Prompt) == 0:
		return fmt.Errorf("the prompt is empty: give at least BOS")
	case t.Steps < len(t.Prompt):
		return fmt.Errorf("%d steps are too few for a prompt of %d tokens, BOS included", t.Steps, len(t.Prompt))
	case t.Steps > limit:
		return fmt.Errorf("%d steps: the model's longest sequence is %d tokens", t.Steps, limit)
	}
	return nil
}

// Tokens is the text without BOS, its prompt included.
func Tokens(all []Token, prompt []int) []int {
	tokens := append([]int(nil), prompt[1:]...)
	for _, t := range all {
		if t.Position+1 >= len(prompt) && t.Next != tokenizer.BOS {
			tokens = append(tokens, t.Next)
		}
	}
	return tokens
}
