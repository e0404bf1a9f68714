package hdl

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	"npugen/hdl/ir"
	"npugen/hdl/ir/check"
)

// Circuit is an elaborated design together with its top-level ports, through
// which a test bench drives and reads it.
type Circuit[I, O any] struct {
	Design *ir.Design
	In     I
	Out    O
}

// build is one elaboration: the modules made so far and every mistake found.
type build struct {
	diags   Diagnostics
	locs    map[uintptr]placed
	done    map[any]*definition
	pending map[any]bool
	names   map[string]bool
	modules []*ir.Module

	building *Module // whose Build runs now
	depth    int     // of the instances around it
}

// definition is an elaborated module with the types of its ports.
type definition struct {
	mod     *Module
	ins     []port
	outs    []port
	usesClk bool
	usesRst bool
	in, out any // the input and output structs, referring to the ports
}

// port ties a leaf of the input or output struct to a signal. In an input
// struct a flipped leaf is an output.
type port struct {
	path string
	flip bool
	vec  bool
	sig  *ir.Signal
}

// run elaborates def and what it instantiates into modules, without checks.
func run[I, O any](def Def[I, O]) (*build, *definition) {
	b := &build{locs: map[uintptr]placed{}, done: map[any]*definition{}, pending: map[any]bool{}, names: map[string]bool{}}
	return b, define(b, def)
}

// define elaborates def once; nil means that it could not be elaborated at
// all.
func define[I, O any](b *build, def Def[I, O]) *definition {
	if d := unfit(def); d != nil {
		b.refuse(def, d)
		return nil
	}
	if d, ok := b.done[def]; ok {
		return d
	}
	if b.pending[def] {
		b.refuse(def, newDiag(CodeModule, "%s instantiates itself with the same parameters", defName(def)).
			fix("change a parameter on the way down and stop at a base case"))
		return nil
	}
	if b.depth >= maxNesting {
		b.refuse(def, tooDeep(def))
		return nil
	}
	b.pending[def] = true
	d := elaborate(b, def)
	delete(b.pending, def)
	b.done[def] = d
	return d
}

func elaborate[I, O any](b *build, def Def[I, O]) *definition {
	m := newModule(b, def)
	defer b.enter(m)()
	d := &definition{mod: m}
	clash := sharedNames[I, O]()
	m.at = methodLoc(def, "Inputs")
	types, ok := m.guarded("Inputs", func() any { return def.Inputs() })
	if !ok {
		return nil
	}
	in := clone(types.(I))
	ls, diag := leaves(&in)
	if diag != nil {
		m.report(diag)
		return nil // Build could not use them
	}
	m.inputPorts(d, ls, clash)
	m.at = m.ir.Loc
	out, ok := m.guarded("Build", func() any { return def.Build(m, in) })
	if ok {
		o := clone(out.(O))
		if ls, diag := leaves(&o); diag != nil {
			m.report(diag)
		} else {
			m.outputPorts(d, ls, clash)
		}
		d.in, d.out = in, o
	}
	m.lower()
	m.finish(d)
	if !ok {
		return nil
	}
	return d
}

func newModule[I, O any](b *build, def Def[I, O]) *Module {
	name := moduleName(def)
	if b.names[name] {
		name = ident(packageName(reflect.TypeOf(def))) + "_" + name
	}
	for base, i := name, 2; b.names[name]; i++ {
		name = N(base, i)
	}
	b.names[name] = true
	m := &Module{b: b, ir: &ir.Module{Name: name, Def: defName(def), Loc: methodLoc(def, "Build")},
		names: map[string]ir.Loc{}, broken: map[*ir.Signal]*Diagnostic{}, latches: map[*ir.Signal]bool{}, boundary: map[*ir.Signal]bool{}, body: &block{}}
	m.cur = m.body
	for _, p := range params(def) {
		m.ir.Params = append(m.ir.Params, ir.Param{Name: p[0], Value: p[1]})
	}
	// The module's own clock and reset ports; users may not take the names.
	m.names[clkName], m.names[rstName] = m.ir.Loc, m.ir.Loc
	return m
}

// sharedNames are the port names that occur among the inputs and among the
// outputs; those get _in and _out.
func sharedNames[I, O any]() map[string]bool {
	in, out := map[string]bool{}, map[string]bool{}
	portNames(reflect.TypeFor[I](), "", in)
	portNames(reflect.TypeFor[O](), "", out)
	both := map[string]bool{}
	for n := range in {
		if out[n] {
			both[n] = true
		}
	}
	return both
}

func (m *Module) inputPorts(d *definition, ls []leaf, clash map[string]bool) {
	for i := range ls {
		l := &ls[i]
		kind := ir.Input
		if l.flip {
			kind = ir.Output
		}
		s := m.newSignal(portName(l.path, clash, "in"), kind, l)
		s.Loc = m.at
		if l.flip {
			m.boundary[s] = true
		}
		m.bindTo(l, s)
		d.ins = append(d.ins, port{l.path, l.flip, l.vec, s})
	}
}

// outputName is the name of an output, which no signal with another value may
// have.
func (m *Module) outputName(name string) string {
	first, taken := m.names[name]
	if !taken {
		return name
	}
	m.report(newDiag(CodeDuplicate, "the name %q is that of an output, which has another value", name).at([]ir.Loc{first}).
		fix("give this signal another name, or return it as the output"))
	return m.free(name)
}

// outputPorts makes the ports of what Build returned.
func (m *Module) outputPorts(d *definition, ls []leaf, clash map[string]bool) {
	names := map[string]bool{}
	for _, l := range ls {
		names[portName(l.path, clash, "out")] = true
	}
	for i := range ls {
		l := &ls[i]
		kind := ir.Output
		if l.flip {
			kind = ir.Input
		}
		vals := make([]value, len(l.vals))
		for k, v := range l.vals {
			vals[k] = *v
			if v.node == nil && len(m.b.diags) > 0 {
				vals[k] = poison(Bool{*v}, &Diagnostic{reported: true}).value
			} else if v.node == nil && v.err == nil {
				vals[k].err = newDiag(CodeUndriven, "output %q is never set", l.path).at(m.buildStack()).
					fix("set the field in the struct that Build returns")
			}
		}
		name := portName(l.path, clash, "out")
		if s := m.promote(name, vals, kind, names); s != nil {
			d.outs = append(d.outs, port{l.path, l.flip, l.vec, s})
			m.bindTo(l, s)
			continue
		}
		s := m.newSignal(m.outputName(name), kind, l)
		s.Loc = m.ir.Loc
		d.outs = append(d.outs, port{l.path, l.flip, l.vec, s})
		if l.flip {
			m.drivePipe(l, s)
		}
		m.bindTo(l, s)
		if l.flip {
			continue
		}
		for k, v := range vals {
			v = m.own(v)
			s.Drive[k] = v.node
			if !sameBits(v.typ, s.Type) && v.err == nil {
				m.report(mismatch(l.path, v.typ, s.Type))
				s.Drive[k] = constNode(s.Type, zero)
			}
		}
	}
}

// drivePipe connects an outgoing stream's ready port to the pipe inside.
func (m *Module) drivePipe(l *leaf, s *ir.Signal) {
	for k, v := range l.vals {
		if v.node != nil && v.node.Op == ir.OpRef && v.mod == m {
			m.body.stmts = append(m.body.stmts, &assign{v.node.Sig, v.node.Elem, refNode(s, k), s.Loc})
		}
	}
}

// promote resolves an output that is just a local signal of the same name. A
// wire becomes the port (nil otherwise); state gives up the name and is called
// name_q, as registers behind ports usually are. outs are the names of all
// outputs.
func (m *Module) promote(name string, vals []value, k ir.Kind, outs map[string]bool) *ir.Signal {
	s := m.wholeSignal(vals)
	if s == nil || s.Name != name || s.Kind == ir.Input {
		return nil
	}
	if s.Kind != ir.Wire {
		delete(m.names, name)
		for s.Name = name + "_q"; m.taken(s.Name) || outs[s.Name]; {
			s.Name += "q"
		}
		m.names[s.Name] = s.Loc
		return nil
	}
	m.locals = slices.DeleteFunc(m.locals, func(x *ir.Signal) bool { return x == s })
	s.Kind, s.Named = k, false // a port keeps its name anyway
	if k == ir.Input {
		s.Drive = nil
		m.ins = append(m.ins, s)
	} else {
		m.outs = append(m.outs, s)
	}
	return s
}

// wholeSignal is the signal that vals are the whole of, nil for none.
func (m *Module) wholeSignal(vals []value) *ir.Signal {
	for k, v := range vals {
		if v.node == nil || v.node.Op != ir.OpRef || v.node.Elem != k || v.mod != m || v.node.Sig != vals[0].node.Sig {
			return nil
		}
	}
	if len(vals) == 0 || vals[0].node.Sig.Count != len(vals) {
		return nil
	}
	return vals[0].node.Sig
}

func portName(path string, clash map[string]bool, dir string) string {
	if path == "" {
		path = "data"
	}
	for n := range clash {
		if path == n {
			return path + "_" + dir
		}
		if rest, ok := strings.CutPrefix(path, n+"_"); ok && !clash[path] {
			return n + "_" + dir + "_" + rest
		}
	}
	return path
}

// guarded calls a method of the definition; a panic of the user's own Go code
// becomes a diagnostic at the line that panicked.
func (m *Module) guarded(method string, f func() any) (out any, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			d := newDiag(CodePanic, "%s panicked: %v", method, r).fix("this is Go code running at elaboration; see the line above")
			if d.Loc.IsZero() {
				d.Message += "\n" + string(debug.Stack())
			}
			m.report(d)
			m.cur, m.conds = m.body, nil
			out, ok = nil, false
		}
	}()
	return f(), true
}

func (m *Module) buildStack() []ir.Loc { return []ir.Loc{m.ir.Loc} }

// finish puts the module's parts in their final order.
func (m *Module) finish(d *definition) {
	var ports []*ir.Signal
	for _, s := range []*ir.Signal{m.clk, m.rst} {
		if s != nil {
			ports = append(ports, s)
		}
	}
	d.usesClk, d.usesRst = m.clk != nil, m.rst != nil
	ports = append(ports, m.ins...)
	ports = append(ports, m.outs...)
	m.ir.Signals = append(ports, m.locals...)
	m.rename()
	m.b.modules = append(m.b.modules, m.ir)
}

// rename calls the module name_unit if its name is a keyword, or that of one of
// its signals, which Verilator takes as an error where the module is the top.
func (m *Module) rename() {
	names := map[string]bool{}
	for _, s := range m.ir.Signals {
		names[s.Name] = true
	}
	for _, x := range m.ir.Mems {
		names[x.Name] = true
	}
	if !names[m.ir.Name] && check.Keyword(m.ir.Name) == "" {
		return
	}
	name := m.ir.Name + "_unit"
	for base, i := name, 2; m.b.names[name] || names[name]; i++ {
		name = N(base, i)
	}
	m.b.names[name] = true
	m.ir.Name = name
}

func defName(def any) string {
	return strings.TrimPrefix(fmt.Sprintf("%T", def), "*")
}

func packageName(t reflect.Type) string {
	p := t.PkgPath()
	return p[strings.LastIndexByte(p, '/')+1:]
}
