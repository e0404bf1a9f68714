package hdl

import (
	"fmt"
	"math/big"
	"reflect"

	"npugen/hdl/ir"
)

func reflectType(x any) reflect.Type { return reflect.TypeOf(x) }

// Selector is a signal that Switch can choose by: an Enum by its Go constants,
// a UInt by numbers.
type Selector[K any] interface {
	core() value
	label(K) *big.Int
	known(K) (name string, ok bool) // whether the selector can have the value
}

func (t Enum[E]) label(e E) *big.Int { return new(big.Int).SetUint64(uint64(e)) }

func (a UInt) label(v int) *big.Int { return big.NewInt(int64(v)) }

func (t Enum[E]) known(e E) (string, bool) {
	name, _ := textOf(e)
	return name, t.err != nil || t.has(e)
}

func (a UInt) known(v int) (string, bool) { return fmt.Sprint(v), true }

// Cases is a Switch being built.
type Cases[K any] struct {
	m     *Module
	sel   Selector[K]
	stmt  *caseStmt
	seen  map[string]bool
	conds []*ir.Node // negations of the cases so far
	done  bool
}

// Switch chooses by the value of sel among the cases that follow:
//
//	hdl.Switch(m, state.Q()).
//		Case(Idle, func() { ... }).
//		Case(Run, func() { ... }).
//		Default(func() { ... })
func Switch[K any](m *Module, sel Selector[K]) *Cases[K] {
	v := m.own(sel.core())
	c := &Cases[K]{m: m, sel: sel, stmt: &caseStmt{sel: v.node, def: &block{}}, seen: map[string]bool{}}
	m.cur.stmts = append(m.cur.stmts, c.stmt)
	return c
}

// Case makes the assignments of body take effect while the selector is k.
func (c *Cases[K]) Case(k K, body func()) *Cases[K] { return c.Cases([]K{k}, body) }

// Cases is Case for several values.
func (c *Cases[K]) Cases(ks []K, body func()) *Cases[K] {
	var labels []*big.Int
	var conds []*ir.Node
	for _, k := range ks {
		if l := c.check(k); l != nil {
			labels = append(labels, l)
			conds = append(conds, c.is(l))
		}
	}
	if len(labels) == 0 {
		return c
	}
	arm := &block{}
	c.stmt.labels = append(c.stmt.labels, labels)
	c.stmt.arms = append(c.stmt.arms, arm)
	cond := conds[0]
	if len(conds) > 1 {
		cond = &ir.Node{Op: ir.OpOr, Width: 1, Bool: true, Args: conds, Loc: c.m.b.here()}
	}
	c.m.inBlock(arm, []*ir.Node{cond}, body)
	c.conds = append(c.conds, c.m.not(cond))
	return c
}

// Default is the choice where no case matched.
func (c *Cases[K]) Default(body func()) {
	if c.done {
		c.m.report(newDiag(CodeSwitch, "two Defaults").fix("keep one"))
		return
	}
	c.done = true
	c.m.inBlock(c.stmt.def, c.conds, body)
}

// check is the label of k, nil where it is a mistake.
func (c *Cases[K]) check(k K) *big.Int {
	v, l := c.sel.core().need(), c.sel.label(k)
	name, known := c.sel.known(k)
	switch {
	case c.done:
		c.m.report(newDiag(CodeSwitch, "case %s after Default", name).fix("put Default last"))
	case !known:
		c.m.report(newDiag(CodeSwitch, "case %s is not among the values of %s", name, typeName(v.typ)).fix("delete it, or list it in hdl.EnumT or hdl.FSM"))
	case l.Sign() < 0 || l.BitLen() > v.typ.Width:
		c.m.report(newDiag(CodeSwitch, "case %s can never match %d bits", name, v.typ.Width).fix("delete it, or widen the selector"))
	case c.seen[l.String()]:
		c.m.report(newDiag(CodeSwitch, "case %s occurs twice", name).fix("delete one; the first would win"))
	default:
		c.seen[l.String()] = true
		return l
	}
	return nil
}

// is compares the selector with a label.
func (c *Cases[K]) is(l *big.Int) *ir.Node {
	v := c.sel.core().need()
	return &ir.Node{Op: ir.OpEq, Width: 1, Bool: true, Args: []*ir.Node{v.node, constNode(v.typ, l)}, Loc: c.m.b.here()}
}
