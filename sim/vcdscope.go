package sim

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// vcdScope is the instances that a VCD file shows.
type vcdScope struct {
	roots map[string]bool // by full name: shown, with what is in them
	way   map[string]bool // what contains them
	depth int
	cells int // of a grid that is not asked for by name
}

// Check says what is wrong with the options for a design, so that a mistake is found
// before a long run.
func (o VCDOptions) Check(d *ir.Design) error {
	_, err := o.scope(d)
	return err
}

// scope finds the instances that the options name.
func (o VCDOptions) scope(d *ir.Design) (*vcdScope, error) {
	c := &vcdScope{roots: map[string]bool{}, way: map[string]bool{}, depth: o.Depth, cells: o.MaxCells}
	switch {
	case o.Until < 0:
		return nil, fmt.Errorf("until %v: want a time, or 0 for no end", o.Until)
	case o.Depth < 0:
		return nil, fmt.Errorf("depth %d: want at least 1, or 0 for all levels", o.Depth)
	case o.Depth == 0:
		c.depth = maxDepth
	}
	if o.MaxCells == 0 {
		c.cells = 1024
	}
	if len(o.Scopes) == 0 {
		c.roots[""] = true
	}
	for _, path := range o.Scopes {
		var parts []string
		if path != "" {
			parts = strings.Split(path, ".")
		}
		if err := c.add("", d.Top, parts); err != nil {
			return nil, fmt.Errorf("scope %s: %w", path, err)
		}
	}
	return c, nil
}

const maxDepth = 1 << 30

// add finds what the rest of a path names in an instance.
func (c *vcdScope) add(name string, m *ir.Module, parts []string) error {
	if len(parts) == 0 {
		c.roots[name] = true
		return nil
	}
	steps, err := matching(m, parts[0])
	found := false
	for _, step := range steps {
		problem := c.add(join(name, stepName(step)), step.Inst.Module, parts[1:])
		found = found || problem == nil
		err = cmp.Or(err, problem)
	}
	if found {
		c.way[name] = true
		return nil
	}
	return err
}

// matching is the instances and cells that a part of a path names.
func matching(m *ir.Module, part string) (steps []engine.Step, err error) {
	if !strings.Contains(part, "*") {
		step, err := findInstance(m, part)
		if err != nil {
			return nil, err
		}
		return []engine.Step{step}, nil
	}
	like := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(part), `\*`, ".*") + "$")
	var names []string
	for _, inst := range m.Insts {
		names = append(names, inst.Name)
		for cell := range instances(inst) {
			if step := (engine.Step{Inst: inst, Cell: cell}); like.MatchString(stepName(step)) {
				steps = append(steps, step)
			}
		}
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("module %s has no instance like %s; it has %s", m.Name, part, oneOf(names))
	}
	return steps, nil
}

// join is the full name of an instance in another.
func join(name, below string) string { return strings.TrimPrefix(name+"."+below, ".") }

// levels is how many levels an instance shows, itself included, if the one that
// contains it shows so many.
func (c *vcdScope) levels(name string, above int) int {
	if c.roots[name] {
		return max(above-1, c.depth)
	}
	return above - 1
}

// named reports whether an instance is asked for, or contains one that is.
func (c *vcdScope) named(name string) bool { return c.roots[name] || c.way[name] }
