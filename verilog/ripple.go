package verilog

import (
	"strconv"

	"npugen/hdl/ir"
)

// unravel gives each element of a vector, or bit of a number, a wire of its own
// where they depend on one another, as the carries of a ripple adder do: to
// Verilator, which orders whole nets, the vector would be a loop (UNOPTFLAT). It
// returns a new design that does the same, or d itself if it has none.
func unravel(d *ir.Design) *ir.Design {
	found := map[*ir.Module][]*ir.Signal{}
	for _, m := range d.Modules {
		if vs := ripples(m); len(vs) > 0 {
			found[m] = vs
		}
	}
	if len(found) == 0 {
		return d
	}
	c, out := newCloner(), &ir.Design{}
	for _, m := range d.Modules {
		out.Modules = append(out.Modules, c.unravel(m, found[m]))
	}
	out.Top = c.module(d.Top)
	return out
}

// unravel copies m with its vectors and numbers vs in single wires. One that is
// an output remains, and takes its elements or bits from the wires.
func (c *cloner) unravel(m *ir.Module, vs []*ir.Signal) *ir.Module {
	n := *m
	c.modules[m] = &n
	used := newNames(m)
	drop := map[*ir.Signal]bool{}
	single := map[*ir.Signal][]*ir.Signal{}
	c.bits = map[*ir.Signal][]*ir.Signal{}
	for _, s := range vs {
		drop[s] = s.Kind == ir.Wire
		count, t := s.Count, s.Type
		if count == 1 {
			count, t = s.Type.Width, ir.Type{Width: 1}
		}
		var es []*ir.Signal
		for i := range count {
			name := used.take(s.Name + "_" + strconv.Itoa(i))
			es = append(es, &ir.Signal{Name: name, Kind: ir.Wire, Type: t, Count: 1, Named: true, Loc: s.Loc})
		}
		if s.Count == 1 {
			c.bits[s] = es
		} else {
			single[s] = es
		}
	}
	n.Signals = c.declare(m, drop)
	c.ref = func(s *ir.Signal, elem int) (*ir.Signal, int, bool) {
		if es := single[s]; es != nil {
			return es[elem], 0, true
		}
		return nil, 0, false
	}
	c.connect(m)
	find := bitFinder{}
	for _, s := range vs {
		copied := c.signal(s)
		if es := c.bits[s]; es != nil {
			for i, e := range es {
				e.Drive = []*ir.Node{find.of(c.node(s.Drive[0]), i)}
			}
			if copied != s {
				copied.Drive[0] = joinBits(&ir.Node{Width: s.Type.Width, Signed: s.Type.Signed, Loc: s.Loc}, es)
			}
			n.Signals = append(n.Signals, es...)
			continue
		}
		for i, e := range single[s] {
			e.Drive = []*ir.Node{c.node(s.Drive[i])}
			if copied != s {
				t := s.Type
				copied.Drive[i] = &ir.Node{Op: ir.OpRef, Width: t.Width, Signed: t.Signed, Bool: t.Bool, Sig: e, Loc: s.Loc}
			}
		}
		n.Signals = append(n.Signals, single[s]...)
	}
	c.rest(m, &n)
	c.ref, c.bits = nil, nil
	return &n
}

// ripples lists the vectors and numbers of m that lie on a loop through the
// logic of m if one looks at whole signals. Instances break the loops, as they
// do for Verilator.
func ripples(m *ir.Module) []*ir.Signal {
	r := &rippleSearch{index: map[*ir.Signal]int{}, low: map[*ir.Signal]int{}, addr: map[*ir.Signal]*ir.Node{}, looped: map[*ir.Signal]bool{}}
	for _, mem := range m.Mems {
		for _, p := range mem.Reads {
			if p.Clock == nil {
				r.addr[p.Out] = p.Addr
			}
		}
	}
	for _, s := range m.Signals {
		if r.index[s] == 0 {
			r.visit(s)
		}
	}
	var out []*ir.Signal
	for _, s := range m.Signals {
		if r.looped[s] && s.Bits() > 1 && s.Drive != nil {
			out = append(out, s)
		}
	}
	return out
}

// rippleSearch is Tarjan's search for strongly connected components, over
// signals.
type rippleSearch struct {
	addr       map[*ir.Signal]*ir.Node // of reads in the same cycle
	index, low map[*ir.Signal]int
	stack      []*ir.Signal
	looped     map[*ir.Signal]bool
}

// feeds calls f for each signal that s depends on in the same cycle.
func (r *rippleSearch) feeds(s *ir.Signal, f func(*ir.Signal)) {
	seen := map[*ir.Node]bool{}
	if n := r.addr[s]; n != nil {
		n.Refs(seen, f)
	}
	if s.Kind == ir.Wire || s.Kind == ir.Output {
		for _, n := range s.Drive {
			n.Refs(seen, f)
		}
	}
}

func (r *rippleSearch) visit(s *ir.Signal) {
	r.index[s] = len(r.index) + 1
	r.low[s] = r.index[s]
	r.stack = append(r.stack, s)
	self := false
	r.feeds(s, func(t *ir.Signal) {
		self = self || t == s
		if r.index[t] == 0 {
			r.visit(t)
		}
		r.low[s] = min(r.low[s], r.low[t])
	})
	if r.low[s] < r.index[s] {
		return
	}
	at := len(r.stack) - 1
	for r.stack[at] != s {
		at--
	}
	loop := r.stack[at:]
	for _, t := range loop {
		r.low[t] = closed
		if len(loop) > 1 || self {
			r.looped[t] = true
		}
	}
	r.stack = r.stack[:at]
}

const closed = int(^uint(0) >> 1) // low of a signal whose component is complete
