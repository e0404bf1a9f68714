package verilog

import "npugen/hdl/ir"

// cloner copies modules so that a transformation can change the copy.
type cloner struct {
	modules map[*ir.Module]*ir.Module
	signals map[*ir.Signal]*ir.Signal
	nodes   map[*ir.Node]*ir.Node

	// ref, when not nil, replaces a reference to a signal of the original.
	ref func(s *ir.Signal, elem int) (*ir.Signal, int, bool)

	bits map[*ir.Signal][]*ir.Signal // single bits that stand for a signal of the original
}

func newCloner() *cloner {
	return &cloner{modules: map[*ir.Module]*ir.Module{}, signals: map[*ir.Signal]*ir.Signal{}, nodes: map[*ir.Node]*ir.Node{}}
}

// module is the module that stands for m: its copy if there is one.
func (c *cloner) module(m *ir.Module) *ir.Module {
	if n, ok := c.modules[m]; ok {
		return n
	}
	return m
}

func (c *cloner) signal(s *ir.Signal) *ir.Signal {
	if s == nil {
		return nil
	}
	if n, ok := c.signals[s]; ok {
		return n
	}
	return s
}

func (c *cloner) node(n *ir.Node) *ir.Node {
	if n == nil {
		return nil
	}
	if done, ok := c.nodes[n]; ok {
		return done
	}
	if n.Op == ir.OpRef && c.bits[n.Sig] != nil {
		c.nodes[n] = joinBits(n, c.bits[n.Sig])
		return c.nodes[n]
	}
	copied := *n
	c.nodes[n] = &copied
	if n.Op == ir.OpRef {
		if s, elem, ok := c.redirect(n); ok {
			copied.Sig, copied.Elem = s, elem
		} else {
			copied.Sig = c.signal(n.Sig)
		}
	}
	copied.Args = c.list(n.Args)
	return &copied
}

func (c *cloner) redirect(n *ir.Node) (*ir.Signal, int, bool) {
	if c.ref == nil {
		return nil, 0, false
	}
	return c.ref(n.Sig, n.Elem)
}

func (c *cloner) list(ns []*ir.Node) []*ir.Node {
	if ns == nil {
		return nil
	}
	out := make([]*ir.Node, len(ns))
	for i, n := range ns {
		out[i] = c.node(n)
	}
	return out
}

// declare makes the copies of the signals of m, still without drivers, except
// those to be dropped.
func (c *cloner) declare(m *ir.Module, drop map[*ir.Signal]bool) []*ir.Signal {
	var out []*ir.Signal
	for _, s := range m.Signals {
		if drop[s] {
			continue
		}
		n := *s
		c.signals[s] = &n
		out = append(out, &n)
	}
	return out
}

// connect fills in what the copied signals refer to.
func (c *cloner) connect(m *ir.Module) {
	for _, s := range m.Signals {
		n, ok := c.signals[s]
		if !ok {
			continue
		}
		n.Drive, n.Clock, n.Reset = c.list(s.Drive), c.signal(s.Clock), c.node(s.Reset)
	}
}

func (c *cloner) mem(m *ir.Mem) *ir.Mem {
	n := *m
	n.Reads, n.Writes = nil, nil
	for _, r := range m.Reads {
		n.Reads = append(n.Reads, &ir.ReadPort{Clock: c.signal(r.Clock), En: c.node(r.En), Addr: c.node(r.Addr), Out: c.signal(r.Out), Loc: r.Loc})
	}
	for _, p := range m.Writes {
		n.Writes = append(n.Writes, &ir.WritePort{Clock: c.signal(p.Clock), En: c.node(p.En), Addr: c.node(p.Addr), Data: c.node(p.Data), Mask: c.node(p.Mask), Loc: p.Loc})
	}
	return &n
}

func (c *cloner) inst(in *ir.Inst) *ir.Inst {
	n := *in
	n.Module = c.module(in.Module)
	n.Ins, n.Outs = nil, nil
	for _, x := range in.Ins {
		n.Ins = append(n.Ins, ir.Conn{Port: c.signal(x.Port), Kind: x.Kind, Values: c.list(x.Values), From: c.signal(x.From)})
	}
	for _, x := range in.Outs {
		n.Outs = append(n.Outs, ir.Out{Port: c.signal(x.Port), Net: c.signal(x.Net)})
	}
	return &n
}

func (c *cloner) assertion(a *ir.Assertion) *ir.Assertion {
	n := *a
	n.Clock, n.Reset, n.When, n.Cond = c.signal(a.Clock), c.node(a.Reset), c.node(a.When), c.node(a.Cond)
	return &n
}

// rest copies to n what m has besides signals.
func (c *cloner) rest(m, n *ir.Module) {
	n.Mems, n.Insts, n.Asserts = nil, nil, nil
	for _, x := range m.Mems {
		n.Mems = append(n.Mems, c.mem(x))
	}
	for _, in := range m.Insts {
		n.Insts = append(n.Insts, c.inst(in))
	}
	for _, a := range m.Asserts {
		n.Asserts = append(n.Asserts, c.assertion(a))
	}
	n.Unused = c.list(m.Unused)
}
