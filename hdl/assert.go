package hdl

import "npugen/hdl/ir"

// Assert says that cond holds at every clock edge at which the enclosing When
// conditions are true and the reset is not active. Simulators report where it
// does not; formal runs try to break it.
func (m *Module) Assert(name string, cond Bool, msg string) { m.claim(ir.Assert, name, cond, msg) }

// Assume is an Assert about the inputs, which formal runs take as given.
func (m *Module) Assume(name string, cond Bool, msg string) { m.claim(ir.Assume, name, cond, msg) }

// Cover counts the clock edges at which cond is true under the enclosing
// conditions.
func (m *Module) Cover(name string, cond Bool) { m.claim(ir.Cover, name, cond, "") }

func (m *Module) claim(k ir.AssertKind, name string, cond Bool, msg string) {
	if m.elsewhere(name) != nil {
		return
	}
	a := &ir.Assertion{Kind: k, Name: m.declare(name), Clock: m.clock(), When: m.path(),
		Cond: m.own(cond.value).node, Msg: msg, Loc: m.b.here()}
	if m.dom == nil || m.dom.Rst.node != nil {
		a.Reset = m.own(m.Reset().value).node
	}
	m.ir.Asserts = append(m.ir.Asserts, a)
}
