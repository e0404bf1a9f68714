package npu

import (
	"cmp"
	"context"
	"slices"

	"npugen/gen/compile"
)

// Chip runs programs that are in its memory.
type Chip interface {
	// Load puts an image into memory.
	Load(ctx context.Context, segments []compile.Segment) error
	// Read is bytes of memory.
	Read(ctx context.Context, addr uint64, n int) ([]byte, error)
	// Run runs a program up to its END.
	Run(ctx context.Context, run compile.Run) (*Outcome, error)
}

// Outcome is what a run of a program gave.
type Outcome struct {
	Best     int               // result of the last ARGMAX or TOPK
	Cycles   int               // from the doorbell to END; 0 on the functional model, which has none
	Counters map[string]uint64 // of the chip, by name; nil on the functional model
	Spans    []Span            // of the instructions in program order; nil on the functional model
	Bursts   uint64            // of 32 bytes on the memory's data buses; 0 on the functional model
	Rows     uint64            // of memory that were activated; 0 on the functional model
	Windows  []Window          // of WindowCycles, from the doorbell on; nil on the functional model
}

// Span is the cycles of an instruction, counted from the doorbell.
type Span struct {
	Start  int  // taken by its unit
	Retire int  // complete
	Array  Work // of a MATMUL: of its vectors
}

// Busy is the cycles in which at least one of the spans was under way.
func Busy(spans []Span) (n int) {
	now := 0
	for _, s := range slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return cmp.Compare(a.Start, b.Start) }) {
		if s.Retire > now {
			n += s.Retire - max(now, s.Start)
			now = s.Retire
		}
	}
	return n
}
