package passes

import (
	"fmt"

	"npugen/hdl/ir"
)

// pass is one step. It reports whether it changed the module.
type pass struct {
	name string
	run  func(*ir.Module) bool
}

// table is the order of the passes on one module. cse runs before narrow, so
// that a node is narrowed to what all equal nodes need together.
func table(observed map[*ir.Module]bool) []pass {
	return []pass{
		{"fold", fold},
		{"cse", cse},
		{"narrow", narrow},
		{"casts", casts},
		{"dead", func(m *ir.Module) bool { return dead(m, observed) }},
	}
}

// rounds limits the repetition of the table. Each pass only ever shrinks, so
// the limit is a guard and not a tuning knob.
const rounds = 50

// Run applies all passes to every module, children first, and removes modules
// that are no longer instantiated. The error, if any, is a broken rule of the
// form together with the pass that broke it: a fault in this package or in
// what built the design.
func Run(d *ir.Design) error {
	if err := ir.Verify(d); err != nil {
		return fmt.Errorf("passes: before any pass: %w", err)
	}
	observed := map[*ir.Module]bool{} // modules with assertions in them or below
	for _, m := range d.Modules {
		if err := runModule(m, table(observed)); err != nil {
			return err
		}
		observed[m] = len(m.Asserts) > 0
		for _, inst := range m.Insts {
			observed[m] = observed[m] || observed[inst.Module]
		}
	}
	unreachable(d)
	if err := ir.Verify(d); err != nil {
		return fmt.Errorf("passes: after all passes: %w", err)
	}
	return nil
}

func runModule(m *ir.Module, passes []pass) error {
	for range rounds {
		changed := false
		for _, p := range passes {
			if !p.run(m) {
				continue
			}
			changed = true
			if err := ir.VerifyModule(m); err != nil {
				return fmt.Errorf("passes: after %s: %w", p.name, err)
			}
		}
		if !changed {
			return nil
		}
	}
	return fmt.Errorf("passes: module %s: still changing after %d rounds", m.Name, rounds)
}

// unreachable drops modules that nothing below the top instantiates.
func unreachable(d *ir.Design) {
	used := map[*ir.Module]bool{d.Top: true}
	for i := len(d.Modules) - 1; i >= 0; i-- { // parents before children
		if !used[d.Modules[i]] {
			continue
		}
		for _, inst := range d.Modules[i].Insts {
			used[inst.Module] = true
		}
	}
	var kept []*ir.Module
	for _, m := range d.Modules {
		if used[m] {
			kept = append(kept, m)
		}
	}
	d.Modules = kept
}
