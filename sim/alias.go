package sim

import (
	"fmt"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// spot is an element of a signal of an instance.
type spot struct {
	path []engine.Step
	sig  *ir.Signal
	i    int
}

// origin follows a signal that only repeats another (an output driven by a
// register, an input, a net of an instance) to the one it repeats.
func (s *Sim) origin(x spot) spot {
	for {
		next, ok := s.repeats(x)
		if !ok {
			return x
		}
		x = next
	}
}

func (s *Sim) repeats(x spot) (spot, bool) {
	m := s.design.Top
	if n := len(x.path); n > 0 {
		m = x.path[n-1].Inst.Module
	}
	switch x.sig.Kind {
	case ir.Output, ir.Wire:
		return follow(x.path, x.sig.Drive[x.i])
	case ir.InstOut:
		for _, inst := range m.Insts {
			for _, o := range inst.Outs {
				if o.Net == x.sig {
					step := engine.Step{Inst: inst, Cell: x.i / o.Port.Count}
					return spot{append(x.path[:len(x.path):len(x.path)], step), o.Port, x.i % o.Port.Count}, true
				}
			}
		}
	case ir.Input:
		if len(x.path) > 0 {
			return s.connected(x)
		}
	}
	return spot{}, false
}

// follow is the signal that an expression is.
func follow(path []engine.Step, n *ir.Node) (spot, bool) {
	for n.Op == ir.OpCast {
		n = n.Args[0]
	}
	if n.Op != ir.OpRef {
		return spot{}, false
	}
	return spot{path, n.Sig, n.Elem}, true
}

// connected is what an input of an instance is connected to.
func (s *Sim) connected(x spot) (spot, bool) {
	last := x.path[len(x.path)-1]
	up := x.path[:len(x.path)-1]
	for i := range last.Inst.Ins {
		conn := &last.Inst.Ins[i]
		if conn.Port != x.sig {
			continue
		}
		value := 0
		if last.Inst.Grid != nil {
			v, from := engine.Source(*last.Inst.Grid, conn.Kind, last.Cell)
			if from >= 0 {
				step := engine.Step{Inst: last.Inst, Cell: from}
				return spot{append(up[:len(up):len(up)], step), conn.From, x.i}, true
			}
			value = v
		}
		return follow(up, conn.Values[value*x.sig.Count+x.i])
	}
	return spot{}, false
}

// key is a text that only one place has.
func (s *Sim) key(x spot) string {
	var b []byte
	for _, step := range x.path {
		b = fmt.Appendf(b, "%s.%d/", step.Inst.Name, step.Cell)
	}
	return string(fmt.Appendf(b, "%s.%d", x.sig.Name, x.i))
}
