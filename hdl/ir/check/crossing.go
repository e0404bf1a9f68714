package check

import (
	"fmt"

	"npugen/hdl/ir"
)

// crossings reports state that samples what belongs to another clock, in this
// module and from one instance to another, unless it is marked as the first
// flop of a synchroniser.
func (c *checker) crossings(f *flow) {
	if len(f.clocks) < 2 {
		return
	}
	for _, s := range f.sinks {
		if s.sync {
			c.synchroniser(f, s)
			continue
		}
		f.foreign(s, func(clock *ir.Signal, hs []hop) {
			c.crossing(f, s.name, s.clock, clock, append(hs, s.hop))
		})
	}
	for _, i := range f.insts {
		c.instanceCrossings(f, i)
	}
}

func (c *checker) crossing(f *flow, sink string, at, from *ir.Signal, hs []hop) {
	last := hs[len(hs)-1]
	c.add(Finding{
		Code:    CodeCrossing,
		Loc:     last.place(),
		Module:  f.m.Name,
		Message: fmt.Sprintf("%s (clock %s) samples %s of clock %s without a synchroniser", sink, at.Name, hs[0].name, from.Name),
		Cause:   chain(hs),
		Fix:     "take a single bit through a synchroniser, a value through a handshake or an asynchronous FIFO",
		Related: places(hs),
	})
}

// foreign calls g once for each other clock whose state reaches a sink, with
// the path in the direction of the data.
func (f *flow) foreign(s sink, g func(clock *ir.Signal, hs []hop)) {
	told := map[int]bool{f.clock[s.clock]: true}
	for _, n := range s.roots {
		v := f.id[n]
		f.sets[v].each(func(x int) {
			k := x - len(f.inputs)
			if k < 0 || told[k] {
				return
			}
			if hs := f.origin(bitAt{v, all}, k); hs != nil {
				told[k] = true
				g(f.clocks[k], forward(hs))
			}
		})
	}
}

// instanceCrossings compares the clocks that sample an input inside an
// instance with the clocks of what drives it here.
func (c *checker) instanceCrossings(f *flow, i *instance) {
	for x, clocks := range i.child.samples {
		clocks.each(func(k int) {
			at := i.clock[k]
			told := map[int]bool{f.clock[at]: true}
			var last *set
			f.feeds(i, x, func(v int) {
				if f.sets[v] == last {
					return
				}
				last = f.sets[v]
				last.each(func(y int) {
					from := y - len(f.inputs)
					if from < 0 || told[from] {
						return
					}
					before := f.origin(bitAt{v, all}, from)
					inside := i.child.sampled(x, k)
					if before == nil || inside == nil {
						return
					}
					told[from] = true
					hs := forward(before)
					for _, h := range inside {
						hs = append(hs, h.under(i.Inst, i.Name))
					}
					c.crossing(f, hs[len(hs)-1].name, at, f.clocks[from], hs)
				})
			})
		})
	}
}

// origin is the path of dependencies from a bit back to state of clock k, nil
// if there is none bit by bit.
func (f *flow) origin(b bitAt, k int) []hop {
	x := len(f.inputs) + k
	var inside []hop
	path := f.search([]bitAt{b}, f.leadsTo(x), func(b bitAt) bool {
		s, elem := f.element(b.v)
		if s == nil || b.bit == all || !f.own(b.v).has(x) {
			return false
		}
		if s.Kind != ir.InstOut {
			return true
		}
		src := f.source[s]
		out := bitAt{src.child.base[src.port] + elem%src.port.Count, b.bit}
		for j, clock := range src.clock {
			if clock != f.clocks[k] {
				continue
			}
			for _, h := range src.child.origin(out, j) {
				inside = append(inside, h.under(src.Inst, cellName(src.Inst, elem/src.port.Count)))
			}
			if inside != nil {
				return true
			}
		}
		return false
	})
	if path == nil {
		return nil
	}
	return append(f.hops(path, false), inside...)
}

// sampled is a path, in the direction of the data, from data input x to state
// of clock k that samples it, nil if there is none bit by bit.
func (f *flow) sampled(x, k int) []hop {
	toInput := func(v int) []hop {
		if !f.sets[v].has(x) {
			return nil
		}
		path := f.search([]bitAt{{v, all}}, f.leadsTo(x), func(b bitAt) bool { return b.v == f.inputs[x] && b.bit != all })
		return forward(f.hops(path, false))
	}
	for _, s := range f.sinks {
		if s.sync || s.clock != f.clocks[k] {
			continue
		}
		for _, n := range s.roots {
			if hs := toInput(f.id[n]); hs != nil {
				return append(hs, s.hop)
			}
		}
	}
	for _, i := range f.insts {
		for y, clocks := range i.child.samples {
			var found []hop
			clocks.each(func(j int) {
				f.feeds(i, y, func(v int) {
					if found != nil || i.clock[j] != f.clocks[k] {
						return
					}
					if hs := toInput(v); hs != nil {
						for _, h := range i.child.sampled(y, j) {
							found = append(found, h.under(i.Inst, i.Name))
						}
						if found != nil {
							found = append(hs, found...)
						}
					}
				})
			})
			if found != nil {
				return found
			}
		}
	}
	return nil
}

// synchroniser reports a first flop that samples logic of another domain: a
// glitch of the logic would be sampled as a value. What lies behind a port is
// not looked at.
func (c *checker) synchroniser(f *flow, s sink) {
	for _, n := range s.roots {
		op := logic(n)
		if op == nil {
			continue
		}
		f.foreign(sink{clock: s.clock, roots: []*ir.Node{n}}, func(clock *ir.Signal, hs []hop) {
			c.add(Finding{
				Code:    CodeSync,
				Loc:     s.hop.loc,
				Module:  f.m.Name,
				Message: fmt.Sprintf("synchroniser %s samples logic (%s) of clock %s", s.hop.name, op.Op, clock.Name),
				Cause:   chain(append(hs, s.hop)) + ": the logic may glitch while its inputs change",
				Fix:     fmt.Sprintf("put the value in a register of clock %s first", clock.Name),
				Related: places(hs),
			})
		})
		return
	}
}

// logic is an operator that computes on the way from state to n, nil when
// there is only wiring.
func logic(n *ir.Node) *ir.Node {
	switch n.Op {
	case ir.OpConst:
		return nil
	case ir.OpRef:
		if n.Sig.Kind == ir.Wire {
			return logic(n.Sig.Drive[n.Elem])
		}
		return nil
	case ir.OpCast, ir.OpSlice, ir.OpCat, ir.OpExt:
		for _, a := range n.Args {
			if op := logic(a); op != nil {
				return op
			}
		}
		return nil
	}
	return n
}

// Unanalysed lists what Run takes on trust: each data input of the top module
// that is sampled while the design has several clocks, with the clocks whose
// domain it is taken to be in.
func Unanalysed(d *ir.Design) []Related {
	flows := map[*ir.Module]*flow{}
	for _, m := range d.Modules {
		flows[m] = newFlow(m, flows)
	}
	f := flows[d.Top]
	if len(f.clocks) < 2 {
		return nil
	}
	var rs []Related
	for _, s := range d.Top.Signals {
		if s.Kind != ir.Input || s.Type.Class == ir.Clock {
			continue
		}
		var by *set
		for e := range s.Count {
			by = union(by, f.samples[f.input[f.base[s]+e]])
		}
		var names string
		by.each(func(k int) {
			if names != "" {
				names += " and "
			}
			names += f.clocks[k].Name
		})
		if names != "" {
			rs = append(rs, Related{s.Loc, fmt.Sprintf("input %s is taken to be in the domain of %s", s.Name, names)})
		}
	}
	return rs
}
