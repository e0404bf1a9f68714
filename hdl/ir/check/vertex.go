package check

import (
	"sort"

	"npugen/hdl/ir"
)

// element is the signal and element of a vertex, node its expression; one of
// the two is nil.
func (f *flow) element(v int) (*ir.Signal, int) {
	if v >= f.elems {
		return nil, 0
	}
	i := sort.SearchInts(f.bases, v+1) - 1
	return f.m.Signals[i], v - f.bases[i]
}

func (f *flow) node(v int) *ir.Node {
	if v < f.elems {
		return nil
	}
	return f.nodes[v-f.elems]
}

func (f *flow) width(v int) int {
	if n := f.node(v); n != nil {
		return n.Width
	}
	s, _ := f.element(v)
	return s.Type.Width
}

// succ calls g for the vertices that v depends on combinationally.
func (f *flow) succ(v int, g func(int)) {
	if n := f.node(v); n != nil {
		if n.Op == ir.OpRef {
			g(f.base[n.Sig] + n.Elem)
			return
		}
		for _, a := range n.Args {
			g(f.id[a])
		}
		return
	}
	switch s, elem := f.element(v); s.Kind {
	case ir.Output, ir.Wire:
		g(f.id[s.Drive[elem]])
	case ir.MemOut:
		if p := f.read[s]; p.Clock == nil {
			g(f.id[p.Addr])
		}
	case ir.InstOut:
		src := f.source[s]
		for _, x := range src.inputs[elem%src.port.Count] {
			g(f.fedBy(src.instance, elem/src.port.Count, x))
		}
	}
}

// own is what v brings into the sets of those that depend on it, before what
// v itself depends on.
func (f *flow) own(v int) *set {
	if v >= f.elems {
		return nil
	}
	switch s, elem := f.element(v); s.Kind {
	case ir.Input:
		if x, ok := f.input[v]; ok {
			return (*set)(nil).with(x)
		}
	case ir.Reg:
		return f.ofClock(s.Clock)
	case ir.MemOut:
		if p := f.read[s]; p.Clock != nil {
			return f.ofClock(p.Clock)
		}
	case ir.InstOut:
		src := f.source[s]
		return src.own[elem%src.port.Count]
	}
	return nil
}

func (f *flow) ofClock(c *ir.Signal) *set { return (*set)(nil).with(len(f.inputs) + f.clock[c]) }
