package compile

import (
	"slices"

	"npugen/isa"
	"npugen/isa/access"
)

// history knows, for each part of each space, which instructions touched it last.
type history struct {
	bounds [access.Spaces][]uint64 // where parts begin, ascending
	cells  [access.Spaces][]cell
}

// latest is, for each queue, the number of an instruction plus 1; 0 is none.
type latest [isa.Queues]int

func (l *latest) raise(other latest) {
	for q := range l {
		l[q] = max(l[q], other[q])
	}
}

type cell struct{ written, read latest }

func newHistory(touches [][]access.Span) *history {
	h := &history{}
	for _, spans := range touches {
		for _, s := range spans {
			h.bounds[s.Space] = append(h.bounds[s.Space], s.Lo, s.Hi)
		}
	}
	for s := range h.bounds {
		slices.Sort(h.bounds[s])
		h.bounds[s] = slices.Compact(h.bounds[s])
		h.cells[s] = make([]cell, len(h.bounds[s]))
	}
	return h
}

// of is the parts that a span covers.
func (h *history) of(s access.Span) []cell {
	lo, _ := slices.BinarySearch(h.bounds[s.Space], s.Lo)
	hi, _ := slices.BinarySearch(h.bounds[s.Space], s.Hi)
	return h.cells[s.Space][lo:hi]
}

// before is the instructions that must be complete before one that touches the
// spans: after is those whose results it reads, all includes those that read or
// wrote what it overwrites.
func (h *history) before(spans []access.Span) (after, all latest) {
	for _, s := range spans {
		for _, p := range h.of(s) {
			all.raise(p.written)
			if s.Write {
				all.raise(p.read)
			} else {
				after.raise(p.written)
			}
		}
	}
	return after, all
}

// note records an instruction.
func (h *history) note(spans []access.Span, queue isa.Queue, number int) {
	for _, s := range spans {
		parts := h.of(s)
		for i := range parts {
			if s.Write {
				parts[i].written[queue] = number + 1
			} else {
				parts[i].read[queue] = number + 1
			}
		}
	}
}
