package npu

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/machine"
)

// counts is the counters that a program alone decides, whatever the time it takes.
func counts(s bundle.Shape, steps []machine.Step) map[string]uint64 {
	n := map[string]uint64{"instructions": uint64(len(steps)), "matrix_active": 0, "read_load": 0, "read_weights": 0, "write_store": 0}
	for _, step := range steps {
		switch in := step.In; in.Op() {
		case isa.MATMUL:
			n["matrix_active"] += uint64(in.Get("m")) * uint64(in.Get("kt")) * uint64(in.Get("nt"))
		case isa.LOAD:
			n["read_load"] += beats(s, step)
		case isa.STREAM:
			n["read_weights"] += beats(s, step)
		case isa.STORE:
			n["write_store"] += writes(s, in)
		}
	}
	return n
}

// beats is those of memory that a step reads.
func beats(s bundle.Shape, step machine.Step) (n uint64) {
	beat := uint64(s.BeatBytes())
	for _, x := range step.Spans {
		if x.Space == access.Memory && !x.Write {
			n += (x.Hi-1)/beat - x.Lo/beat + 1
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

// counted compares the chip's counters with what is known of them: those that
// the program decides, and of each unit the cycles in which it had a command.
func (w *watch) counted(s bundle.Shape, got map[string]uint64) error {
	want := counts(s, w.steps)
	for q := isa.Weight; q < isa.Queues; q++ {
		want["busy_"+q.String()] = w.busy(q)
	}
	for name, n := range want {
		if got[name] != n {
			return fmt.Errorf("counter %s is %d, want %d", name, got[name], n)
		}
	}
	if lines := uint64(len(w.steps)); got["read_fetch"]*uint64(s.Channels) < lines {
		return fmt.Errorf("counter read_fetch is %d beats, the program has %d lines", got["read_fetch"], lines)
	}
	return nil
}

// busy is the cycles in which a unit had at least one command, those included
// in which it took one.
func (w *watch) busy(q isa.Queue) (n uint64) {
	until := -1
	for i, span := range w.spans {
		if w.steps[i].In.Op().Queue() == q && span.Retire > until {
			n += uint64(span.Retire - max(span.Start, until))
			until = span.Retire
		}
	}
	return n
}
