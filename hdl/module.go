package hdl

import (
	"cmp"
	"fmt"
	"math/big"

	"npugen/hdl/ir"
)

// None is the input or output struct of a module that has none.
type None struct{}

// Def describes a module: a comparable struct of parameters. Equal values are
// one module, built once. Inputs gives the types of the ports that come in,
// Build makes the hardware and returns what goes out.
type Def[I, O any] interface {
	Inputs() I
	Build(m *Module, in I) O
}

// Module is a module while it is being built.
type Module struct {
	b     *build
	ir    *ir.Module
	names map[string]ir.Loc
	dom   *Domain // current; nil is the module's own clk and rst
	at    ir.Loc  // what stands for the place of what no line of Build makes, such as ports

	clk, rst *ir.Signal // implicit ports, nil until used
	ins      []*ir.Signal
	outs     []*ir.Signal
	locals   []*ir.Signal

	body  *block
	cur   *block
	conds []*ir.Node // conditions of the enclosing When branches

	broken   map[*ir.Signal]*Diagnostic // declared with a type that is a mistake
	latches  map[*ir.Signal]bool        // reported as driven on some paths only, or from another module
	boundary map[*ir.Signal]bool        // the ready outputs of input streams, which Build drives
}

// title is the module as diagnostics name it.
func (m *Module) title() string { return m.ir.Def }

// report records a mistake once.
func (m *Module) report(d *Diagnostic) {
	if d.reported {
		return
	}
	d.reported = true
	if d.Module == "" {
		d.Module = m.title()
	}
	if d.Loc.IsZero() {
		d.Loc = cmp.Or(m.at, m.ir.Loc)
	}
	m.b.diags = append(m.b.diags, d)
}

// flush reports what is wrong with v.
func (m *Module) flush(v *value) {
	if v.err != nil {
		m.report(v.err)
	}
}

// own takes v into the module: it must be a signal of m or a constant.
func (m *Module) own(v value) value {
	v = v.need()
	if v.mod != nil && v.mod != m && v.err == nil {
		v.err = foreign(m, v)
	}
	m.flush(&v)
	return v
}

// declare claims a name. A second claim is a mistake; it gets another name so
// that the run can go on.
func (m *Module) declare(name string) string {
	m.elsewhere(name)
	first, taken := m.names[name]
	if !taken && name != "" {
		m.names[name] = m.place()
		return name
	}
	switch {
	case name == "":
		m.report(newDiag(CodeDuplicate, "an empty name").fix("pass a name: state, memories, instances and assertions have one"))
		name = "unnamed"
	case name == clkName:
		m.report(newDiag(CodeDuplicate, "the name %q is that of the module's own clock", name).
			fix("m.Clock() is that clock and needs no port; give a further clock another name, such as bus_clk"))
	case name == rstName:
		m.report(newDiag(CodeDuplicate, "the name %q is that of the module's own reset", name).
			fix("m.Reset() is that reset and needs no port; give a further reset another name, such as bus_rst"))
	default:
		m.report(newDiag(CodeDuplicate, "the name %q is taken", name).
			also(first, "first used here").fix("choose another name; in a loop make it from the index, as in hdl.N(%q, i)", name))
	}
	n := m.free(name)
	m.names[n] = m.place()
	return n
}

// free is a name like another that is taken.
func (m *Module) free(name string) string {
	for i := 2; ; i++ {
		if n := N(name, i); !m.taken(n) {
			return n
		}
	}
}

func (m *Module) taken(n string) bool { _, ok := m.names[n]; return ok }

// N joins a base name and indices, for names made in loops: N("pe", 3, 4) is
// pe_3_4.
func N(base string, index ...int) string {
	for _, i := range index {
		base += "_" + big.NewInt(int64(i)).String()
	}
	return base
}

// newSignal declares a signal of the module for leaf l.
func (m *Module) newSignal(name string, k ir.Kind, l *leaf) *ir.Signal {
	t := l.typ()
	var broken *Diagnostic
	if t.Width == 0 && k != ir.Output {
		broken = newDiag(CodeWidth, "%q has no width", name).fix("give its type: hdl.UIntT(w), hdl.SIntT(w) or hdl.EnumT(...)")
		broken.reported = len(m.b.diags) > 0 // a consequence, perhaps
		m.report(broken)
	}
	t.Width = max(t.Width, 1)
	for _, v := range l.vals {
		m.flush(v)
		broken = cmp.Or(broken, v.err)
	}
	broken = cmp.Or(broken, m.elsewhere(name))
	s := &ir.Signal{Name: m.declare(name), Kind: k, Type: t, Count: len(l.vals), Vec: l.vec, Loc: m.place()}
	if broken != nil {
		m.broken[s] = broken
	}
	switch k {
	case ir.Input:
		m.ins = append(m.ins, s)
	case ir.Output:
		m.outs = append(m.outs, s)
	default:
		m.locals = append(m.locals, s)
	}
	if k == ir.Output || k == ir.Wire || k == ir.Reg {
		s.Drive = make([]*ir.Node, s.Count)
	}
	return s
}

// bindTo makes the leaf's elements refer to s.
func (m *Module) bindTo(l *leaf, s *ir.Signal) {
	for i, v := range l.vals {
		*v = m.refTo(s, i)
	}
}

func (m *Module) refTo(s *ir.Signal, elem int) value {
	return value{typ: s.Type, node: refNode(s, elem), mod: m, err: m.broken[s]}
}

// declareAll makes a signal of kind k for every leaf of t, named base or
// base_path, and returns t referring to them.
func declareAll[T any](m *Module, base string, k ir.Kind, t T) (T, []*ir.Signal) {
	t = clone(t)
	ls, d := leaves(&t)
	if d != nil {
		d.Message = fmt.Sprintf("%q: %s", base, d.Message)
		m.report(d)
		return t, nil
	}
	var sigs []*ir.Signal
	for i := range ls {
		s := m.newSignal(join(base, ls[i].path), k, &ls[i])
		m.bindTo(&ls[i], s)
		sigs = append(sigs, s)
	}
	return t, sigs
}

// Unused says that signals are left unread on purpose: an input kept for
// symmetry, the upper bits of a product.
func (m *Module) Unused(xs ...Bits) {
	for _, x := range xs {
		m.ir.Unused = append(m.ir.Unused, m.own(x.core()).node)
	}
}

// Doc sets the line that describes the module in its Verilog header.
func (m *Module) Doc(line string) { m.ir.Doc = line }

// Name gives x a name of its own in the Verilog and in the waves.
func Name[T any](m *Module, name string, x T) T {
	w := Wire(m, name, typesOf(x))
	for _, s := range w.sigs {
		s.Named = true
	}
	m.always(func() { w.Set(x) })
	return w.Get()
}

// always runs body outside the When branches that are open: what it assigns
// holds in every cycle.
func (m *Module) always(body func()) {
	cur, conds := m.cur, m.conds
	m.cur, m.conds = m.body, nil
	defer func() { m.cur, m.conds = cur, conds }()
	body()
}

// typesOf is the type of x: x without its signals.
func typesOf[T any](x T) T {
	x = clone(x)
	ls, d := leaves(&x)
	if d != nil {
		return x
	}
	for _, l := range ls {
		for _, v := range l.vals {
			*v = value{typ: v.normal(l.zero), err: v.err}
		}
	}
	return x
}
