package verif

import (
	"fmt"
	"math/big"
	"strings"

	"npugen/hdl/ir"
)

// Difference is the first place where two engines disagree, or where one of
// them has no value.
type Difference struct {
	Job     string
	Port    *ir.Signal
	Elem    int
	Step    int
	Time    int64 // ps
	A, B    Engine
	AValue  string
	BValue  string
	Also    []string // other outputs that differ at that step
	Context []string // what the signal did around that step, a line a step
}

// String is the difference as it is printed:
//
//	fifo: output count differs at step 17 (175000 ps): go 5, icarus 4
//		declared at fifo.go:31
//		step 16  go 4  icarus 4
//		step 17  go 5  icarus 4  <--
func (d *Difference) String() string {
	name := d.Port.Name
	if d.Port.Vec || d.Port.Count > 1 {
		name = fmt.Sprintf("%s[%d]", name, d.Elem)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: output %s differs at step %d (%d ps): %s %s, %s %s", d.Job, name, d.Step, d.Time, d.A, d.AValue, d.B, d.BValue)
	if !d.Port.Loc.IsZero() {
		fmt.Fprintf(&b, "\n\tdeclared at %s", d.Port.Loc)
	}
	if len(d.Also) > 0 {
		fmt.Fprintf(&b, "\n\tand at that step: %s", strings.Join(d.Also, ", "))
	}
	for _, c := range d.Context {
		b.WriteString("\n\t" + c)
	}
	return b.String()
}

// around is how many steps of context go before and after a difference.
const around = 3

// Compare is the first difference between two results of a job, nil when
// every bit of every output of every step is the same.
func Compare(j Job, a, b *Result) *Difference {
	for step := range j.Stim.Steps() {
		for k, c := range a.Out.Columns {
			if a.agrees(b, step, k) {
				continue
			}
			d := &Difference{Job: j.name(), Port: c.Port, Elem: firstElem(c.Port, a, b, step), Step: step, Time: j.Stim.Time[step],
				A: a.Engine, B: b.Engine}
			d.AValue, d.BValue = a.show(step, c.Port, d.Elem), b.show(step, c.Port, d.Elem)
			for s := max(0, step-around); s <= min(step+around, j.Stim.Steps()-1); s++ {
				mark := ""
				if s == step {
					mark = "  <--"
				}
				d.Context = append(d.Context, fmt.Sprintf("step %d  %s %s  %s %s%s", s,
					a.Engine, a.show(s, c.Port, d.Elem), b.Engine, b.show(s, c.Port, d.Elem), mark))
			}
			for l := k + 1; l < len(a.Out.Columns); l++ {
				if !a.agrees(b, step, l) {
					d.Also = append(d.Also, a.Out.Columns[l].Port.Name)
				}
			}
			return d
		}
	}
	return nil
}

// agrees reports whether both have one value for a column.
func (r *Result) agrees(o *Result, step, column int) bool {
	p := r.Out.Columns[column].Port
	return r.unknown(step, p) == "" && o.unknown(step, p) == "" && equal(r.Out.words(step, column), o.Out.words(step, column))
}

func equal(a, b []uint64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func firstElem(p *ir.Signal, a, b *Result, step int) int {
	for e := range p.Count {
		if a.Out.Get(step, p, e).Cmp(b.Out.Get(step, p, e)) != 0 {
			return e
		}
	}
	return 0
}

func (r *Result) unknown(step int, p *ir.Signal) string {
	for _, u := range r.Unknown { // in step order, and few
		if u.Step == step && u.Port == p {
			return u.Text
		}
		if u.Step > step {
			break
		}
	}
	return ""
}

// show is a value as a person reads it: a number, a member's name, or raw hex
// digits where bits are unknown.
func (r *Result) show(step int, p *ir.Signal, elem int) string {
	if u := r.unknown(step, p); u != "" {
		return "'h" + u
	}
	return format(p.Type, r.Out.Get(step, p, elem))
}

func format(t ir.Type, raw *big.Int) string {
	n := &ir.Node{Op: ir.OpConst, Width: t.Width, Signed: t.Signed, Bool: t.Bool, Enum: t.Enum, Val: raw}
	if t.Width > 16 {
		return fmt.Sprintf("%s (0x%x)", ir.Literal(n), raw)
	}
	return ir.Literal(n)
}
