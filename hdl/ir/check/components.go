package check

import "npugen/hdl/ir"

// components finds the strongly connected components (R. Tarjan, Depth-first
// search and linear graph algorithms, SIAM J. Comput. 1972), keeps the cyclic
// ones, and fills the sets: components come out in dependency order, so what
// a component depends on is complete.
func (f *flow) components() {
	n := f.elems + len(f.nodes)
	t := &tarjan{f: f, index: make([]int32, n), low: make([]int32, n)}
	f.sets = make([]*set, n)
	for i, s := range f.m.Signals {
		if s.Kind == ir.InstOut {
			t.sources(s, f.bases[i])
		}
	}
	for v := range n {
		if t.index[v] == 0 {
			t.visit(v)
		}
	}
}

const closed = int32(1<<31 - 1) // index of a vertex whose component is complete

type tarjan struct {
	f     *flow
	next  int32
	index []int32 // order of discovery, 0 for unseen
	low   []int32
	stack []int
}

// sources completes the nets that no input of their cell reaches, which are
// most nets of large grids.
func (t *tarjan) sources(net *ir.Signal, base int) {
	src := t.f.source[net]
	for e := range src.port.Count {
		if len(src.inputs[e]) > 0 {
			continue
		}
		for v := base + e; v < base+net.Count; v += src.port.Count {
			t.index[v], t.f.sets[v] = closed, src.own[e]
		}
	}
}

func (t *tarjan) visit(v int) {
	f := t.f
	t.next++
	t.index[v], t.low[v] = t.next, t.next
	t.stack = append(t.stack, v)
	own := f.own(v)
	self := false
	f.succ(v, func(w int) {
		self = self || w == v
		if t.index[w] == 0 {
			t.visit(w)
		}
		if t.index[w] != closed {
			t.low[v] = min(t.low[v], t.low[w])
		}
		own = union(own, f.sets[w])
	})
	f.sets[v] = own
	if t.low[v] != t.index[v] {
		return
	}
	at := len(t.stack) - 1
	for t.stack[at] != v {
		at--
	}
	comp := append([]int(nil), t.stack[at:]...)
	t.stack = t.stack[:at]
	var all *set
	for _, w := range comp {
		all = union(all, f.sets[w])
	}
	for _, w := range comp {
		t.index[w], f.sets[w] = closed, all
	}
	if len(comp) > 1 || self {
		f.loops = append(f.loops, comp)
	}
}
