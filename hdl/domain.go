package hdl

import "npugen/hdl/ir"

// The names of a module's own clock and reset ports, which exist when the
// module or something in it needs them.
const (
	clkName = "clk"
	rstName = "rst"
)

// Reset is an active-high reset. It is not data; Asserted reads it.
type Reset struct{ value }

// ResetT is the type of a reset port. The zero Reset is the same type.
func ResetT() Reset { return Reset{value{typ: boolType}} }

// AsReset uses a condition as a reset: it must come from a register of the
// reset's domain, as a glitch would reset.
func (a Bool) AsReset() Reset { return Reset{a.need()} }

// Asserted is true while the reset is active.
func (r Reset) Asserted() Bool { return Bool{r.need()} }

// Domain is a clock with its reset.
type Domain struct {
	Clk   Clock
	Rst   Reset
	Async bool // the reset acts at once, not at the next clock edge
}

// In makes the registers, memories, assertions and instances of body belong to
// domain d.
func (m *Module) In(d Domain, body func()) {
	saved := m.dom
	m.dom = &d
	defer func() { m.dom = saved }()
	body()
}

// Clock is the clock of the current domain, by default the module's port clk.
func (m *Module) Clock() Clock {
	if m.dom != nil {
		return m.dom.Clk
	}
	if m.clk == nil {
		m.clk = &ir.Signal{Name: clkName, Kind: ir.Input, Type: clockType, Count: 1, Loc: m.ir.Loc}
	}
	return Clock{m.refTo(m.clk, 0)}
}

// Reset is the reset of the current domain, by default the module's port rst.
func (m *Module) Reset() Reset {
	if m.dom != nil {
		return m.dom.Rst
	}
	if m.rst == nil {
		m.rst = &ir.Signal{Name: rstName, Kind: ir.Input, Type: boolType, Count: 1, Loc: m.ir.Loc}
	}
	return Reset{m.refTo(m.rst, 0)}
}

// clock is the current clock as a signal of the module.
func (m *Module) clock() *ir.Signal {
	if m.dom != nil && m.dom.Clk.node == nil {
		m.report(newDiag(CodeModule, "the domain has no clock").fix("set Clk in the hdl.Domain: m.Clock(), or an input of type hdl.Clock"))
		m.dom = nil
	}
	c := m.own(m.Clock().value)
	if c.node.Op != ir.OpRef || c.node.Sig.Type.Class != ir.Clock {
		if c.err == nil {
			m.report(newDiag(CodeModule, "the clock of this domain is not a port").fix("give the module an input of type hdl.Clock and use that"))
		}
		m.dom = nil
		return m.clock()
	}
	return c.node.Sig
}

func (m *Module) async() bool { return m.dom != nil && m.dom.Async }
