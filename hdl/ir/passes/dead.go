package passes

import (
	"npugen/hdl/ir"
	"npugen/hdl/ir/internal/live"
)

// dead removes what nothing observes: wires the user did not name, registers,
// memories and their read ports, and instances without assertions below them
// whose outputs are not read. Ports, named wires, assertions and values
// declared unused are what is observed; a register or memory that only feeds
// itself is not.
func dead(m *ir.Module, observed map[*ir.Module]bool) bool {
	l := live.Of(m, true, func(inst *ir.Inst) bool { return observed[inst.Module] })
	n := 0
	m.Signals = keep(m.Signals, &n, func(s *ir.Signal) bool { return s.IsPort() || l.Signals[s] })
	m.Insts = keep(m.Insts, &n, func(inst *ir.Inst) bool { return l.Insts[inst] })
	m.Mems = keep(m.Mems, &n, func(mem *ir.Mem) bool { return l.Mems[mem] })
	for _, mem := range m.Mems {
		mem.Reads = keep(mem.Reads, &n, func(p *ir.ReadPort) bool { return l.Signals[p.Out] })
	}
	return n > 0
}

// keep is the items that pass, in order; it counts those that do not.
func keep[T any](items []T, removed *int, pass func(T) bool) []T {
	var kept []T
	for _, x := range items {
		if pass(x) {
			kept = append(kept, x)
		}
	}
	*removed += len(items) - len(kept)
	return kept
}
