package check

import (
	"npugen/hdl/ir"
)

// flow is the combinational structure of one module. Its vertices are the
// elements of all signals, numbered in order, followed by the expression
// nodes.
type flow struct {
	m    *ir.Module
	kids map[*ir.Module]*flow

	base  map[*ir.Signal]int // first vertex of each signal
	bases []int              // the same, by index in m.Signals
	elems int                // vertices that are elements
	nodes []*ir.Node
	id    map[*ir.Node]int // vertex of each node

	source map[*ir.Signal]*source      // of InstOut nets
	read   map[*ir.Signal]*ir.ReadPort // of MemOut nets

	// Members of the sets: data input elements first, then clock inputs.
	inputs []int        // vertex of each data input element
	input  map[int]int  // the reverse
	clocks []*ir.Signal // clock inputs
	clock  map[*ir.Signal]int

	sets    []*set  // what reaches each vertex, itself included if a member
	loops   [][]int // components that are cyclic, in dependency order
	insts   []*instance
	sinks   []sink
	samples []*set // for each data input element, the clocks that sample it

	reach map[bitAt][]bitAt // memo of inputsOf
}

// newFlow analyses a module whose children are in kids.
func newFlow(m *ir.Module, kids map[*ir.Module]*flow) *flow {
	f := &flow{
		m: m, kids: kids,
		base: map[*ir.Signal]int{}, id: map[*ir.Node]int{},
		source: map[*ir.Signal]*source{}, read: map[*ir.Signal]*ir.ReadPort{},
		input: map[int]int{}, clock: map[*ir.Signal]int{},
		reach: map[bitAt][]bitAt{},
	}
	for _, s := range m.Signals {
		f.base[s] = f.elems
		f.bases = append(f.bases, f.elems)
		switch {
		case s.Kind == ir.Input && s.Type.Class == ir.Clock:
			f.clock[s] = len(f.clocks)
			f.clocks = append(f.clocks, s)
		case s.Kind == ir.Input:
			for i := range s.Count {
				f.input[f.elems+i] = len(f.inputs)
				f.inputs = append(f.inputs, f.elems+i)
			}
		}
		f.elems += s.Count
	}
	for _, inst := range m.Insts {
		f.instance(inst)
	}
	for _, mem := range m.Mems {
		for _, p := range mem.Reads {
			f.read[p.Out] = p
		}
	}
	m.Roots(func(r ir.Root) { f.number(*r.Node) })
	f.components()
	f.findSinks()
	f.findSamples()
	return f
}

func (f *flow) number(n *ir.Node) {
	if _, ok := f.id[n]; ok || n.Op == ir.OpRef && n.Sig.Type.Class == ir.Clock {
		return
	}
	f.id[n] = f.elems + len(f.nodes)
	f.nodes = append(f.nodes, n)
	for _, a := range n.Args {
		f.number(a)
	}
}
