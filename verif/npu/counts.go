package npu

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/blocks/control"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/machine"
)

// counted compares the chip's counters with what is known of them: those that
// the program decides, and of each unit the cycles in which it had a command.
func (w *watch) counted(s bundle.Shape, got map[string]uint64) error {
	want := counts(s, w.steps)
	for name, n := range w.total() {
		if known, ok := want[name]; ok && known != n {
			return fmt.Errorf("%s in %d cycles, want %d", name, n, known)
		}
		want[name] = n
	}
	for q := isa.Weight; q < isa.Queues; q++ {
		want["busy_"+q.String()] = uint64(Busy(w.spansOf(q)))
	}
	for _, c := range control.Counters() {
		if n, known := want[c.Name]; known && got[c.Name] != n {
			return fmt.Errorf("counter %s is %d, want %d", c.Name, got[c.Name], n)
		}
	}
	// Fetch may read beyond the end of a program.
	if lines := uint64(len(w.steps)); got["read_fetch"]*uint64(s.Channels) < lines {
		return fmt.Errorf("counter read_fetch is %d beats, the program has %d lines", got["read_fetch"], lines)
	}
	return nil
}

// counts is the counters that a program alone decides, whatever the time it takes.
func counts(s bundle.Shape, steps []machine.Step) map[string]uint64 {
	n := map[string]uint64{"instructions": uint64(len(steps)), "matrix_active": 0, "read_load": 0, "read_weights": 0, "write_store": 0}
	for _, step := range steps {
		switch in := step.In; in.Op() {
		case isa.MATMUL:
			n["matrix_active"] += access.Passes(in)
		case isa.LOAD:
			n["read_load"] += beats(s, step.Spans)
		case isa.STREAM:
			n["read_weights"] += beats(s, step.Spans)
		case isa.STORE:
			n["write_store"] += writes(s, in)
		}
	}
	return n
}

// writes is how often a STORE writes a beat.
func writes(s bundle.Shape, in isa.Instruction) (n uint64) {
	last := ^uint64(0)
	for b := range access.StoreOf(in).Bytes() {
		if beat := b.Addr / uint64(s.BeatBytes()); beat != last {
			n, last = n+1, beat
		}
	}
	return n
}

// spansOf is when the instructions of a queue were under way.
func (w *watch) spansOf(q isa.Queue) (spans []Span) {
	for i, step := range w.steps {
		if step.In.Op().Queue() == q {
			spans = append(spans, w.spans[i])
		}
	}
	return spans
}
