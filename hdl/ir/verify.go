package ir

import (
	"errors"
	"fmt"
)

// Verify checks every structural rule of the form and returns all violations,
// each naming module, owner and operator, or nil. A violation is a fault of
// whoever built or changed the design, not of its user: package hdl rejects
// user mistakes before they get here. It runs after elaboration and after
// every pass.
//
// Widths are checked everywhere. Signs are checked where op.go gives a rule; a
// drive, a connection and the data of a memory are raw bits of any sign.
func Verify(d *Design) error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if d.Top == nil || len(d.Modules) == 0 || d.Modules[len(d.Modules)-1] != d.Top {
		fail("design: the top is not the last module")
	}
	known := map[*Module]bool{}
	names := map[string]bool{}
	for i, m := range d.Modules {
		if m == nil {
			fail("design: module %d is nil", i)
			continue
		}
		if names[m.Name] {
			fail("module %s: the name is used twice", m.Name)
		}
		names[m.Name] = true
		for _, inst := range m.Insts {
			if inst != nil && inst.Module != nil && !known[inst.Module] {
				fail("module %s: instance %s: module %s does not come before its parent", m.Name, inst.Name, inst.Module.Name)
			}
		}
		known[m] = true
		if err := VerifyModule(m); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// VerifyModule checks the rules that concern one module and the ports of the
// modules it instantiates.
func VerifyModule(m *Module) error {
	v := &verifier{
		module: m,
		own:    make(map[*Signal]bool, len(m.Signals)),
		names:  map[string]string{},
		state:  map[*Node]visit{},
		driver: map[*Signal]string{},
	}
	v.name("module", m.Name)
	v.declare()
	if len(v.errs) > 0 { // the rest would trip over missing parts
		return errors.Join(v.errs...)
	}
	for _, s := range m.Signals {
		v.signal(s)
	}
	for _, mem := range m.Mems {
		v.mem(mem)
	}
	for _, inst := range m.Insts {
		v.inst(inst)
	}
	for _, a := range m.Asserts {
		v.assertion(a)
	}
	v.roots()
	for _, s := range m.Signals {
		if (s.Kind == InstOut || s.Kind == MemOut) && v.driver[s] == "" {
			v.fail("signal %s: a net of kind %s that nothing drives", s.Name, s.Kind)
		}
	}
	return errors.Join(v.errs...)
}

type verifier struct {
	module *Module
	own    map[*Signal]bool
	names  map[string]string // name to what has it
	state  map[*Node]visit
	driver map[*Signal]string // InstOut and MemOut nets to what drives them
	errs   []error
}

func (v *verifier) fail(format string, args ...any) {
	const limit = 20 // one fault can break a rule at every node
	if len(v.errs) < limit {
		v.errs = append(v.errs, fmt.Errorf("module %s: %w", v.module.Name, fmt.Errorf(format, args...)))
	}
}

// name checks that a name is present and claims it in the module.
func (v *verifier) name(what, name string) {
	if name == "" {
		v.fail("%s without a name", what)
		return
	}
	if what == "module" {
		return // modules have a name space of their own
	}
	if first := v.names[name]; first != "" {
		v.fail("%s %s: the name is taken by another %s", what, name, first)
	}
	v.names[name] = what
}

// declare checks that nothing is nil and collects names and signals.
func (v *verifier) declare() {
	ports := true
	for i, s := range v.module.Signals {
		if s == nil {
			v.fail("signal %d is nil", i)
			continue
		}
		if v.own[s] {
			v.fail("signal %s: listed twice", s.Name)
			continue
		}
		if s.IsPort() && !ports {
			v.fail("signal %s: a port after a signal that is none", s.Name)
		}
		ports = ports && s.IsPort()
		v.own[s] = true
		if !v.broughtOut(s) {
			v.name("signal", s.Name)
		}
	}
	for i, mem := range v.module.Mems {
		if mem == nil {
			v.fail("memory %d is nil", i)
			continue
		}
		v.name("memory", mem.Name)
		for j, p := range mem.Reads {
			if p == nil {
				v.fail("memory %s: read port %d is nil", mem.Name, j)
			}
		}
		for j, p := range mem.Writes {
			if p == nil {
				v.fail("memory %s: write port %d is nil", mem.Name, j)
			}
		}
	}
	for i, inst := range v.module.Insts {
		switch {
		case inst == nil:
			v.fail("instance %d is nil", i)
		case inst.Module == nil:
			v.fail("instance %s: no module", inst.Name)
		default:
			v.name("instance", inst.Name)
		}
	}
	for i, a := range v.module.Asserts {
		switch {
		case a == nil:
			v.fail("assertion %d is nil", i)
		case a.Name != "":
			v.name("assertion", a.Name)
		}
	}
}

// broughtOut reports whether an output of the same name is exactly s: the one
// case in which two signals share a name, since they are one net.
func (v *verifier) broughtOut(s *Signal) bool {
	if s.IsPort() {
		return false
	}
	for _, o := range v.module.Signals {
		if o == nil || !o.IsPort() {
			return false // ports come first
		}
		if o.Kind != Output || o.Name != s.Name {
			continue
		}
		if len(o.Drive) != s.Count || o.Type.Width != s.Type.Width {
			return false
		}
		for i, n := range o.Drive {
			if n == nil || n.Op != OpRef || n.Sig != s || n.Elem != i {
				return false
			}
		}
		return true
	}
	return false
}

// roots checks every expression of the module.
func (v *verifier) roots() {
	v.module.Roots(func(r Root) {
		n := *r.Node
		if n == nil {
			v.fail("%s: nil node", r)
			return
		}
		clock := r.Conn != nil && r.Conn.Port != nil && r.Conn.Port.Type.Class == Clock
		switch {
		case clock && (n.Op != OpRef || n.Sig == nil || n.Sig.Type.Class != Clock):
			v.fail("%s: a clock port wants a clock, not %s", r, n.Op)
		case clock:
			if !v.own[n.Sig] {
				v.fail("%s: clock %s is of another module", r, n.Sig.Name)
			}
			if n.Elem != 0 || n.Width != 1 || len(n.Args) != 0 {
				v.fail("%s: ref %s: not a plain reference", r, n.Sig.Name)
			}
		default:
			v.node(r, n)
		}
	})
}

// bits checks an expression that must be there and have one width.
func (v *verifier) bits(where string, n *Node, width int) {
	switch {
	case n == nil:
		v.fail("%s: nil node", where)
	case n.Width != width:
		v.fail("%s: %s: width %d, want %d", where, n.Op, n.Width, width)
	}
}

// clock checks a reference to a clock from state or an assertion.
func (v *verifier) clock(where string, s *Signal) {
	switch {
	case s == nil:
		v.fail("%s: no clock", where)
	case !v.own[s]:
		v.fail("%s: clock %s is of another module", where, s.Name)
	case s.Kind != Input || s.Type.Class != Clock:
		v.fail("%s: clock %s is not an input of class clock", where, s.Name)
	}
}
