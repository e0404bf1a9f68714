package report

import (
	"cmp"
	"slices"

	"npugen/hdl/ir"
)

// count is a module's own numbers.
func count(m *ir.Module) Module {
	out := Module{Name: m.Name, Definition: m.Def, Doc: m.Doc, ChecksOnly: true}
	for _, p := range m.Params {
		out.Parameters = append(out.Parameters, Parameter{p.Name, p.Value})
	}
	for _, s := range m.Signals {
		if s.IsPort() {
			out.Ports = append(out.Ports, Port{s.Name, direction(s), s.Type.Width, s.Count, s.Type.Signed})
		}
		out.ChecksOnly = out.ChecksOnly && s.Kind != ir.Output
		if s.Kind == ir.Reg {
			out.RegisterBits += s.Bits()
		}
	}
	for _, x := range m.Mems {
		out.Memories = append(out.Memories, Memory{x.Name, x.Depth, x.Width})
	}
	for _, x := range m.Insts {
		use(&out, x)
	}
	out.Multipliers = multipliers(m)
	return out
}

func direction(s *ir.Signal) string {
	switch {
	case s.Type.Class == ir.Clock:
		return "clock"
	case s.Kind == ir.Input:
		return "input"
	}
	return "output"
}

func use(m *Module, x *ir.Inst) {
	for i := range m.Uses {
		if m.Uses[i].Module == x.Module.Name {
			m.Uses[i].Count += cells(x)
			return
		}
	}
	m.Uses = append(m.Uses, Use{x.Module.Name, cells(x)})
}

// multipliers counts the products in all that the module drives, assertions
// left out: they are no hardware. A product with a constant is adders.
func multipliers(m *ir.Module) []Multiplier {
	w := walk{seen: map[*ir.Node]bool{}, found: map[[2]int]int{}}
	for _, s := range m.Signals {
		w.nodes(s.Drive)
		w.node(s.Reset)
	}
	for _, x := range m.Mems {
		for _, p := range x.Reads {
			w.nodes([]*ir.Node{p.En, p.Addr})
		}
		for _, p := range x.Writes {
			w.nodes([]*ir.Node{p.En, p.Addr, p.Data, p.Mask})
		}
	}
	for _, x := range m.Insts {
		for _, c := range x.Ins {
			w.nodes(c.Values)
		}
	}
	var out []Multiplier
	for widths, n := range w.found {
		out = append(out, Multiplier{widths[0], widths[1], n})
	}
	slices.SortFunc(out, func(a, b Multiplier) int { return cmp.Or(cmp.Compare(b.A, a.A), cmp.Compare(b.B, a.B)) })
	return out
}

type walk struct {
	seen  map[*ir.Node]bool
	found map[[2]int]int // by widths, the wider first
}

func (w walk) nodes(ns []*ir.Node) {
	for _, n := range ns {
		w.node(n)
	}
}

func (w walk) node(n *ir.Node) {
	if n == nil || w.seen[n] {
		return
	}
	w.seen[n] = true
	if n.Op == ir.OpMul && n.Args[0].Op != ir.OpConst && n.Args[1].Op != ir.OpConst {
		a, b := n.Args[0].Width, n.Args[1].Width
		w.found[[2]int{max(a, b), min(a, b)}]++
	}
	w.nodes(n.Args)
}
