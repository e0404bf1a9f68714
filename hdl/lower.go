package hdl

import (
	"fmt"
	"strings"

	"npugen/hdl/ir"
)

// elem is one element of a signal: what an assignment drives.
type elem struct {
	sig *ir.Signal
	i   int
}

// env maps the elements assigned so far to their values, and remembers the
// order in which they were first assigned, so that results are deterministic.
type env struct {
	parent *env
	vals   map[elem]*ir.Node
	order  []elem
	last   map[elem]ir.Loc
}

func newEnv(parent *env) *env {
	return &env{parent: parent, vals: map[elem]*ir.Node{}, last: map[elem]ir.Loc{}}
}

func (e *env) get(k elem) *ir.Node {
	for ; e != nil; e = e.parent {
		if n, ok := e.vals[k]; ok {
			return n
		}
	}
	return nil
}

func (e *env) put(k elem, n *ir.Node, l ir.Loc) {
	if _, ok := e.vals[k]; !ok {
		e.order = append(e.order, k)
	}
	e.vals[k], e.last[k] = n, l
}

func refNode(s *ir.Signal, i int) *ir.Node {
	t := s.Type
	return &ir.Node{Op: ir.OpRef, Width: t.Width, Signed: t.Signed, Bool: t.Bool, Sig: s, Elem: i, Loc: s.Loc}
}

// hole is the operator that stands for a wire's value on a path that does not
// assign it.
const hole = ir.OpInvalid

// lowering turns a module's statements into one expression per element.
type lowering struct {
	m       *Module
	initial map[elem]*ir.Node // value before any assignment: a register's own, a wire's hole
}

func (m *Module) lower() {
	lo := &lowering{m: m, initial: map[elem]*ir.Node{}}
	top := newEnv(nil)
	lo.block(m.body, top)
	for _, k := range top.order {
		n := top.vals[k]
		if lo.holey(n, map[*ir.Node]bool{}) {
			m.latches[k.sig] = true
			m.report(lo.latch(k, top.last[k]))
			continue
		}
		k.sig.Drive[k.i] = n
	}
	for _, group := range [][]*ir.Signal{m.outs, m.locals} {
		for _, s := range group {
			m.checkDriven(s)
		}
	}
	for _, x := range m.ir.Mems {
		if len(x.Writes) == 0 && x.Init == nil {
			m.report((&Diagnostic{Code: CodeUndriven, Message: fmt.Sprintf("memory %q is never written and has no initial words", x.Name), Loc: x.Loc}).
				fix("write to it, or give its contents with hdl.MemInit"))
		}
	}
}

func (lo *lowering) block(b *block, e *env) {
	for _, s := range b.stmts {
		switch s := s.(type) {
		case *assign:
			lo.assign(s, e)
		case *ifStmt:
			then, els := newEnv(e), newEnv(e)
			lo.block(s.then, then)
			lo.block(s.els, els)
			lo.merge(e, func(vals []*ir.Node) *ir.Node {
				return choice(ir.OpMux, vals, []*ir.Node{s.cond, vals[0], vals[1]})
			}, then, els)
		case *caseStmt:
			envs := make([]*env, 0, len(s.arms)+1)
			for _, arm := range append(s.arms[:len(s.arms):len(s.arms)], s.def) {
				a := newEnv(e)
				lo.block(arm, a)
				envs = append(envs, a)
			}
			lo.merge(e, func(vals []*ir.Node) *ir.Node {
				labels := s.labels
				if last := len(vals) - 1; covers(s) && lo.holey(vals[last], map[*ir.Node]bool{}) {
					vals, labels = vals[:last], labels[:last-1] // the default cannot happen: the last case takes its place
				}
				n := choice(ir.OpCase, vals, append([]*ir.Node{s.sel}, vals...))
				n.Labels = labels
				return n
			}, envs...)
		}
	}
}

// covers reports whether the cases take every value of the selector.
func covers(s *caseStmt) bool {
	n := 0
	for _, ls := range s.labels {
		n += len(ls)
	}
	return len(s.labels) > 1 && s.sel.Width < 31 && n == 1<<s.sel.Width
}

// assign replaces the element's value. What it replaces in the same block
// could never be seen, so that is a mistake; a default before a When is not.
func (lo *lowering) assign(s *assign, e *env) {
	k := elem{s.sig, s.elem}
	if first, ok := e.last[k]; ok {
		lo.m.report((&Diagnostic{Code: CodeTwice, Message: fmt.Sprintf("%q is driven twice: the first drive can never take effect", s.sig.Name), Loc: s.loc}).
			also(first, "driven here first").
			fix("delete one, or make the later one conditional with When"))
	}
	e.put(k, s.val, s.loc)
}

// merge puts a choice into e for every element that any branch assigned.
func (lo *lowering) merge(e *env, pick func([]*ir.Node) *ir.Node, branches ...*env) {
	seen := map[elem]bool{}
	for _, b := range branches {
		for _, k := range b.order {
			if seen[k] {
				continue
			}
			seen[k] = true
			vals := make([]*ir.Node, len(branches))
			same := true
			for i, br := range branches {
				v, ok := br.vals[k]
				if !ok {
					v = lo.before(e, k)
				}
				vals[i] = v
				same = same && v == vals[0]
			}
			n := vals[0]
			if !same {
				n = pick(vals)
				n.Loc = b.last[k]
			}
			e.put(k, n, b.last[k])
		}
	}
}

// before is the value of k where a branch does not assign it.
func (lo *lowering) before(e *env, k elem) *ir.Node {
	if n := e.get(k); n != nil {
		return n
	}
	n := lo.initial[k]
	if n == nil {
		if k.sig.Kind == ir.Reg {
			n = refNode(k.sig, k.i)
		} else {
			t := k.sig.Type
			n = &ir.Node{Op: hole, Width: t.Width, Signed: t.Signed, Bool: t.Bool}
		}
		lo.initial[k] = n
	}
	return n
}

func choice(o ir.Op, vals, args []*ir.Node) *ir.Node {
	v := vals[0]
	return &ir.Node{Op: o, Width: v.Width, Signed: v.Signed, Bool: v.Bool, Args: args}
}

// holey reports whether a tree of choices reaches a path that assigns nothing.
func (lo *lowering) holey(n *ir.Node, seen map[*ir.Node]bool) bool {
	if n.Op == hole {
		return true
	}
	if (n.Op != ir.OpMux && n.Op != ir.OpCase) || seen[n] {
		return false
	}
	seen[n] = true
	for _, a := range n.Args[1:] {
		if lo.holey(a, seen) {
			return true
		}
	}
	return false
}

func (lo *lowering) latch(k elem, at ir.Loc) *Diagnostic {
	return (&Diagnostic{Code: CodeLatch, Message: fmt.Sprintf("%q is driven on some paths only, which would be a latch", k.sig.Name), Loc: at}).
		also(k.sig.Loc, "declared here").
		fix("give it a value before the When or Switch, or drive it in an Otherwise or Default too; use hdl.Reg to hold a value")
}

// checkDriven reports a signal, or elements of it, that nothing drives.
func (m *Module) checkDriven(s *ir.Signal) {
	if s.Drive == nil {
		return
	}
	missing := 0
	for i, n := range s.Drive {
		if n == nil {
			missing++
			s.Drive[i] = constNode(s.Type, zero)
			if s.Kind == ir.Reg {
				s.Drive[i] = refNode(s, i)
			}
		}
	}
	if missing == 0 || m.latches[s] || m.broken[s] != nil {
		return
	}
	d := &Diagnostic{Code: CodeUndriven, Loc: s.Loc}
	switch {
	case m.boundary[s]:
		d.Code = CodeStreamUsed
		d.Message = fmt.Sprintf("the stream %q is never accepted", strings.TrimSuffix(s.Name, "_ready"))
		d.fix("call Accept on it, or pass it to an instance")
	case s.Kind == ir.Reg:
		d.Message = fmt.Sprintf("register %q is never assigned", s.Name)
		d.fix("give it a next value with D, or use a constant")
	case missing < s.Count:
		d.Message = fmt.Sprintf("%d of the %d elements of %q are never driven", missing, s.Count, s.Name)
		d.fix("drive every element")
	default:
		d.Message = fmt.Sprintf("%q is never driven", s.Name)
		d.fix("drive it with Set, or delete it")
	}
	m.report(d)
}
