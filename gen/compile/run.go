package compile

import (
	"errors"
	"fmt"
	"slices"

	"npugen/isa"
)

// Run is what starts a program: its first line in memory, and the registers.
// Writes go to memory before it starts. Logits is where it leaves the logits of
// its last token, or of the tokens of several sequences: the first of
// Config.Vocab elements in the vector buffer, for each sequence. Greatest is
// where it leaves the greatest of them in memory, for each sequence; if nowhere,
// the most likely token is in the result register.
type Run struct {
	Line      uint32
	Registers [isa.Registers]uint32
	Writes    []Segment
	Logits    []int
	Greatest  []Greatest
}

// Step is the run for one token, when the cache holds the pos tokens before it.
// It leaves the token's keys and values in the cache, its logits in the vector
// buffer, and the most likely next token in the result register.
func (p *Program) Step(pos, token int) (Run, error) {
	return p.Steps(Sequence{Position: pos, Token: token})
}

// Prefill is the run for the first of some tokens, when the cache holds the pos
// tokens before them, and how many it takes: as many as there is a program for.
// It leaves behind what a Step of its last token would.
func (p *Program) Prefill(pos int, tokens []int) (Run, int, error) {
	return p.PrefillCache(0, pos, tokens)
}

// PrefillCache is Prefill of one of several sequences, whose cache is given.
func (p *Program) PrefillCache(cache, pos int, tokens []int) (Run, int, error) {
	if err := p.checkCache(cache); err != nil {
		return Run{}, 0, err
	}
	for i, token := range tokens {
		if err := p.check(pos+i, token); err != nil {
			return Run{}, 0, err
		}
	}
	for _, r := range p.batches {
		if r.n <= len(tokens) && p.geometry.together(pos, r.n) {
			run := p.run(r, 1, p.geometry.batchRegisters(p.layout, cache, pos, r.n))
			run.Writes = []Segment{p.embeddings(r, tokens[:r.n])}
			return run, r.n, nil
		}
	}
	if len(tokens) == 0 {
		return Run{}, 0, errors.New("prefill: no tokens")
	}
	run, err := p.Steps(Sequence{Cache: cache, Position: pos, Token: tokens[0]})
	return run, 1, err
}

// run is that of a routine with some results.
func (p *Program) run(r *routine, results int, registers [isa.Registers]uint32) Run {
	run := Run{Line: r.line, Registers: registers}
	k := p.geometry.topK
	if results > 1 {
		k = p.geometry.chosen()
	}
	for i := range results {
		run.Logits = append(run.Logits, r.logits+i*p.geometry.logitRow())
		if k > 0 {
			run.Greatest = append(run.Greatest, Greatest{k, p.layout.greatest.addr + uint64(8*k*i)})
		}
	}
	return run
}

// embeddings is the instructions that load the rows of tokens.
func (p *Program) embeddings(r *routine, tokens []int) Segment {
	s := Segment{Name: "embeddings", Addr: uint64(r.line) * 64}
	for i, token := range tokens {
		in := r.code[i].Code
		in[3] += uint32(uint64(token) * uint64(p.geometry.embeddingRow) / 64)
		s.Data = in.Append(s.Data)
	}
	return s
}

func (p *Program) check(pos, token int) error {
	switch {
	case pos < 0 || pos >= p.Config.SeqLen:
		return fmt.Errorf("position %d: the model's longest sequence is %d tokens", pos, p.Config.SeqLen)
	case token < 0 || token >= p.Config.Vocab:
		return fmt.Errorf("token %d: the vocabulary is 0..%d", token, p.Config.Vocab-1)
	}
	return nil
}

// Instructions is what a run executes, from its line of memory on.
func (p *Program) Instructions(run Run) ([]Instruction, error) {
	r, err := p.routine(run)
	if err != nil {
		return nil, err
	}
	return r.code, nil
}

// routine is the one that a run starts.
func (p *Program) routine(run Run) (*routine, error) {
	for _, r := range slices.Concat([]*routine{p.first, p.next}, p.batches, p.together) {
		if r != nil && r.line == run.Line {
			return r, nil
		}
	}
	return nil, fmt.Errorf("no program starts at line %d", run.Line)
}
