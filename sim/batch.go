package sim

import (
	"fmt"
	"slices"

	"npugen/sim/internal/compiled"
	"npugen/sim/internal/engine"
)

// Batch runs many cycles of one clock without coming back to the caller, from
// a table of inputs to a table of outputs: some tens of nanoseconds a cycle
// for the tables, where pokes and peeks take a microsecond. It is for
// stimulus that is known beforehand and does not depend on what the design
// answers.
//
// In each cycle a row of the first table is driven on the inputs, the logic
// settles, the outputs are sampled into a row of the second table, and then
// the clock rises. A sample is what the rising edge captures.
type Batch struct {
	s        *Sim
	clock    *Clock
	in, out  []engine.Loc
	inWords  int
	outWords int
	limits   []uint64 // bits that must be 0, by word of an input row
	compiled *compiled.Batch
}

// NewBatch prepares batches on a clock (nil for the default clock, see
// Sim.Step). in are inputs of the top module, out any values; vectors are
// taken element by element.
func (s *Sim) NewBatch(c *Clock, in, out []*Handle) (*Batch, error) {
	if c == nil {
		c = s.defaultClock()
	}
	if s.err != nil {
		return nil, s.err
	}
	if c.s != s {
		return nil, fmt.Errorf("sim: batch: clock %s: of another simulation", c.name)
	}
	for _, h := range slices.Concat(in, out) {
		if h.s != s {
			return nil, fmt.Errorf("sim: batch: %s: of another simulation", h.name)
		}
	}
	b := &Batch{s: s, clock: c}
	for _, h := range in {
		if h.access != input || h.clock != nil {
			return nil, fmt.Errorf("sim: batch: %s: want an input of the top module that is not a clock", h.name)
		}
		b.in = append(b.in, h.locs...)
		for _, l := range h.locs {
			b.inWords += l.Words
			for k := range l.Words {
				b.limits = append(b.limits, above(h.typ.Width-64*k))
			}
		}
	}
	for _, h := range out {
		if h.locs == nil {
			return nil, fmt.Errorf("sim: batch: %s: want a signal", h.name)
		}
		for _, l := range h.locs {
			if l.InMemory() {
				return nil, fmt.Errorf("sim: batch: %s: want a signal", h.name)
			}
			b.outWords += l.Words
		}
		b.out = append(b.out, h.locs...)
	}
	if e, ok := s.eng.(*compiled.Engine); ok {
		var err error
		if b.compiled, err = e.Batch(c.bit, b.in, b.out); err != nil {
			return nil, fmt.Errorf("sim: batch: %w", err)
		}
	}
	return b, nil
}

// above is the bits of a word that are beyond the width.
func above(width int) uint64 {
	if width >= 64 {
		return 0
	}
	return ^uint64(0) << width
}

// InWords is the length of a row of inputs: a word for each element of each
// handle, in order, or as many as an element of more than 64 bits needs, the
// low one first.
func (b *Batch) InWords() int { return b.inWords }

// OutWords is the length of a row of outputs.
func (b *Batch) OutWords() int { return b.outWords }

// Run runs as many cycles as in has rows (or, without inputs, out), and fills
// out, a row a cycle. It stops after a cycle with an assertion failure, with
// the number of cycles done and the failure, unless the options say to go on.
// Processes and observers (waves, VCD) must not be at work, and no other clock
// may run.
func (b *Batch) Run(in, out []uint64) (cycles int, err error) {
	s := b.s
	rows, err := b.rows(in, out)
	if err != nil {
		return 0, err
	}
	if err := s.start(); err != nil {
		return 0, err
	}
	if !s.undisturbed(b.clock) || len(s.observers) > 0 {
		return 0, fmt.Errorf("sim: batch: processes, waves, a VCD file or another clock are at work: use Step")
	}
	for cycles < rows && s.err == nil {
		s.lowered(b.clock)
		s.settle()
		n := rows - cycles
		if s.rec != nil {
			n = s.rec.begin(min(n, s.rec.fits(b)))
		}
		next := in[cycles*b.inWords:]
		done, events, err := b.burst(next, out[cycles*b.outWords:], n)
		cycles += done
		if s.rec != nil {
			s.rec.batched(b, next, done)
		}
		s.passed(b.clock, done, events)
		if err != nil {
			return cycles, fmt.Errorf("sim: at %v: %w", s.now, err)
		}
		if err := s.result(); err != nil {
			return cycles, err
		}
	}
	return cycles, s.err
}

func (b *Batch) rows(in, out []uint64) (int, error) {
	if b.inWords == 0 && b.outWords == 0 {
		return 0, fmt.Errorf("sim: batch: no inputs and no outputs: use StepN")
	}
	rows := 0
	if b.outWords > 0 {
		rows = len(out) / b.outWords
	}
	if b.inWords > 0 {
		rows = len(in) / b.inWords
	}
	if len(in) != rows*b.inWords || len(out) != rows*b.outWords {
		return 0, fmt.Errorf("sim: batch: %d words in, %d out: want rows of %d and %d", len(in), len(out), b.inWords, b.outWords)
	}
	for i := 0; i < len(in); {
		for _, limit := range b.limits {
			if in[i]&limit != 0 {
				return 0, fmt.Errorf("sim: batch: row %d: value %#x does not fit its input", i/b.inWords, in[i])
			}
			i++
		}
	}
	return rows, nil
}

// burst runs cycles up to the first with events.
func (b *Batch) burst(in, out []uint64, rows int) (done int, events []engine.Event, err error) {
	if b.compiled != nil {
		return b.compiled.Run(in, out, rows)
	}
	e := b.s.eng
	for done < rows && len(events) == 0 {
		if err := e.Settle(); err != nil { // before the next row, as time passes
			return done, nil, err
		}
		for _, l := range b.in {
			e.Store(l, in[:l.Words])
			in = in[l.Words:]
		}
		if err := e.Settle(); err != nil {
			return done, nil, err
		}
		for _, l := range b.out {
			e.Load(l, out[:l.Words])
			out = out[l.Words:]
		}
		if _, events, err = e.Run(b.clock.bit, 1); err != nil {
			return done, nil, err
		}
		done++
	}
	return done, events, nil
}
