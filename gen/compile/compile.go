package compile

import (
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
	logits   int
	first    *routine // at position 0
	next     *routine // at later positions
}

// routine is a sequence of instructions that ends with END.
type routine struct {
	name string
	line uint32 // where it starts
	code []Instruction
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
	p.Segments = m.segments
	return p, m.check()
}

// token writes one of the programs of a token.
func (p *Program) token(m *image, name string, first bool) (*routine, error) {
	at, own, err := p.geometry.placeToken(p.layout)
	if err != nil {
		return nil, err
	}
	p.logits = at.logits
	t := &token{&pass{&builder{geometry: p.geometry}, p.layout, 1, at}, own, first}
	if t.write(); t.err != nil {
		return nil, t.err
	}
	last := p.Config.SeqLen - 1
	if first {
		last = 0
	}
	return p.assemble(m, name, t.code, p.geometry.registers(p.layout, last, 0))
}

// assemble orders a program and puts it into memory. The registers are those
// with which it touches most.
func (p *Program) assemble(m *image, name string, code []Instruction, registers [isa.Registers]uint32) (*routine, error) {
	r := &routine{name: name, code: hoist(code)}
	touches, err := p.geometry.touches(r.code, registers)
	if err == nil {
		err = order(r.code, touches)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var bytes []byte
	for _, in := range r.code {
		bytes = in.Code.Append(bytes)
	}
	r.line = uint32(m.add("program, "+name, bytes) / 64)
	return r, nil
}

// Run is what starts a program: its first line in memory, and the registers.
type Run struct {
	Line      uint32
	Registers [isa.Registers]uint32
}

// Step is the run for one token, when the cache holds the pos tokens before it.
// It leaves the token's keys and values in the cache, its logits in the vector
// buffer, and the most likely next token in the result register.
func (p *Program) Step(pos, token int) (Run, error) {
	switch {
	case pos < 0 || pos >= p.Config.SeqLen:
		return Run{}, fmt.Errorf("position %d: the model's longest sequence is %d tokens", pos, p.Config.SeqLen)
	case token < 0 || token >= p.Config.Vocab:
		return Run{}, fmt.Errorf("token %d: the vocabulary is 0..%d", token, p.Config.Vocab-1)
	}
	return Run{Line: p.routine(pos).line, Registers: p.geometry.registers(p.layout, pos, token)}, nil
}

// Logits is where a step leaves the logits: the first element in the vector
// buffer; there are Config.Vocab of them.
func (p *Program) Logits() int { return p.logits }

// routine is the program of a position.
func (p *Program) routine(pos int) *routine {
	if pos == 0 {
		return p.first
	}
	return p.next
}
