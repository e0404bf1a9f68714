package compile

import (
	"fmt"
	"io"

	"npugen/isa/asm"
)

// List writes what a run executes, in the form that package asm reads. Behind
// each instruction stand the cycles in which it is expected to run, and what it
// is for.
func (p *Program) List(w io.Writer, run Run, cost Cost) error {
	r, err := p.routine(run)
	if err != nil {
		return err
	}
	spans := p.geometry.estimate(r.code, run.Registers, cost)
	if _, err := fmt.Fprintf(w, "# %s: %d instructions from line %d, about %d cycles\n", r.name, len(r.code), r.line, spans[len(spans)-1].End); err != nil {
		return err
	}
	for i, in := range r.code {
		where := "  "
		if in.Layer >= 0 {
			where = fmt.Sprintf("%2d", in.Layer)
		}
		if _, err := fmt.Fprintf(w, "%-120s # %6d..%-6d %s %s\n", asm.Text(in.Code), spans[i].Start, spans[i].End, where, in.Operator); err != nil {
			return err
		}
	}
	return nil
}

// Estimate is when the instructions of a run are expected to run; the last is
// the END.
func (p *Program) Estimate(run Run, cost Cost) ([]Span, error) {
	r, err := p.routine(run)
	if err != nil {
		return nil, err
	}
	return p.geometry.estimate(r.code, run.Registers, cost), nil
}
