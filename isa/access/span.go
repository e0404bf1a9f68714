package access

import (
	"fmt"

	"npugen/isa"
)

// Space is a memory of the NPU.
type Space uint8

// The spaces and their units.
const (
	VB     Space = iota // vector buffer, elements
	AB                  // activation buffer, rows
	SB                  // scalars
	Memory              // bytes
	Spaces
)

func (s Space) String() string { return [...]string{"VB", "AB", "SB", "memory"}[s] }

// Span is what one step of an instruction touches: Lo up to, not including, Hi.
type Span struct {
	Space  Space
	Write  bool
	Lo, Hi uint64
}

func (s Span) String() string {
	verb := "reads"
	if s.Write {
		verb = "writes"
	}
	return fmt.Sprintf("%s %v[%d..%d]", verb, s.Space, s.Lo, s.Hi-1)
}

// Error is an illegal field of an instruction.
type Error struct {
	Op    isa.Op
	Field string
	Value uint64
	Want  string // what is allowed
}

func (e *Error) Error() string {
	return fmt.Sprintf("%v %s %d: want %s", e.Op, e.Field, e.Value, e.Want)
}
