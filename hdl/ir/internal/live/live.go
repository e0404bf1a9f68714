// Package live finds what of a module can be observed: what passes remove when
// it is not, and what checks report.
package live

import "npugen/hdl/ir"

// Set is what is observed, directly or through what it feeds. A register or
// memory that feeds only itself is not in it.
type Set struct {
	Signals map[*ir.Signal]bool
	Mems    map[*ir.Mem]bool
	Insts   map[*ir.Inst]bool

	nodes  map[*ir.Node]bool
	source map[*ir.Signal]func() // marks what drives a net
}

// Of follows the drivers back from the ports, the assertions, the values
// declared unused, the instances that root chooses and, when named is set, the
// named wires.
func Of(m *ir.Module, named bool, root func(*ir.Inst) bool) *Set {
	l := &Set{
		Signals: map[*ir.Signal]bool{},
		Mems:    map[*ir.Mem]bool{},
		Insts:   map[*ir.Inst]bool{},
		nodes:   map[*ir.Node]bool{},
		source:  map[*ir.Signal]func(){},
	}
	l.sources(m)
	for _, s := range m.Signals {
		if s.Kind == ir.Output || named && s.Named {
			l.signal(s)
		}
	}
	for _, inst := range m.Insts {
		if root(inst) {
			l.inst(inst)
		}
	}
	for _, a := range m.Asserts {
		a.Roots(l.root)
	}
	for _, n := range m.Unused {
		l.node(n)
	}
	return l
}

func (l *Set) sources(m *ir.Module) {
	for _, inst := range m.Insts {
		for _, o := range inst.Outs {
			l.source[o.Net] = func() { l.inst(inst) }
		}
	}
	for _, mem := range m.Mems {
		for _, p := range mem.Reads {
			l.source[p.Out] = func() { l.read(mem, p) }
		}
	}
}

func (l *Set) root(r ir.Root) { l.node(*r.Node) }

func (l *Set) opt(n *ir.Node) {
	if n != nil {
		l.node(n)
	}
}

func (l *Set) node(n *ir.Node) {
	if l.nodes[n] {
		return
	}
	l.nodes[n] = true
	if n.Op == ir.OpRef {
		l.signal(n.Sig)
	}
	for _, a := range n.Args {
		l.node(a)
	}
}

func (l *Set) signal(s *ir.Signal) {
	if l.Signals[s] {
		return
	}
	l.Signals[s] = true
	s.Roots(l.root)
	if mark := l.source[s]; mark != nil {
		mark()
	}
}

// inst keeps an instance with all its nets, read or not.
func (l *Set) inst(inst *ir.Inst) {
	if l.Insts[inst] {
		return
	}
	l.Insts[inst] = true
	inst.Roots(l.root)
	for _, o := range inst.Outs {
		l.Signals[o.Net] = true
	}
}

// read keeps a read port and, once for the memory, all write ports.
func (l *Set) read(mem *ir.Mem, p *ir.ReadPort) {
	l.opt(p.En)
	l.opt(p.Addr)
	if l.Mems[mem] {
		return
	}
	l.Mems[mem] = true
	for _, w := range mem.Writes {
		for _, n := range []*ir.Node{w.En, w.Addr, w.Data, w.Mask} {
			l.opt(n)
		}
	}
}
