package hdl

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"npugen/hdl/ir"
)

// A module's assignments are kept as statements until its Build returns; then
// lower makes one expression for each signal.
type block struct{ stmts []stmt }

type stmt interface{ stmt() }

type assign struct {
	sig  *ir.Signal
	elem int
	val  *ir.Node
	loc  ir.Loc
}

type ifStmt struct {
	cond      *ir.Node
	then, els *block
}

type caseStmt struct {
	sel    *ir.Node
	labels [][]*big.Int
	arms   []*block
	def    *block
}

func (*assign) stmt()   {}
func (*ifStmt) stmt()   {}
func (*caseStmt) stmt() {}

// Chain is a When that Elsewhen and Otherwise may continue.
type Chain struct {
	m     *Module
	last  *ifStmt
	conds []*ir.Node // negations of the conditions so far
	done  bool
}

// When makes the assignments of body take effect while cond is true.
func (m *Module) When(cond Bool, body func()) *Chain {
	c := &Chain{m: m}
	c.add(cond, m.cur, body)
	return c
}

// Elsewhen is the next choice where no condition so far was true.
func (c *Chain) Elsewhen(cond Bool, body func()) *Chain {
	if c.closed("Elsewhen") {
		return c
	}
	c.add(cond, c.last.els, body)
	return c
}

// Otherwise is the choice where no condition was true.
func (c *Chain) Otherwise(body func()) {
	if c.closed("Otherwise") {
		return
	}
	c.done = true
	c.m.inBlock(c.last.els, c.conds, body)
}

func (c *Chain) closed(what string) bool {
	if c.done {
		c.m.report(newDiag(CodeSwitch, "%s after Otherwise", what).fix("put Otherwise last; it takes every remaining case"))
	}
	return c.done
}

func (c *Chain) add(cond Bool, into *block, body func()) {
	v := c.m.own(cond.value)
	s := &ifStmt{cond: v.node, then: &block{}, els: &block{}}
	into.stmts = append(into.stmts, s)
	c.last = s
	c.m.inBlock(s.then, append(c.conds[:len(c.conds):len(c.conds)], v.node), body)
	c.conds = append(c.conds, c.m.not(v.node))
}

// not is the negation of a condition.
func (m *Module) not(n *ir.Node) *ir.Node {
	return &ir.Node{Op: ir.OpNot, Width: 1, Bool: true, Args: []*ir.Node{n}, Loc: n.Loc}
}

// inBlock runs body with its assignments going to blk, under conds as well as
// the conditions already in force.
func (m *Module) inBlock(blk *block, conds []*ir.Node, body func()) {
	saved, depth := m.cur, len(m.conds)
	m.cur = blk
	m.conds = append(m.conds, conds...)
	defer func() { m.cur, m.conds = saved, m.conds[:depth] }()
	body()
}

// path is the condition under which the current statement takes effect, nil
// for always.
func (m *Module) path() *ir.Node { return m.all(m.conds) }

func (m *Module) all(conds []*ir.Node) *ir.Node {
	switch len(conds) {
	case 0:
		return nil
	case 1:
		return conds[0]
	}
	return &ir.Node{Op: ir.OpAnd, Width: 1, Bool: true, Args: append([]*ir.Node(nil), conds...), Loc: m.b.here()}
}

// set records an assignment to one element.
func (m *Module) set(s *ir.Signal, elem int, n *ir.Node) {
	m.cur.stmts = append(m.cur.stmts, &assign{s, elem, n, m.b.here()})
}

// assignTo drives the leaves of target with those of v, which must match in
// shape and width. name is what the user calls the target.
func assignTo[T any](m *Module, name string, target, v T) {
	to, d := leaves(&target)
	if d != nil {
		return // reported where the target was declared
	}
	if m.elsewhere(name) != nil {
		m.excuse(to)
		return
	}
	v = clone(v)
	from, d := leaves(&v)
	if d == nil {
		d = m.assignLeaves(name, to, from)
	}
	if d != nil {
		m.report(d)
		m.excuse(to)
	}
}

// excuse keeps targets whose assignment is a mistake from being called undriven
// too.
func (m *Module) excuse(targets []leaf) {
	for _, l := range targets {
		for _, t := range l.vals {
			if t.node != nil {
				m.latches[t.node.Sig] = true
			}
		}
	}
}

func (m *Module) assignLeaves(name string, to, from []leaf) *Diagnostic {
	if len(to) != len(from) {
		return newDiag(CodeMismatch, "assign to %q: the shapes differ", name).fix("make both sides from one type")
	}
	var wrong *Diagnostic
	for i := range to {
		path := join(name, to[i].path)
		if a, b := len(to[i].vals), len(from[i].vals); a != b {
			wrong = newDiag(CodeMismatch, "assign to %q: %d elements into %d", path, b, a).fix("make both vectors the same length")
		}
		for k, t := range to[i].vals {
			if t.node == nil {
				continue // reported where it was made
			}
			v := value{typ: t.typ, node: constNode(t.typ, zero)} // keeps the run going after a mistake
			if k < len(from[i].vals) {
				v = m.own(*from[i].vals[k])
			}
			if !sameBits(v.typ, t.typ) {
				if v.err == nil && t.err == nil {
					wrong = mismatch(path, v.typ, t.typ).also(t.node.Sig.Loc, "%q is declared here", t.node.Sig.Name)
				}
				v.node = constNode(t.typ, zero)
			}
			m.set(t.node.Sig, t.node.Elem, v.node)
		}
	}
	return wrong
}

// sameBits reports whether a value of type a may drive type b.
func sameBits(a, b ir.Type) bool {
	return a.Width == b.Width && a.Signed == b.Signed && a.Class == b.Class && sameEnum(a.Enum, b.Enum)
}

// sameEnum compares enumerations by content: each EnumT call makes its own.
func sameEnum(a, b *ir.Enum) bool {
	if a == nil || b == nil || a == b {
		return a == b
	}
	return a.Name == b.Name && a.Width == b.Width && slices.Equal(a.Members, b.Members)
}

func mismatch(name string, from, to ir.Type) *Diagnostic {
	d := newDiag(CodeMismatch, "assign to %q: %s into %s", name, typeName(from), typeName(to))
	if from.Enum == nil && to.Enum == nil && from.Signed == to.Signed {
		if from.Width > to.Width {
			return d.fix("say what becomes of the upper bits: Trunc(%[1]d) drops them, Sat(%[1]d) saturates", to.Width)
		}
		return d.fix("extend it: Ext(%d)", to.Width)
	}
	if from.Enum != nil && to.Enum != nil && from.Enum.Name == to.Enum.Name {
		d.Message = fmt.Sprintf("assign to %q: %s %s into %s", name, typeName(from), members(from.Enum), members(to.Enum))
		return d.fix("list the same values on both sides, for example with one variable that holds hdl.EnumT(...)")
	}
	return d.fix("convert it first")
}

// members is the values of an enumeration as a message lists them.
func members(e *ir.Enum) string {
	var names []string
	for _, m := range e.Members {
		names = append(names, m.Name)
	}
	return "(" + strings.Join(names, ", ") + ")"
}
