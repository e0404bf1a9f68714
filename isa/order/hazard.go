package order

import (
	"fmt"
	"strings"

	"npugen/isa"
	"npugen/isa/access"
)

// Ref is an instruction of the program.
type Ref struct {
	Number int // in the program
	Op     isa.Op
}

func (r Ref) String() string {
	return fmt.Sprintf("instruction %d (%v, %v queue)", r.Number, r.Op, r.Op.Queue())
}

// Hazard is two instructions that nothing orders although they touch the same.
type Hazard struct {
	Earlier, Later             Ref
	Space                      access.Space
	At                         uint64 // element, row, scalar or byte
	EarlierWrites, LaterWrites bool
}

func (h *Hazard) Error() string {
	fix := fmt.Sprintf("want a token from %d, or a later instruction of its queue, that %d waits for", h.Earlier.Number, h.Later.Number)
	if h.Earlier.Op.Queue() == h.Later.Op.Queue() {
		fix = fmt.Sprintf("want sync in %d or in one between", h.Later.Number)
	}
	return fmt.Sprintf("%v %s %v[%d] that %v %s before it in the program; nothing orders them: %s",
		h.Later, verb(h.LaterWrites), h.Space, h.At, h.Earlier, verb(h.EarlierWrites), fix)
}

func verb(writes bool) string {
	if writes {
		return "writes"
	}
	return "reads"
}

// Hazards is an error that has all of them, each pair of instructions once.
type Hazards []*Hazard

func (h Hazards) Error() string {
	lines := make([]string, 0, len(h))
	for i, one := range h {
		if i == 10 {
			lines = append(lines, fmt.Sprintf("and %d more", len(h)-i))
			break
		}
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}
