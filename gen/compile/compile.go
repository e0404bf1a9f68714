package compile

import (
	"errors"
	"fmt"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/model/checkpoint"
)

// Model is what is compiled.
type Model struct {
	Config  checkpoint.Config
	Weights Weights
	// Centres, if there, are subtracted from the keys, [layer][KV]: see Centres.
	Centres [][]float32
}

// Weights are the tensors of a model, named as in package checkpoint.
type Weights interface {
	Tensor(name string, layer int) (checkpoint.Tensor, error)
}

// Target is the chip that a model is compiled for.
type Target struct {
	Shape       bundle.Shape
	MemoryBytes uint64 // of all channels together
}

// Program is a model on a chip: what to put into its memory, and what to run
// for each token.
type Program struct {
	Config   checkpoint.Config
	Target   Target
	Segments []Segment // by ascending address; the rest of memory is not read

	geometry *geometry
	layout   *layout
	first    *routine   // at position 0
	next     *routine   // at later positions
	batches  []*routine // of many tokens, the most first
}

// routine is a sequence of instructions that ends with END.
type routine struct {
	name   string
	line   uint32 // where it starts
	n      int    // tokens
	logits int
	code   []Instruction
}

// Compile makes the program of a model. The error says what does not fit.
func Compile(m Model, t Target) (*Program, error) {
	p, err := compile(m, t)
	if err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	return p, nil
}

func compile(model Model, t Target) (*Program, error) {
	c := model.Config
	g, err := newGeometry(c, t.Shape)
	if err != nil {
		return nil, err
	}
	if err := model.checkCentres(); err != nil {
		return nil, err
	}
	p := &Program{Config: c, Target: t, geometry: g}
	m := &image{beat: uint64(t.Shape.BeatBytes()), size: t.MemoryBytes}
	if p.layout, err = (&writer{geometry: g, image: m, weights: model.Weights, centres: model.Centres}).model(); err != nil {
		return nil, err
	}
	if p.first, err = p.token(m, "first token", true); err != nil {
		return nil, err
	}
	if c.SeqLen > 1 {
		if p.next, err = p.token(m, "next token", false); err != nil {
			return nil, err
		}
	}
	if err := p.prompts(m); err != nil {
		return nil, err
	}
	p.Segments = m.segments
	return p, m.check()
}

// token writes one of the programs of a token.
func (p *Program) token(m *image, name string, first bool) (*routine, error) {
	at, own, err := p.geometry.placeToken(p.layout)
	if err != nil {
		return nil, err
	}
	t := &token{&pass{&builder{geometry: p.geometry}, p.layout, 1, at}, own, first}
	if t.write(); t.err != nil {
		return nil, t.err
	}
	last := p.Config.SeqLen - 1
	if first {
		last = 0
	}
	return p.assemble(m, routine{name: name, n: 1, logits: at.logits, code: t.code}, p.geometry.tokenRegisters(p.layout, last, 0))
}

// prompts writes the programs of batches: of the most tokens that fit, and of
// quarters of that for what remains of a prompt.
func (p *Program) prompts(m *image) error {
	most, block := p.geometry.largestBatch(p.layout)
	for n := most; n > 1; n /= 4 {
		block = min(block, n)
		at, own, err := p.geometry.placeBatch(p.layout, n, block)
		if err != nil {
			return err
		}
		t := &batch{&pass{&builder{geometry: p.geometry}, p.layout, n, at}, own, block}
		if t.write(); t.err != nil {
			return t.err
		}
		last := (p.Config.SeqLen/n - 1) * n
		r, err := p.assemble(m, routine{name: fmt.Sprintf("%d tokens", n), n: n, logits: at.logits, code: t.code}, p.geometry.batchRegisters(p.layout, last, n))
		if err != nil {
			return err
		}
		p.batches = append(p.batches, r)
	}
	return nil
}

// assemble orders a program and puts it into memory. The registers are those
// with which it touches most.
func (p *Program) assemble(m *image, r routine, registers [isa.Registers]uint32) (*routine, error) {
	r.code = hoist(r.code)
	touches, err := p.geometry.touches(r.code, registers)
	if err == nil {
		err = order(r.code, touches)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	var bytes []byte
	for _, in := range r.code {
		bytes = in.Code.Append(bytes)
	}
	r.line = uint32(m.add("program, "+r.name, bytes) / 64)
	return &r, nil
}

// Run is what starts a program: its first line in memory, and the registers.
// Writes go to memory before it starts. Logits is where it leaves the logits of
// its last token: the first of Config.Vocab elements in the vector buffer.
type Run struct {
	Line      uint32
	Registers [isa.Registers]uint32
	Writes    []Segment
	Logits    int
}

// Step is the run for one token, when the cache holds the pos tokens before it.
// It leaves the token's keys and values in the cache, its logits in the vector
// buffer, and the most likely next token in the result register.
func (p *Program) Step(pos, token int) (Run, error) {
	if err := p.check(pos, token); err != nil {
		return Run{}, err
	}
	r := p.routine(pos)
	return Run{Line: r.line, Registers: p.geometry.tokenRegisters(p.layout, pos, token), Logits: r.logits}, nil
}

// Prefill is the run for the first of some tokens, when the cache holds the pos
// tokens before them, and how many it takes: as many as there is a program for.
// It leaves behind what a Step of its last token would.
func (p *Program) Prefill(pos int, tokens []int) (Run, int, error) {
	for i, token := range tokens {
		if err := p.check(pos+i, token); err != nil {
			return Run{}, 0, err
		}
	}
	for _, r := range p.batches {
		if r.n <= len(tokens) && pos%r.n == 0 {
			return Run{
				Line: r.line, Registers: p.geometry.batchRegisters(p.layout, pos, r.n), Logits: r.logits,
				Writes: []Segment{p.embeddings(r, tokens[:r.n])},
			}, r.n, nil
		}
	}
	if len(tokens) == 0 {
		return Run{}, 0, errors.New("prefill: no tokens")
	}
	run, err := p.Step(pos, tokens[0])
	return run, 1, err
}

// embeddings is the instructions that load the rows of tokens.
func (p *Program) embeddings(r *routine, tokens []int) Segment {
	s := Segment{Name: "embeddings", Addr: uint64(r.line) * 64}
	for i, token := range tokens {
		in := r.code[i].Code
		in[3] += uint32(uint64(token) * p.layout.embeddingRow / 64)
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

// routine is the program of a position.
func (p *Program) routine(pos int) *routine {
	if pos == 0 {
		return p.first
	}
	return p.next
}
