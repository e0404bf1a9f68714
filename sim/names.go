package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// Handle looks a value up by its hierarchical name from the top:
//
//	count              a signal of the top module
//	u_fifo.count       of an instance
//	pe[3][4].acc       of the cell in row 3 and column 4 of a grid
//	x[2]               an element of a vector; x alone is all of it
//	u_fifo.mem[17]     a word of a memory
func (s *Sim) Handle(name string) (*Handle, error) {
	parts := strings.Split(name, ".")
	m := s.design.Top
	var path []engine.Step
	for _, part := range parts[:len(parts)-1] {
		step, err := findInstance(m, part)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		path = append(path, step)
		m = step.Inst.Module
	}
	h, err := s.leaf(path, m, name, parts[len(parts)-1])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return h, nil
}

// Must is Handle for names that are known to be right: a wrong one is misuse
// (see Err) and the handle reads 0.
func (s *Sim) Must(name string) *Handle {
	if h, ok := s.named[name]; ok {
		return h
	}
	h, err := s.Handle(name)
	if err != nil {
		s.misuse("%w", err)
		return s.nowhere(name)
	}
	s.named[name] = h
	return h
}

// findInstance finds an instance, or a cell of a grid, by its name.
func findInstance(m *ir.Module, part string) (engine.Step, error) {
	base, index, err := splitIndex(part)
	if err != nil {
		return engine.Step{}, err
	}
	for _, inst := range m.Insts {
		if inst.Name == base {
			cell, err := cellOf(inst, index)
			return engine.Step{Inst: inst, Cell: cell}, err
		}
	}
	var names []string
	for _, inst := range m.Insts {
		names = append(names, inst.Name)
	}
	return engine.Step{}, fmt.Errorf("module %s has no instance %s; it has %s", m.Name, base, oneOf(names))
}

func cellOf(inst *ir.Inst, index []int) (int, error) {
	g := inst.Grid
	switch {
	case g == nil && len(index) == 0:
		return 0, nil
	case g == nil:
		return 0, fmt.Errorf("%s is a single instance, not a grid", inst.Name)
	case len(index) != 2:
		return 0, fmt.Errorf("%s is a grid: want %s[row][column]", inst.Name, inst.Name)
	case index[0] >= g.Rows:
		return 0, fmt.Errorf("%s: row %d: want 0 to %d", inst.Name, index[0], g.Rows-1)
	case index[1] >= g.RowLen(index[0]):
		return 0, fmt.Errorf("%s: row %d, column %d: want 0 to %d", inst.Name, index[0], index[1], g.RowLen(index[0])-1)
	}
	return g.RowStart(index[0]) + index[1], nil
}

// leaf finds a signal or memory word in module m at the end of path.
func (s *Sim) leaf(path []engine.Step, m *ir.Module, name, part string) (*Handle, error) {
	base, index, err := splitIndex(part)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, sig := range m.Signals {
		if sig.Name == base {
			h := s.signal(path, sig, strings.TrimSuffix(name, part)+base)
			switch {
			case len(index) == 0:
				return h, nil
			case len(index) > 1 || index[0] >= sig.Count:
				return nil, fmt.Errorf("%s has elements 0 to %d", base, sig.Count-1)
			}
			return h.At(index[0]), nil
		}
		names = append(names, sig.Name)
	}
	for _, mem := range m.Mems {
		if mem.Name == base {
			if len(index) != 1 || index[0] >= mem.Depth {
				return nil, fmt.Errorf("memory %s: want %s[i] with i from 0 to %d", base, base, mem.Depth-1)
			}
			return s.memoryWord(path, mem, index[0], name), nil
		}
		names = append(names, mem.Name)
	}
	return nil, fmt.Errorf("module %s has no signal or memory %s; it has %s", m.Name, base, oneOf(names))
}

// signal is the handle of a whole signal.
func (s *Sim) signal(path []engine.Step, sig *ir.Signal, name string) *Handle {
	h := &Handle{s: s, name: name, typ: sig.Type}
	for i := range sig.Count {
		h.locs = append(h.locs, s.eng.Signal(path, sig, i))
	}
	switch {
	case sig.Kind == ir.Input && len(path) == 0:
		h.access = input
		for _, c := range s.clocks {
			if c.sig == sig {
				h.clock = c
			}
		}
	case sig.Kind == ir.Reg || sig.Kind == ir.MemOut && s.isSync(path, sig):
		h.access = state
	}
	return h.prepare()
}

// isSync reports whether a memory's read port has a register.
func (s *Sim) isSync(path []engine.Step, sig *ir.Signal) bool {
	m := s.design.Top
	if len(path) > 0 {
		m = path[len(path)-1].Inst.Module
	}
	for _, mem := range m.Mems {
		for _, r := range mem.Reads {
			if r.Out == sig {
				return r.Clock != nil
			}
		}
	}
	return false
}

func (s *Sim) memoryWord(path []engine.Step, mem *ir.Mem, addr int, name string) *Handle {
	h := &Handle{s: s, name: name, typ: ir.Type{Width: mem.Width}, access: state}
	h.locs = []engine.Loc{s.eng.Memory(path, mem, addr)}
	return h.prepare()
}

// splitIndex splits "x[1][2]" into "x" and 1, 2.
func splitIndex(part string) (base string, index []int, err error) {
	base, rest, found := strings.Cut(part, "[")
	for found {
		var digits string
		var closed bool
		digits, rest, closed = strings.Cut(rest, "]")
		i, err := strconv.Atoi(digits)
		if !closed || err != nil || i < 0 || rest != "" && rest[0] != '[' {
			return "", nil, fmt.Errorf("bad index in %q: want name[number]", part)
		}
		index = append(index, i)
		if found = rest != ""; found {
			rest = rest[1:]
		}
	}
	return base, index, nil
}

// oneOf lists names for a message.
func oneOf(names []string) string {
	const most = 20
	if len(names) == 0 {
		return "none"
	}
	names = slices.Sorted(slices.Values(names))
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
