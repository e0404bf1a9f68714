package npu

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"npugen/gen/compile"
)

// Step is a run of the chip, for one text or several.
type Step struct {
	Parts []Part
	Run   compile.Run
	*Outcome
}

// New is the texts for which the run found a new token.
func (s Step) New() (n int) {
	for _, part := range s.Parts {
		if !part.Prompt {
			n++
		}
	}
	return n
}

// Part is what a run does for a text: the first at Position of some tokens that
// follow each other.
type Part struct {
	Text     int // its number, from 0
	Position int
	Tokens   []int
	Prompt   bool // what it found is not used, the prompt goes on
	Next     int  // the token that comes next, if not the prompt's
}

// Decode writes texts: their prompts in batches, then a token of each that goes on
// in every run. A text stops before a BOS, which begins another text. Each text
// has the cache of its number, and is what it would be alone. each, if there, is
// called after every run.
func Decode(ctx context.Context, chip Chip, p *compile.Program, texts []Text, each func(Step)) ([]Step, error) {
	if err := check(p, texts); err != nil {
		return nil, err
	}
	if err := chip.Load(ctx, p.Segments); err != nil {
		return nil, fmt.Errorf("load the image: %w", err)
	}
	d := &decoding{ctx: ctx, chip: chip, program: p, each: each}
	for i, t := range texts {
		d.texts = append(d.texts, &writing{Text: t, number: i, rest: t.Prompt})
	}
	for _, w := range d.texts {
		if err := d.prompt(w); err != nil {
			return d.steps, err
		}
	}
	for {
		on := slices.DeleteFunc(slices.Clone(d.texts), (*writing).done)
		if len(on) == 0 {
			return d.steps, nil
		}
		if err := d.step(on); err != nil {
			return d.steps, err
		}
	}
}

// writing is a text on its way.
type writing struct {
	Text
	number, pos int
	rest        []int // tokens that are known and not yet in the cache
	ended       bool
}

func (w *writing) done() bool { return w.ended || w.pos >= w.Steps }

// decoding is the state of Decode.
type decoding struct {
	ctx     context.Context
	chip    Chip
	program *compile.Program
	texts   []*writing
	each    func(Step)
	steps   []Step
}

// prompt runs what there are batches for of a text's prompt.
func (d *decoding) prompt(w *writing) error {
	for !w.done() {
		run, n, err := d.program.PrefillCache(w.number, w.pos, w.rest)
		if err != nil || n == 1 {
			return err
		}
		if err := d.run(run, []*writing{w}, n); err != nil {
			return err
		}
	}
	return nil
}

// step runs the next token of some texts.
func (d *decoding) step(on []*writing) error {
	var next []compile.Sequence
	for _, w := range on {
		next = append(next, compile.Sequence{Cache: w.number, Position: w.pos, Token: w.rest[0]})
	}
	run, err := d.program.Steps(next...)
	if err != nil {
		return err
	}
	return d.run(run, on, 1)
}

// run runs a program for the next n tokens of some texts.
func (d *decoding) run(run compile.Run, on []*writing, n int) error {
	where := fmt.Sprintf("position %d", on[0].pos)
	for _, w := range on[1:] {
		where += fmt.Sprintf(", %d", w.pos)
	}
	if err := d.chip.Load(d.ctx, run.Writes); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	out, err := d.chip.Run(d.ctx, run)
	if err != nil {
		return fmt.Errorf("%s: %w", where, placed(err, d.program, run))
	}
	s := Step{Run: run, Outcome: out}
	for _, w := range on {
		s.Parts = append(s.Parts, Part{Text: w.number, Position: w.pos, Tokens: w.rest[:n], Prompt: n < len(w.rest)})
	}
	if err := d.choose(&s); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	for i, w := range on {
		w.pos, w.rest = w.pos+n, w.rest[n:]
		if part := s.Parts[i]; !part.Prompt {
			w.rest, w.ended = []int{part.Next}, d.program.Config.Ended(part.Next)
		}
	}
	d.steps = append(d.steps, s)
	if d.each != nil {
		d.each(s)
	}
	return nil
}

// choose finds the token that comes next in each text: the one in the result
// register, or those that the run has left in memory.
func (d *decoding) choose(s *Step) error {
	drawn := len(s.Parts) > 1
	for _, part := range s.Parts {
		drawn = drawn || d.texts[part.Text].Sampler != nil && !part.Prompt
	}
	if !drawn {
		s.Parts[0].Next = s.Best
		return nil
	}
	all, each := s.Run.Greatest, s.Run.Greatest[0].Bytes()
	data, err := d.chip.Read(d.ctx, all[0].Addr, len(all)*each)
	if err != nil {
		return fmt.Errorf("greatest logits: %w", err)
	}
	for i := range s.Parts {
		part, found := &s.Parts[i], all[i].Candidates(data[i*each:])
		part.Next = found[0].Token
		if sampler := d.texts[part.Text].Sampler; sampler != nil && !part.Prompt {
			if part.Next, err = sampler.Draw(found); err != nil {
				return err
			}
		}
	}
	return nil
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
