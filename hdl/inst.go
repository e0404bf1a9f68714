package hdl

import (
	"slices"
	"strings"

	"npugen/hdl/ir"
)

// Inst makes an instance of def, elaborated once for its parameters, connects
// its inputs to in and returns its outputs. Its own clk and rst are those of
// the current domain.
func Inst[I, O any](m *Module, name string, def Def[I, O], in I) O {
	d := define(m.b, def)
	if d == nil {
		var none O
		return poison(none, &Diagnostic{reported: true})
	}
	x := m.newInst(name, d, nil)
	ls, diag := leaves2(in)
	if diag != nil {
		m.report(diag)
		return poison(d.out.(O), diag)
	}
	values := map[*ir.Signal]conn{}
	given := match(d.ins, ls)
	open := m.openStreams(d.ins, given, name, d)
	for i, p := range d.ins {
		l := given[i]
		if open(p) {
			continue
		}
		if msg := fits(p, l); msg != nil {
			m.report(msg.also(p.sig.Loc, "the port is declared here").inst(name, d))
			continue
		}
		if !p.flip {
			values[p.sig] = m.connAll(l)
		}
	}
	out := clone(d.out.(O))
	outs, _ := leaves(&out)
	for i, p := range d.outs {
		if p.flip {
			w := m.newSignal(join(name, p.sig.Name), ir.Wire, portLeaf(p))
			m.boundary[w] = true
			m.bindTo(&outs[i], w)
			values[p.sig] = m.connAll(&outs[i])
		}
	}
	m.connect(x, d, values)
	for i, p := range d.outs {
		if !p.flip {
			m.bindTo(&outs[i], x.net(p.sig))
		}
	}
	for i, p := range d.ins {
		if p.flip && given[i] != nil && !open(p) {
			m.acceptFrom(given[i], x.net(p.sig))
		}
	}
	return out
}

// poison is t as zeros that carry a mistake already reported, so that the run
// goes on without following mistakes.
func poison[T any](t T, d *Diagnostic) T {
	t = typesOf(t)
	ls, _ := leaves(&t)
	for _, l := range ls {
		for _, v := range l.vals {
			v.typ.Width = max(v.typ.Width, 1)
			v.node, v.err = constNode(v.typ, zero), d
		}
	}
	return t
}

// leaves2 is leaves of a copy.
func leaves2[T any](t T) ([]leaf, *Diagnostic) {
	t = clone(t)
	return leaves(&t)
}

// acceptFrom drives the ready of streams that an instance consumes.
func (m *Module) acceptFrom(l *leaf, net *ir.Signal) {
	for k, v := range l.vals {
		if v.node != nil && v.node.Op == ir.OpRef && v.mod == m {
			m.set(v.node.Sig, v.node.Elem, m.refTo(net, k).node)
		}
	}
}

// conn is what drives an input port of an instance.
type conn struct {
	kind ir.ConnKind
	vals []*ir.Node
	from *ir.Signal
}

// connAll connects every cell to the same values.
func (m *Module) connAll(l *leaf) conn {
	c := conn{kind: ir.ConnAll}
	for _, v := range l.vals {
		c.vals = append(c.vals, m.own(*v).node)
	}
	return c
}

// instance is an instance under construction.
type instance struct {
	ir   *ir.Inst
	name string
}

func (x *instance) net(port *ir.Signal) *ir.Signal {
	for _, o := range x.ir.Outs {
		if o.Port == port {
			return o.Net
		}
	}
	return nil
}

func (m *Module) newInst(name string, d *definition, g *ir.Grid) *instance {
	x := &ir.Inst{Name: m.declare(name), Module: d.mod.ir, Grid: g, Loc: m.b.here()}
	m.ir.Insts = append(m.ir.Insts, x)
	cells, vec := 1, false
	if g != nil {
		cells, vec = g.Cells(), true
	}
	for _, s := range d.mod.ir.Signals {
		if s.Kind != ir.Output {
			continue
		}
		net := &ir.Signal{Name: m.declare(join(x.Name, s.Name)), Kind: ir.InstOut, Type: s.Type,
			Count: s.Count * cells, Vec: s.Vec || vec, Loc: x.Loc}
		m.locals = append(m.locals, net)
		x.Outs = append(x.Outs, ir.Out{Port: s, Net: net})
	}
	return &instance{x, x.Name}
}

// connect fills the instance's inputs in the order of the module's ports.
func (m *Module) connect(x *instance, d *definition, values map[*ir.Signal]conn) {
	for _, s := range d.mod.ir.Signals {
		if s.Kind != ir.Input {
			continue
		}
		c, ok := values[s]
		switch {
		case ok:
		case s == d.mod.clk:
			c = conn{vals: []*ir.Node{refNode(m.clock(), 0)}}
		case s == d.mod.rst:
			if m.async() {
				m.report(newDiag(CodeNoReset, "instance %q of %s resets at the clock edge, but the reset of its domain is asynchronous", x.name, d.mod.title()).
					fix("bring the reset's release into the clock domain with hdl.RegSync and enter a Domain without Async, or give the module a Reset port and a Domain of its own"))
			}
			c = conn{vals: []*ir.Node{m.own(m.Reset().value).node}}
		default: // reported already
			for range s.Count {
				c.vals = append(c.vals, constNode(s.Type, zero))
			}
		}
		x.ir.Ins = append(x.ir.Ins, ir.Conn{Port: s, Kind: c.kind, Values: c.vals, From: c.from})
	}
}

// match finds for each port what is connected to it, by name: a vector without
// elements has no leaf. nil means that nothing is.
func match(ports []port, ls []leaf) []*leaf {
	out := make([]*leaf, len(ports))
	for i, p := range ports {
		if i < len(ls) && ls[i].path == p.path {
			out[i] = &ls[i]
			continue
		}
		for k := range ls {
			if ls[k].path == p.path {
				out[i] = &ls[k]
			}
		}
	}
	return out
}

// openStreams reports each stream to which nothing is connected, once, and
// tells which ports are parts of one.
func (m *Module) openStreams(ports []port, given []*leaf, name string, d *definition) func(port) bool {
	var open []string
	for i, p := range ports {
		if !p.flip || given[i] != nil && given[i].vals[0].node != nil {
			continue
		}
		stream := strings.TrimSuffix(p.path, "ready")
		open = append(open, stream)
		m.report(newDiag(CodeUndriven, "input stream %q is not connected", strings.TrimSuffix(stream, "_")).
			fix("set the field in the struct passed to the instance to a Source").also(p.sig.Loc, "the port is declared here").inst(name, d))
	}
	return func(p port) bool {
		return slices.ContainsFunc(open, func(stream string) bool { return strings.HasPrefix(p.path, stream) })
	}
}

// fits compares what is connected with the port it meets.
func fits(p port, l *leaf) *Diagnostic {
	if l == nil {
		return newDiag(CodeUndriven, "input %q is not connected", p.sig.Name).
			fix("set the field in the struct passed to the instance: a vector of %d elements", p.sig.Count)
	}
	if len(l.vals) != p.sig.Count {
		return newDiag(CodeMismatch, "input %q takes a vector of %d, got %d", p.sig.Name, p.sig.Count, len(l.vals)).
			fix("give it %d elements", p.sig.Count)
	}
	for _, v := range l.vals {
		t := v.normal(l.zero)
		if v.err != nil {
			continue
		}
		if t.Width == 0 || v.node == nil && v.bind == nil {
			return newDiag(CodeUndriven, "input %q is not connected", p.sig.Name).fix("set the field in the struct passed to the instance; hdl.Zero or hdl.B(false) for a constant")
		}
		if !sameBits(t, p.sig.Type) {
			d := newDiag(CodeMismatch, "input %q wants %s, got %s", p.sig.Name, typeName(p.sig.Type), typeName(t))
			if t.Width < p.sig.Type.Width {
				return d.fix("extend it: Ext(%d); or change the instance's parameters", p.sig.Type.Width)
			}
			return d.fix("cut it: Trunc(%d); or change the instance's parameters", p.sig.Type.Width)
		}
	}
	return nil
}

// inst adds which instance a diagnostic speaks of.
func (d *Diagnostic) inst(name string, def *definition) *Diagnostic {
	d.Message = "instance " + `"` + name + `" of ` + def.mod.title() + ": " + d.Message
	return d
}

func portLeaf(p port) *leaf {
	vals := make([]*value, p.sig.Count)
	for i := range vals {
		vals[i] = &value{typ: p.sig.Type}
	}
	return &leaf{path: p.path, vals: vals, vec: p.vec, flip: p.flip}
}
