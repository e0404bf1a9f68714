package sim

import (
	"fmt"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// Failure is an assertion, or an assumption, that did not hold at a clock
// edge, or a synchronous read beyond the depth of a memory. It is the error
// that Run and Step return.
//
// In a clock domain that has resets, a read out of range is a failure only
// once a reset has been active at an edge and while none is: before that,
// addresses are power-up values.
type Failure struct {
	Name     string // of the assertion, or "<memory> read" for a read out of range
	Instance string // hierarchical name, empty for the top
	Time     Time
	Msg      string
	Loc      ir.Loc
}

// Error prints "file:line: instance: name at time: message".
func (f *Failure) Error() string {
	where := f.Instance
	if where == "" {
		where = "top"
	}
	text := fmt.Sprintf("%s: %s failed at %v", where, f.Name, f.Time)
	if !f.Loc.IsZero() {
		text = f.Loc.String() + ": " + text
	}
	if f.Msg != "" {
		text += ": " + f.Msg
	}
	return text
}

func (s *Sim) fail(ev engine.Event) {
	f := &Failure{Instance: ev.Path, Time: s.now}
	if a := ev.Assert; a != nil {
		f.Name, f.Msg, f.Loc = a.Name, a.Msg, a.Loc
	} else {
		f.Name = ev.Mem.Name + " read"
		f.Msg = fmt.Sprintf("address %d of a memory of %d words", ev.Addr, ev.Mem.Depth)
		f.Loc = ev.Read.Loc
	}
	s.failures = append(s.failures, f)
}

// Failures are all failures so far, in order of time.
func (s *Sim) Failures() []*Failure {
	s.flushManual()
	return s.failures
}

// CoverCount says how often a cover was hit in one instance.
type CoverCount struct {
	Name     string
	Instance string
	Count    uint64
	Loc      ir.Loc
}

// Covers lists all covers of the design, each instance by itself, in order of
// the hierarchy; those never hit have a count of 0.
func (s *Sim) Covers() []CoverCount {
	s.flushManual()
	var list []CoverCount
	s.walk(func(path []engine.Step, name string, m *ir.Module) {
		for _, a := range m.Asserts {
			if a.Kind == ir.Cover {
				list = append(list, CoverCount{a.Name, name, s.eng.Count(path, a), a.Loc})
			}
		}
	})
	return list
}

// walk visits all instances, parents before children.
func (s *Sim) walk(visit func(path []engine.Step, name string, m *ir.Module)) {
	var down func(path []engine.Step, name string, m *ir.Module)
	down = func(path []engine.Step, name string, m *ir.Module) {
		visit(path, name, m)
		for _, inst := range m.Insts {
			for cell := range instances(inst) {
				step := engine.Step{Inst: inst, Cell: cell}
				below := stepName(step)
				if name != "" {
					below = name + "." + below
				}
				down(append(path[:len(path):len(path)], step), below, inst.Module)
			}
		}
	}
	down(nil, "", s.design.Top)
}
