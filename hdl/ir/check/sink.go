package check

import "npugen/hdl/ir"

// sink is state that samples expressions at the edge of a clock.
type sink struct {
	name  string // as a message calls it: register q, memory ram
	hop   hop
	clock *ir.Signal
	roots []*ir.Node
	sync  bool // may sample another domain
}

func (f *flow) findSinks() {
	add := func(s sink, roots ...*ir.Node) {
		for _, n := range roots {
			if n != nil {
				s.roots = append(s.roots, n)
			}
		}
		f.sinks = append(f.sinks, s)
	}
	for _, s := range f.m.Signals {
		if s.Kind == ir.Reg {
			add(sink{name: "register " + s.Name, hop: hop{name: s.Name, loc: s.Loc}, clock: s.Clock, sync: s.Sync}, append([]*ir.Node{s.Reset}, s.Drive...)...)
		}
	}
	for _, mem := range f.m.Mems {
		port := sink{name: "memory " + mem.Name, hop: hop{name: mem.Name, loc: mem.Loc}}
		for _, p := range mem.Reads {
			if port.clock = p.Clock; p.Clock != nil {
				add(port, p.En, p.Addr)
			}
		}
		for _, p := range mem.Writes {
			port.clock = p.Clock
			add(port, p.En, p.Addr, p.Data, p.Mask)
		}
	}
}

// findSamples collects, for each data input element, the clocks that sample
// it, here or in instances.
func (f *flow) findSamples() {
	f.samples = make([]*set, len(f.inputs))
	sampled := func(by *set, clock int) {
		by.each(func(x int) {
			if x < len(f.inputs) && !f.samples[x].has(clock) {
				f.samples[x] = f.samples[x].with(clock)
			}
		})
	}
	for _, s := range f.sinks {
		if s.sync {
			continue
		}
		for _, n := range s.roots {
			sampled(f.sets[f.id[n]], f.clock[s.clock])
		}
	}
	for _, i := range f.insts {
		for x, clocks := range i.child.samples {
			clocks.each(func(k int) {
				f.feeds(i, x, func(v int) { sampled(f.sets[v], f.clock[i.clock[k]]) })
			})
		}
	}
}

// feeds calls g for the vertices that drive data input x in any cell; where
// all cells get the same from their neighbours, one stands for all.
func (f *flow) feeds(i *instance, x int, g func(v int)) {
	c := i.conns[x]
	for j := i.elem[x]; j < len(c.Values); j += c.Port.Count {
		g(f.id[c.Values[j]])
	}
	n := cells(i.Inst)
	if c.From == nil || n == 1 {
		return
	}
	if !i.combinational(c.From, i.elem[x]) {
		n = 1
	}
	for cell := range n {
		g(i.from[x] + cell*c.From.Count)
	}
}

// combinational reports whether an input of the child reaches an output
// element.
func (i *instance) combinational(port *ir.Signal, elem int) bool {
	any := false
	i.child.sets[i.child.base[port]+elem].each(func(x int) { any = any || x < len(i.child.inputs) })
	return any
}
