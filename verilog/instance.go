package verilog

import (
	"maps"

	"npugen/hdl/ir"
)

// binding is one line of a port list.
type binding struct{ port, net string }

// place writes an instance or a grid.
func (w *writer) place(in *ir.Inst) {
	if in.Grid != nil {
		w.grid(in)
	} else {
		w.instance(in)
	}
}

// instance writes one instance. Inputs that are more than parts of nets and
// constants get a net named after the port.
func (w *writer) instance(in *ir.Inst) {
	w.section(in.Loc)
	name := w.insts[in]
	var bs []binding
	for _, c := range in.Ins {
		bs = append(bs, binding{c.Port.Name, w.portValue(name+"_"+c.Port.Name, c.Values)})
	}
	for _, o := range in.Outs {
		bs = append(bs, binding{o.Port.Name, w.outNet(name, o).name})
	}
	w.add(instantiate(in.Module, name, bs)...)
}

// label is the name of an instance of m: base, with _inst if a signal in m has
// that name, which would hide the instance (Verilator warns).
func (w *writer) label(m *ir.Module, base string) string {
	if w.inside[m].used(base) {
		base += "_inst"
	}
	name := w.names.take(base)
	w.labels[name] = true
	return name
}

// inner is the names that hide an instance of the module called the same.
func (w *writer) inner() names {
	maps.DeleteFunc(w.names, func(n string, _ int) bool { return w.labels[n] || n == w.m.Name })
	return w.names
}

// outNet is the net of an output; one that nobody wants gets a net all the
// same, because an empty connection is a lint warning.
func (w *writer) outNet(inst string, o ir.Out) netRange {
	if o.Net != nil {
		return signalNet(o.Net)
	}
	r := netRange{name: w.names.take(inst + "_" + o.Port.Name), width: o.Port.Bits(), total: o.Port.Bits()}
	w.usage.declare(r)
	w.add("wire " + rangeOf(r.total, false) + r.name + ";")
	return r
}

// portValue is what is written in the port list for the given elements.
func (w *writer) portValue(base string, values []*ir.Node) string {
	w.sink = base
	ps := w.pack(values)
	simple := len(ps) <= 4
	for _, p := range ps {
		simple = simple && (p.node == nil || p.node.Op == ir.OpConst)
	}
	if t := w.concat(ps, root); simple && len(t.s) <= lineWidth/2 {
		return t.s
	} else if len(ps) == 1 && ps[0].node != nil && ps[0].rep == 1 {
		if w.names.used(base) {
			return w.read(w.nameText(ps[0].node, t)).s
		}
		w.names.take(base)
		r := netRange{name: base, width: ps[0].width, total: ps[0].width, signed: ps[0].node.Signed && ps[0].width > 1}
		w.declare(r, t)
		w.named[ps[0].node] = r
		return w.read(r).s
	}
	return w.read(w.packed(base, values)).s
}

// instantiate writes the port list, one port a line.
func instantiate(m *ir.Module, name string, bs []binding) []string {
	if len(bs) == 0 {
		return []string{m.Name + " " + name + " ();"}
	}
	lines := []string{m.Name + " " + name + " ("}
	for i, b := range bs {
		comma := ","
		if i == len(bs)-1 {
			comma = ""
		}
		lines = append(lines, "    ."+b.port+" ("+b.net+")"+comma)
	}
	return append(lines, ");")
}
