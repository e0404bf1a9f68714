package npu

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/blocks/control"
	"npugen/isa"
	"npugen/isa/asm"
	"npugen/isa/machine"
)

// watch follows the trace of a run.
type watch struct {
	*bench
	start   int // cycles of the bench before
	steps   []machine.Step
	spans   []Span
	retired int
	now     int // cycles looked at
	last    int // when something retired
	activity

	patience int // cycles without a retirement
}

func newWatch(b *bench, s bundle.Shape, steps []machine.Step) *watch {
	return &watch{
		bench: b, start: b.cycles, steps: steps, spans: make([]Span, len(steps)), patience: b.patience + longest(s, steps),
		activity: newActivity(steps, b.bursts(b.seen)),
	}
}

// look goes through rows of outputs.
func (w *watch) look(rows []uint64) error {
	for ; len(rows) > 0; rows = rows[len(w.seen):] {
		row := rows[:len(w.seen)]
		for q := isa.Weight; q < isa.Queues; q++ {
			i := control.Slot(q)
			if w.words("trace_started", row, i)[0] == 1 {
				if n := w.words("trace_start", row, i)[0]; n < uint64(len(w.spans)) {
					w.spans[n].Start = w.now
				}
			}
			if w.words("trace_retired", row, i)[0] == 1 {
				if err := w.retire(q, w.words("trace_complete", row, i)[0], uint32(w.words("trace_hash", row, i)[0])); err != nil {
					return err
				}
			}
		}
		w.see(w.now, func(name string) bool { return w.words(name, row)[0] == 1 }, w.bursts(row))
		w.now++
	}
	return nil
}

func (w *watch) retire(q isa.Queue, number uint64, hash uint32) error {
	if number >= uint64(len(w.steps)) {
		return fmt.Errorf("cycle %d: the %v queue retires instruction %d of a program of %d", w.now, q, number, len(w.steps))
	}
	s := w.steps[number]
	if s.In.Op().Queue() != q {
		return fmt.Errorf("cycle %d: the %v queue retires instruction %d, which is %v", w.now, q, number, s.In.Op())
	}
	w.spans[number].Retire = w.now
	w.retired++
	w.last = w.now
	if hash != s.Hash {
		return &Mismatch{Step: s, Cycle: w.now, Hash: hash}
	}
	return nil
}

// bursts is those on all channels' data buses since reset, in a row of outputs.
func (b *bench) bursts(row []uint64) (n uint64) {
	for _, x := range b.words("moved", row) {
		n += x
	}
	return n
}

// complete refuses a run in which not all have retired.
func (w *watch) complete() error {
	n := 0
	for i, s := range w.steps {
		w.spans[i].Array = w.work[i]
		if s.In.Op().Queue() == isa.Control {
			w.spans[i] = Span{Start: w.now, Retire: w.now}
			continue
		}
		n++
	}
	if w.retired != n {
		return fmt.Errorf("the program ended with %d retired instructions of %d", w.retired, n)
	}
	return nil
}

// Mismatch is an instruction whose results in hardware are not those of the
// functional model.
type Mismatch struct {
	machine.Step
	Cycle int    // after the doorbell
	Hash  uint32 // in hardware
	// Element is the first of what it wrote, or of the memory that it read, which
	// differs; "" if none does any more.
	Element string
}

func (m *Mismatch) Error() string {
	element := ""
	if m.Element != "" {
		element = m.Element + "; "
	}
	return fmt.Sprintf("cycle %d: instruction %d (%v) gave other values than the functional model: %shash %08x, want %08x: %s",
		m.Cycle, m.Number, m.In.Op(), element, m.Hash, m.Step.Hash, asm.Text(m.In))
}
