package npu

import (
	"context"
	"fmt"

	"npugen/hdl/ir"
	"npugen/sim"
)

// bench drives a system in the built-in simulator and remembers what it drove,
// for another simulator to do the same.
type bench struct {
	sim     *sim.Sim
	batch   *sim.Batch
	in, out map[string]place // ports, and of out what happens inside
	ports   int              // words of a row of outputs that are of ports
	row     []uint64         // the inputs of the next cycle
	seen    []uint64         // the outputs of the last cycle
	script  []drive          // all that was driven
	digests []uint64         // of all outputs, by cycle
	cycles  int

	patience int // cycles that are waited for an answer on a bus
}

// place is where a port's words are in a row: elements of some bits, each in
// words of its own.
type place struct {
	first, words, bits int
	port               *sim.Handle
}

// drive is a row of inputs for some cycles.
type drive struct {
	row    []uint64
	cycles int
}

// newBench is a bench of a design that is out of reset.
func newBench(setup Setup, d *ir.Design, seed uint64) (*bench, error) {
	s, err := sim.New(d, sim.Options{Seed: seed, Engine: sim.Compiled, Unchecked: !setup.Checked})
	if err != nil {
		return nil, err
	}
	s.Clock("clk", setup.period(), setup.period()/2)
	b := &bench{sim: s, in: map[string]place{}, out: map[string]place{}, patience: setup.patience()}
	var in, out []*sim.Handle
	places := func(list *[]*sim.Handle, at map[string]place, words *int, p *ir.Signal) {
		h := s.Must(p.Name)
		n := h.Len() * ((p.Type.Width + 63) / 64)
		at[p.Name] = place{*words, n, p.Type.Width, h}
		*list, *words = append(*list, h), *words+n
	}
	ins, outs := 0, 0
	for _, p := range d.Top.Signals {
		switch {
		case p.Kind == ir.Input && p.Type.Class != ir.Clock:
			places(&in, b.in, &ins, p)
		case p.Kind == ir.Output:
			places(&out, b.out, &outs, p)
		}
	}
	b.ports = outs
	for _, e := range happenings() {
		b.out[e.name] = place{first: outs, words: 1, bits: 1}
		out, outs = append(out, e.handle(s)), outs+1
	}
	if b.batch, err = s.NewBatch(nil, in, out); err != nil {
		return nil, err
	}
	if b.batch.InWords() != ins || b.batch.OutWords() != outs {
		return nil, fmt.Errorf("bench: rows of %d and %d words, counted %d and %d", b.batch.InWords(), b.batch.OutWords(), ins, outs)
	}
	b.row, b.seen = make([]uint64, ins), make([]uint64, outs)
	b.set("rst", 1)
	if _, err := b.run(4); err != nil {
		return nil, err
	}
	b.set("rst", 0)
	return b, nil
}

// set drives an input from the next cycle on, its other words with 0.
func (b *bench) set(name string, words ...uint64) {
	p, ok := b.in[name]
	if !ok || len(words) > p.words {
		panic(fmt.Sprintf("npu bench: input %s of %d words", name, len(words)))
	}
	clear(b.row[p.first : p.first+p.words])
	copy(b.row[p.first:], words)
}

// get is an output in the last cycle: its first word, or that of element i.
func (b *bench) get(name string, i ...int) uint64 { return b.words(name, b.seen, i...)[0] }

// words is an output's words in a row of outputs, from element i on.
func (b *bench) words(name string, row []uint64, i ...int) []uint64 {
	p, ok := b.out[name]
	if !ok {
		panic("npu bench: no output " + name)
	}
	words := row[p.first : p.first+p.words]
	if len(i) > 0 {
		words = words[i[0]:]
	}
	return words
}

// run drives the row for n cycles and gives the outputs of each.
func (b *bench) run(n int) ([]uint64, error) {
	in, out := make([]uint64, n*len(b.row)), make([]uint64, n*len(b.seen))
	for i := range n {
		copy(in[i*len(b.row):], b.row)
	}
	done, err := b.batch.Run(in, out)
	b.remember(done)
	for i := range done {
		b.digests = append(b.digests, digest(out[i*len(b.seen):][:b.ports]))
	}
	if err != nil {
		return nil, fmt.Errorf("cycle %d: %w", b.cycles, err)
	}
	copy(b.seen, out[(n-1)*len(b.seen):])
	return out, nil
}

// remember adds to the script.
func (b *bench) remember(n int) {
	b.cycles += n
	if last := len(b.script) - 1; last >= 0 && equal(b.script[last].row, b.row) {
		b.script[last].cycles += n
		return
	}
	b.script = append(b.script, drive{row: append([]uint64(nil), b.row...), cycles: n})
}

// digest tells rows apart. It is mixed word by word as FNV mixes bytes.
func digest(row []uint64) uint64 {
	h := uint64(14695981039346656037)
	for _, w := range row {
		h = (h ^ w) * 1099511628211
		h ^= h >> 29
	}
	return h
}

func equal(a, b []uint64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// until drives the row, cycle by cycle, until an output is 1 in a cycle.
func (b *bench) until(ctx context.Context, name string) error {
	for range b.patience {
		if _, err := b.run(1); err != nil {
			return err
		}
		if b.get(name) == 1 {
			return ctx.Err()
		}
	}
	return fmt.Errorf("cycle %d: %s was 0 for %d cycles", b.cycles, name, b.patience)
}
