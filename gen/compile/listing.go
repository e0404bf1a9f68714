package compile

import (
	"fmt"
	"io"
	"strings"

	"npugen/isa"
)

// List writes the program of a position: each instruction with its fields that
// are not 0, what it is for, and the cycles in which it is expected to run.
func (p *Program) List(w io.Writer, pos int, cost Cost) error {
	run, err := p.Step(pos, 0)
	if err != nil {
		return err
	}
	r := p.routine(pos)
	spans := p.geometry.estimate(r.code, run.Registers, cost)
	if _, err := fmt.Fprintf(w, "%s, position %d: %d instructions from line %d, about %d cycles\n%7s %7s  %-8s %-5s %-18s\n",
		r.name, pos, len(r.code), r.line, spans[len(spans)-1].End, "start", "end", "queue", "layer", "operator"); err != nil {
		return err
	}
	for i, in := range r.code {
		layer := fmt.Sprint(in.Layer)
		if in.Layer < 0 {
			layer = "-"
		}
		if _, err := fmt.Fprintf(w, "%7d %7d  %-8s %-5s %-18s %s\n", spans[i].Start, spans[i].End, in.Code.Op().Queue(), layer, in.Operator, text(in.Code)); err != nil {
			return err
		}
	}
	return nil
}

// Cycles is about how many cycles the step at a position takes.
func (p *Program) Cycles(pos int, cost Cost) (int, error) {
	run, err := p.Step(pos, 0)
	if err != nil {
		return 0, err
	}
	spans := p.geometry.estimate(p.routine(pos).code, run.Registers, cost)
	return spans[len(spans)-1].End, nil
}

// text is an instruction as words: operation, fields, registers, tokens.
func text(in isa.Instruction) string {
	out := []string{in.Op().String()}
	for _, f := range isa.Fields(in.Op()) {
		plus := ""
		for i := range isa.Modifiers {
			if m := in.Modifier(i); m.Word == f.Word && raises(in.Op(), f, register(m.Register)) {
				plus += fmt.Sprintf("+r%d", m.Register)
			}
		}
		if v := in.Get(f.Name); v != 0 || plus != "" {
			out = append(out, fmt.Sprintf("%s=%d%s", f.Name, v, plus))
		}
	}
	for _, name := range []string{"wait", "signal"} {
		for i := range isa.Tokens {
			if in.Get(name)>>i&1 == 1 {
				out = append(out, fmt.Sprintf("%s:t%d", name, i))
			}
		}
	}
	return strings.Join(out, " ")
}

// raises is whether a register that is added to a field's word is meant for it.
func raises(op isa.Op, f isa.Field, r register) bool {
	upper := r == valueTiles || r == lastPositions
	return upper == (f.Lo == 16) && (f.Lo == 0 || upper)
}
