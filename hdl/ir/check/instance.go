package check

import "npugen/hdl/ir"

// instance is an instance seen from its parent's flow.
type instance struct {
	*ir.Inst
	child *flow
	conns []*ir.Conn   // of each data input element of the child
	elem  []int        // which element of its port
	from  []int        // vertex of cell 0's From element, for neighbour connections
	clock []*ir.Signal // clock of the parent at each clock of the child
}

// source is what drives a net: one output of an instance. Per element of the
// port it holds the summary of the child.
type source struct {
	*instance
	port   *ir.Signal
	inputs [][]int // data inputs of the child with a combinational path to it
	own    []*set  // clocks of the parent whose registers in the child reach it
}

// instance adds the summary of one instance.
func (f *flow) instance(inst *ir.Inst) {
	child := f.kids[inst.Module]
	i := &instance{Inst: inst, child: child}
	net := map[*ir.Signal]int{}
	for _, o := range inst.Outs {
		net[o.Port] = f.base[o.Net]
	}
	for j := range inst.Ins {
		c := &inst.Ins[j]
		if c.Port.Type.Class == ir.Clock {
			i.clock = append(i.clock, c.Values[0].Sig)
			continue
		}
		for e := range c.Port.Count {
			i.conns = append(i.conns, c)
			i.elem = append(i.elem, e)
			i.from = append(i.from, net[c.From]+e)
		}
	}
	f.insts = append(f.insts, i)
	for _, o := range inst.Outs {
		s := &source{instance: i, port: o.Port, inputs: make([][]int, o.Port.Count), own: make([]*set, o.Port.Count)}
		for e := range o.Port.Count {
			child.sets[child.base[o.Port]+e].each(func(x int) {
				if k := x - len(child.inputs); k >= 0 {
					s.own[e] = union(s.own[e], f.ofClock(i.clock[k]))
				} else {
					s.inputs[e] = append(s.inputs[e], x)
				}
			})
		}
		f.source[o.Net] = s
	}
}

// fedBy is the vertex that drives data input x of a cell.
func (f *flow) fedBy(i *instance, cell, x int) int {
	c := i.conns[x]
	value, neighbour := feed(i.Inst, c, cell, i.elem[x])
	if value != nil {
		return f.id[value]
	}
	return i.from[x] + neighbour*c.From.Count
}
