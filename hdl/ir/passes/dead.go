package passes

import "npugen/hdl/ir"

// dead removes what nothing observes: wires the user did not name, registers,
// memories and their read ports, and instances without assertions below them
// whose outputs are not read. Ports, named wires, assertions and values
// declared unused are what is observed; a register or memory that only feeds
// itself is not.
func dead(m *ir.Module, observed map[*ir.Module]bool) bool {
	l := liveness{
		nodes:  map[*ir.Node]bool{},
		live:   map[*ir.Signal]bool{},
		mems:   map[*ir.Mem]bool{},
		insts:  map[*ir.Inst]bool{},
		source: map[*ir.Signal]func(){},
	}
	l.sources(m)
	for _, s := range m.Signals {
		if s.IsPort() || s.Named {
			l.signal(s)
		}
	}
	for _, inst := range m.Insts {
		if observed[inst.Module] {
			l.inst(inst)
		}
	}
	for _, a := range m.Asserts {
		a.Roots(l.root)
	}
	for _, n := range m.Unused {
		l.node(n)
	}
	return l.sweep(m)
}

type liveness struct {
	nodes  map[*ir.Node]bool
	live   map[*ir.Signal]bool
	mems   map[*ir.Mem]bool
	insts  map[*ir.Inst]bool
	source map[*ir.Signal]func() // marks what drives a net
}

func (l *liveness) sources(m *ir.Module) {
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

func (l *liveness) root(r ir.Root) { l.node(*r.Node) }

func (l *liveness) opt(n *ir.Node) {
	if n != nil {
		l.node(n)
	}
}

func (l *liveness) node(n *ir.Node) {
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

func (l *liveness) signal(s *ir.Signal) {
	if l.live[s] {
		return
	}
	l.live[s] = true
	s.Roots(l.root)
	if mark := l.source[s]; mark != nil {
		mark()
	}
}

// inst keeps an instance with all its nets, read or not.
func (l *liveness) inst(inst *ir.Inst) {
	if l.insts[inst] {
		return
	}
	l.insts[inst] = true
	inst.Roots(l.root)
	for _, o := range inst.Outs {
		l.live[o.Net] = true
	}
}

// read keeps a read port and, once for the memory, all write ports.
func (l *liveness) read(mem *ir.Mem, p *ir.ReadPort) {
	l.opt(p.En)
	l.opt(p.Addr)
	if l.mems[mem] {
		return
	}
	l.mems[mem] = true
	for _, w := range mem.Writes {
		for _, n := range []*ir.Node{w.En, w.Addr, w.Data, w.Mask} {
			l.opt(n)
		}
	}
}

func (l *liveness) sweep(m *ir.Module) bool {
	n := 0
	m.Signals = keep(m.Signals, &n, func(s *ir.Signal) bool { return s.IsPort() || l.live[s] })
	m.Insts = keep(m.Insts, &n, func(inst *ir.Inst) bool { return l.insts[inst] })
	m.Mems = keep(m.Mems, &n, func(mem *ir.Mem) bool { return l.mems[mem] })
	for _, mem := range m.Mems {
		mem.Reads = keep(mem.Reads, &n, func(p *ir.ReadPort) bool { return l.live[p.Out] })
	}
	return n > 0
}

// keep is the items that pass, in order; it counts those that do not.
func keep[T any](items []T, removed *int, pass func(T) bool) []T {
	var kept []T
	for _, x := range items {
		if pass(x) {
			kept = append(kept, x)
		}
	}
	*removed += len(items) - len(kept)
	return kept
}
