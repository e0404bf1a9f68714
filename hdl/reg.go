package hdl

import (
	"math/big"

	"npugen/hdl/ir"
)

// Register is state: the value it was given at the last clock edge. It keeps
// its value at an edge where D was not called under a true condition.
type Register[T any] struct {
	m    *Module
	name string
	q    T
	sigs []*ir.Signal
}

// Reg makes a register of type t without a reset: its value is unknown until
// it is first assigned.
func Reg[T any](m *Module, name string, t T) *Register[T] {
	q, sigs := declareAll(m, name, ir.Reg, t)
	clk := m.clock()
	for _, s := range sigs {
		s.Clock = clk
	}
	return &Register[T]{m, name, q, sigs}
}

// RegInit makes a register that takes the constant value init while the
// domain's reset is active. Its type is that of init.
func RegInit[T any](m *Module, name string, init T) *Register[T] {
	r := Reg(m, name, typesOf(init))
	ls, d := leaves(&init)
	if d != nil {
		return r // reported by Reg
	}
	rst := m.Reset().value
	if rst.node == nil && rst.err == nil {
		rst.err = newDiag(CodeNoReset, "register %q has a reset value but its domain has no reset", name).
			fix("set Rst in the Domain, or use hdl.Reg")
	}
	rst = m.own(rst)
	for i, s := range r.sigs {
		s.Reset, s.Async = rst.node, m.async()
		s.Init = make([]*big.Int, s.Count)
		for k, v := range ls[i].vals {
			s.Init[k] = m.constOf(name, *v)
		}
	}
	return r
}

// constOf is the value of a constant; anything else cannot be a reset value.
func (m *Module) constOf(name string, v value) *big.Int {
	v = m.own(v)
	if v.node.Op == ir.OpConst {
		return v.node.Val
	}
	if v.err == nil {
		m.report(newDiag(CodeNoReset, "the reset value of %q is not a constant", name).
			fix("use hdl.U, hdl.S, hdl.B, Of on an Enum, or hdl.Zero; load a computed value with D in the first cycle"))
	}
	return zero
}

// RegNext is a register without reset that follows d by one cycle. Inside a When
// or Switch it does so only under the enclosing conditions, and else keeps its
// value, as do the other registers that take their next value at once.
func RegNext[T any](m *Module, name string, d T) T {
	r := Reg(m, name, typesOf(d))
	r.D(d)
	return r.Q()
}

// RegEn is a register without reset that takes d at the edges where en is
// true.
func RegEn[T any](m *Module, name string, d T, en Bool) T {
	r := Reg(m, name, typesOf(d))
	m.When(en, func() { r.D(d) })
	return r.Q()
}

// RegNextInit is a register that follows d by one cycle and takes init while
// the reset is active.
func RegNextInit[T any](m *Module, name string, d, init T) T {
	r := RegInit(m, name, init)
	r.D(d)
	return r.Q()
}

// Q is the register's present value.
func (r *Register[T]) Q() T { return clone(r.q) }

// D sets the value after the next clock edge, under the enclosing conditions.
func (r *Register[T]) D(v T) { assignTo(r.m, r.name, r.q, v) }

// Zero is the all-zero constant of type t.
func Zero[T any](t T) T {
	t = typesOf(t)
	if ls, d := leaves(&t); d == nil {
		for _, l := range ls {
			for _, v := range l.vals {
				v.node = constNode(v.typ, zero)
			}
		}
	}
	return t
}

// Delay is x, n cycles later, through n registers name_1 to name_n without
// reset; n may be 0.
func Delay[T any](m *Module, name string, x T, n int) T {
	if n < 0 {
		m.report(newDiag(CodeRange, "delay of %d cycles", n).fix("delay by 0 or more"))
	}
	for i := 1; i <= n; i++ {
		x = RegNext(m, N(name, i), x)
	}
	return x
}
