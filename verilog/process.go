package verilog

import (
	"slices"

	"npugen/hdl/ir"
)

// process is the registers of one always block: those that share a clock and a
// reset. Fewer and larger blocks read better where registers move together, and
// simulators are quicker to read them: Icarus 11 takes quadratic time in the
// number of blocks on one clock.
type process struct {
	clock *ir.Signal
	reset *ir.Node
	async bool
	regs  []*ir.Signal
}

// processes groups the registers, in the order of the first of each group.
// With line comments every register has a block of its own.
func (w *writer) processes() []*process {
	var ps []*process
	for _, s := range w.m.Signals {
		if s.Kind != ir.Reg {
			continue
		}
		i := slices.IndexFunc(ps, func(p *process) bool {
			return p.clock == s.Clock && p.reset == s.Reset && p.async == s.Async && !w.o.Lines
		})
		if i < 0 {
			i = len(ps)
			ps = append(ps, &process{clock: s.Clock, reset: s.Reset, async: s.Async})
		}
		ps[i].regs = append(ps[i].regs, s)
	}
	return ps
}

// process writes one always block. The shape of each register's tree of
// choices becomes if and case, and a branch that leaves it as it is disappears.
func (w *writer) process(p *process) {
	w.section(p.regs[0].Loc)
	w.sink = p.regs[0].Name + "_reset"
	edge := "posedge " + p.clock.Name
	w.mark(signalNet(p.clock))
	var reset string
	switch {
	case p.reset == nil:
	case p.async:
		reset = w.read(w.netOf(p.reset)).s
		edge += " or posedge " + reset
	default:
		reset = w.limited(p.reset, self).s
	}
	var init, next []stmt
	for _, s := range p.regs {
		if p.reset != nil {
			init = append(init, assignment{s.Name + " <= ", w.initial(s)})
		}
		ss := w.next(s, run{0, s.Count}, s.Drive)
		if p.reset == nil { // what never changes must have a driver all the same
			for _, r := range still(s) {
				w.usage.mark(r.net(s))
				ss = append(ss, assignment{r.net(s).String() + " <= ", text{s: r.net(s).String()}})
			}
		}
		next = append(next, ss...)
	}
	next = join(next)
	if p.reset != nil {
		next = []stmt{ifStmt{reset, init, next}}
	}
	w.add(block("always @("+edge+")", next, 1)...)
}

// join merges ifs with one condition, and cases with one selector and the same
// labels, into the first of them. The order of nonblocking assignments to
// different registers means nothing.
func join(ss []stmt) []stmt {
	var out []stmt
	for _, s := range ss {
		if i := slices.IndexFunc(out, func(o stmt) bool { return alike(o, s) }); i >= 0 {
			out[i] = merged(out[i], s)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// alike reports whether two statements choose by the same.
func alike(a, b stmt) bool {
	switch a := a.(type) {
	case ifStmt:
		b, ok := b.(ifStmt)
		return ok && a.cond == b.cond
	case caseStmt:
		b, ok := b.(caseStmt)
		return ok && a.sel == b.sel && slices.EqualFunc(a.arms, b.arms, func(x, y arm) bool { return slices.Equal(x.labels, y.labels) })
	}
	return false
}

// merged is two alike statements as one.
func merged(a, b stmt) stmt {
	if a, ok := a.(ifStmt); ok {
		b := b.(ifStmt)
		return ifStmt{a.cond, join(slices.Concat(a.then, b.then)), join(slices.Concat(a.els, b.els))}
	}
	x, y := a.(caseStmt), b.(caseStmt)
	out := caseStmt{sel: x.sel}
	for i, arms := range x.arms {
		out.arms = append(out.arms, arm{arms.labels, join(slices.Concat(arms.body, y.arms[i].body))})
	}
	return out
}
