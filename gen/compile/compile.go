package compile

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/model/checkpoint"
)

// Model is what is compiled.
type Model struct {
	Config  checkpoint.Config // with fewer positions than the checkpoint's, if that is enough
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
	TopK        int    // logits that each run leaves in memory, the greatest; 0: it finds the most likely token alone
	Sequences   int    // that have a cache and can go through the array together; 0 is 1
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
	together []*routine // of a token of each of several sequences: two, three, ...
}

// Used is the bytes of memory from 0 to the end of the last segment.
func (p *Program) Used() uint64 {
	last := p.Segments[len(p.Segments)-1]
	return last.Addr + last.Size()
}

// routine is a sequence of instructions that ends with END.
type routine struct {
	name   string
	line   uint32 // where it starts
	n      int    // tokens
	logits int    // of the first result
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
	if err := t.checkTopK(); err != nil {
		return nil, err
	}
	g.topK, g.sequences = t.TopK, max(1, t.Sequences)
	if err := model.checkCentres(); err != nil {
		return nil, err
	}
	if _, _, err := g.placeToken(); err != nil {
		return nil, g.shorter(err)
	}
	if err := g.checkSequences(t.Sequences); err != nil {
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
	if err := p.sequences(m); err != nil {
		return nil, err
	}
	p.Segments = m.segments
	return p, p.enough(m)
}

// token writes one of the programs of a token.
func (p *Program) token(m *image, name string, first bool) (*routine, error) {
	at, own, err := p.geometry.placeToken()
	if err != nil {
		return nil, err
	}
	t := &token{&pass{builder: &builder{geometry: p.geometry}, memory: p.layout, n: 1, results: 1, late: true, at: at}, own, first}
	if t.write(t); t.err != nil {
		return nil, t.err
	}
	last := p.Config.SeqLen - 1
	if first {
		last = 0
	}
	return p.assemble(m, routine{name: name, n: 1, logits: at.logits, code: t.code}, p.geometry.placed(p.layout, Sequence{Position: last}))
}

// prompts writes the programs of batches: of the most tokens that fit, and of
// halves of that for what remains of a prompt.
func (p *Program) prompts(m *image) error {
	most, block := p.geometry.largestBatch()
	for n := most; n > 1; n /= 2 {
		block = min(block, n)
		at, own, err := p.geometry.placeBatch(n, block)
		if err != nil {
			return err
		}
		t := &batch{&pass{builder: &builder{geometry: p.geometry}, memory: p.layout, n: n, results: 1, at: at}, own, block}
		if t.write(t); t.err != nil {
			return t.err
		}
		last := p.geometry.lastBatch(n)
		r, err := p.assemble(m, routine{name: fmt.Sprintf("%d tokens", n), n: n, logits: at.logits, code: t.code}, p.geometry.batchRegisters(p.layout, 0, last, n))
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
	r.code = hoist(r.code, p.Target.Shape.Cols)
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
