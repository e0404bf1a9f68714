package check

import (
	"fmt"
	"slices"
	"strings"

	"npugen/hdl/ir"
	"npugen/hdl/ir/internal/live"
)

// unused reports inputs that nothing reads, and registers, wires with a name
// and memories that nothing observes. A register that only feeds itself counts
// as unused; so does what only feeds unused things. Outputs of instances may
// be left open.
func (c *checker) unused(m *ir.Module) {
	l := live.Of(m, false, func(*ir.Inst) bool { return true })
	readers := readersOf(m)
	report := func(loc ir.Loc, what, name string, by []string) {
		f := Finding{
			Code:    CodeUnused,
			Loc:     loc,
			Module:  m.Name,
			Message: fmt.Sprintf("%s %s is never used", what, name),
			Fix:     "use it, remove it, or pass it to m.Unused",
		}
		switch by = slices.DeleteFunc(by, func(s string) bool { return s == name }); len(by) {
		case 0:
			f.Cause = "nothing reads it"
		default:
			f.Cause = "it is read only by " + strings.Join(by, ", ") + ", which nothing uses"
		}
		c.add(f)
	}
	for _, s := range m.Signals {
		switch {
		case s.Kind == ir.Input && s.Type.Class == ir.Data && len(readers[s]) == 0:
			report(s.Loc, "input", s.Name, nil)
		case l.Signals[s]:
		case s.Kind == ir.Reg:
			report(s.Loc, "register", s.Name, readers[s])
		case s.Kind == ir.Wire && s.Named:
			report(s.Loc, "wire", s.Name, readers[s])
		}
	}
	for _, mem := range m.Mems {
		if !l.Mems[mem] {
			var by []string
			for _, p := range mem.Reads {
				by = append(by, readers[p.Out]...)
			}
			report(mem.Loc, "memory", mem.Name, compact(by))
		}
	}
}

// readersOf is, for each signal, the names of the things whose expressions
// read it.
func readersOf(m *ir.Module) map[*ir.Signal][]string {
	readers := map[*ir.Signal][]string{}
	seen := map[*ir.Node]bool{}
	var owner string
	m.Roots(func(r ir.Root) {
		if name := r.Owner(); name != owner {
			owner = name
			clear(seen) // a shared node is read by each of its users
		}
		(*r.Node).Refs(seen, func(s *ir.Signal) { readers[s] = append(readers[s], owner) })
	})
	for s, names := range readers {
		readers[s] = compact(names)
	}
	return readers
}

func compact(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
