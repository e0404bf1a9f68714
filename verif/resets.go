package verif

import "npugen/hdl/ir"

// Resets are the inputs of the top that reset registers or mask assertions
// anywhere in the hierarchy.
func Resets(d *ir.Design) map[*ir.Signal]bool {
	known := map[*ir.Module]map[*ir.Signal]bool{}
	for _, m := range d.Modules { // children before parents
		known[m] = moduleResets(m, known)
	}
	return known[d.Top]
}

func moduleResets(m *ir.Module, known map[*ir.Module]map[*ir.Signal]bool) map[*ir.Signal]bool {
	found := map[*ir.Signal]bool{}
	note := func(n *ir.Node) {
		for n != nil && n.Op == ir.OpCast {
			n = n.Args[0]
		}
		if n != nil && n.Op == ir.OpRef && n.Sig.Kind == ir.Input {
			found[n.Sig] = true
		}
	}
	for _, s := range m.Signals {
		note(s.Reset)
	}
	for _, a := range m.Asserts {
		note(a.Reset)
	}
	for _, inst := range m.Insts {
		for _, c := range inst.Ins {
			if known[inst.Module][c.Port] {
				for _, v := range c.Values {
					note(v)
				}
			}
		}
	}
	return found
}
