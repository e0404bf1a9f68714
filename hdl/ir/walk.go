package ir

import "fmt"

// Root is a place in a module that holds the top of an expression.
type Root struct {
	Node **Node // the holder; a pass may replace the node in it

	What   string // what the expression is for: "drive", "reset", "addr", ...
	Index  int    // which element, value or entry, -1 when there is but one
	Signal *Signal
	Mem    *Mem
	Inst   *Inst
	Conn   *Conn
	Assert *Assertion
}

// Owner is the name of the signal, memory, instance or assertion whose
// expression it is; empty for an entry of Module.Unused.
func (r Root) Owner() string {
	switch {
	case r.Signal != nil:
		return r.Signal.Name
	case r.Mem != nil:
		return r.Mem.Name
	case r.Inst != nil:
		return r.Inst.Name
	case r.Assert != nil:
		return r.Assert.Name
	}
	return ""
}

// Loc is where the owner was declared.
func (r Root) Loc() Loc {
	switch {
	case r.Signal != nil:
		return r.Signal.Loc
	case r.Mem != nil:
		return r.Mem.Loc
	case r.Inst != nil:
		return r.Inst.Loc
	case r.Assert != nil:
		return r.Assert.Loc
	}
	return Loc{}
}

// String names the place, such as "acc: drive 0" or "u_pe: a 3".
func (r Root) String() string {
	s := r.What
	if r.Index >= 0 {
		s = fmt.Sprintf("%s %d", s, r.Index)
	}
	if o := r.Owner(); o != "" {
		s = o + ": " + s
	}
	return s
}

// Roots calls f for every expression the module holds, in the order of the
// module's lists. Optional expressions that are absent (nil) are left out.
func (m *Module) Roots(f func(Root)) {
	for _, s := range m.Signals {
		s.Roots(f)
	}
	for _, mem := range m.Mems {
		mem.Roots(f)
	}
	for _, inst := range m.Insts {
		inst.Roots(f)
	}
	for _, a := range m.Asserts {
		a.Roots(f)
	}
	for i := range m.Unused {
		f(Root{Node: &m.Unused[i], What: "unused", Index: i})
	}
}

// Roots calls f for the drive of each element and the reset.
func (s *Signal) Roots(f func(Root)) {
	for i := range s.Drive {
		f(Root{Node: &s.Drive[i], What: "drive", Index: i, Signal: s})
	}
	if s.Reset != nil {
		f(Root{Node: &s.Reset, What: "reset", Index: -1, Signal: s})
	}
}

// Roots calls f for the expressions of the memory's ports.
func (mem *Mem) Roots(f func(Root)) {
	opt := func(n **Node, i int, what string) {
		if *n != nil {
			f(Root{Node: n, What: what, Index: i, Mem: mem})
		}
	}
	for i, p := range mem.Reads {
		opt(&p.En, i, "read enable")
		opt(&p.Addr, i, "read address")
	}
	for i, p := range mem.Writes {
		opt(&p.En, i, "write enable")
		opt(&p.Addr, i, "write address")
		opt(&p.Data, i, "write data")
		opt(&p.Mask, i, "write mask")
	}
}

// Roots calls f for the values of the instance's inputs.
func (inst *Inst) Roots(f func(Root)) {
	for i := range inst.Ins {
		c := &inst.Ins[i]
		what := "input"
		if c.Port != nil {
			what = c.Port.Name
		}
		for j := range c.Values {
			f(Root{Node: &c.Values[j], What: what, Index: j, Inst: inst, Conn: c})
		}
	}
}

// Roots calls f for the assertion's expressions.
func (a *Assertion) Roots(f func(Root)) {
	if a.Reset != nil {
		f(Root{Node: &a.Reset, What: "reset", Index: -1, Assert: a})
	}
	if a.When != nil {
		f(Root{Node: &a.When, What: "when", Index: -1, Assert: a})
	}
	if a.Cond != nil {
		f(Root{Node: &a.Cond, What: "condition", Index: -1, Assert: a})
	}
}
