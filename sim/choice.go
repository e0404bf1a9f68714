package sim

import (
	"errors"
	"fmt"
	"runtime"

	"npugen/hdl/ir"
	"npugen/sim/internal/compiled"
	"npugen/sim/internal/engine"
)

// Engine is a way to evaluate a design. All give the same values.
type Engine int

const (
	// Auto takes the compiled engine for designs that are large enough to be
	// worth some milliseconds of compilation.
	Auto Engine = iota
	// Interpreter starts at once.
	Interpreter
	// Compiled turns the design into machine code, in this process, through
	// WebAssembly. Designs with combinational loops through the bits of one
	// signal, and platforms other than amd64 and arm64, fall back to the
	// interpreter; see Sim.Notice.
	Compiled
)

func (e Engine) String() string {
	switch e {
	case Auto:
		return "auto"
	case Interpreter:
		return "interpreter"
	case Compiled:
		return "compiled"
	}
	return fmt.Sprintf("engine %d", int(e))
}

// Skip is when the compiled engine skips what does not change. The values are
// the same.
type Skip int

const (
	SkipAuto   Skip = iota // when that is faster, as timed now and then
	SkipAlways             // in every cycle
	SkipNever
)

// ParseEngine is the engine of a name that String gives.
func ParseEngine(name string) (Engine, error) {
	for e := Auto; e <= Compiled; e++ {
		if e.String() == name {
			return e, nil
		}
	}
	return 0, fmt.Errorf("engine %q: want auto, interpreter or compiled", name)
}

// check says what is wrong with the options.
func (o Options) check() error {
	if o.Engine < Auto || o.Engine > Compiled {
		return fmt.Errorf("options: %v: want Auto, Interpreter or Compiled", o.Engine)
	}
	if o.Skip < SkipAuto || o.Skip > SkipNever {
		return fmt.Errorf("options: skip %d: want SkipAuto, SkipAlways or SkipNever", o.Skip)
	}
	if o.MaxDeltas < 0 {
		return fmt.Errorf("options: at most %d deltas: want a positive number, or 0 for 10,000", o.MaxDeltas)
	}
	return nil
}

// Engine is the engine in use: Interpreter or Compiled.
func (s *Sim) Engine() Engine {
	if _, ok := s.eng.(*compiled.Engine); ok {
		return Compiled
	}
	return Interpreter
}

// Notice says why another engine is in use than the options asked for; empty
// if none is.
func (s *Sim) Notice() string { return s.notice }

// newBackend makes the engine that the options ask for, or the interpreter and
// the reason.
func newBackend(d *ir.Design, o Options) (b backend, notice string, err error) {
	want := o.Engine
	if want == Auto && worthCompiling(d) {
		want = Compiled
	}
	if want == Compiled {
		switch e, err := compiledBackend(d, o); {
		case err == nil:
			return e, "", nil
		case !errors.Is(err, compiled.ErrUnsupported):
			return nil, "", err
		default:
			notice = fmt.Sprintf("%v: running on the interpreter", err)
		}
	}
	newEngine := engine.New
	if o.Unchecked {
		newEngine = engine.NewUnchecked
	}
	e, err := newEngine(d, o.Seed)
	if err != nil {
		return nil, "", err
	}
	return e, notice, nil
}

func compiledBackend(d *ir.Design, o Options) (*compiled.Engine, error) {
	if !compiled.Supported() {
		return nil, fmt.Errorf("%w: no machine code for %s/%s", compiled.ErrUnsupported, runtime.GOOS, runtime.GOARCH)
	}
	newEngine := compiled.New
	if o.Unchecked {
		newEngine = compiled.NewUnchecked
	}
	e, err := newEngine(d, o.Seed)
	if err == nil && o.Skip != SkipAuto {
		e.Skip(o.Skip == SkipAlways)
	}
	return e, err
}

// Compilation takes about as long as the interpreter needs for some hundred
// evaluations of straight code, and next to nothing for the cells of a grid,
// which share theirs.
const (
	worthCells    = 3_000  // operators in all cells of grids
	worthStraight = 30_000 // and outside them
)

// worthCompiling estimates whether a run of usual length gains more than
// compilation takes.
func worthCompiling(d *ir.Design) bool {
	type size struct{ straight, cells int }
	sizes := map[*ir.Module]size{}
	const most = 1 << 40
	for _, m := range d.Modules {
		var s size
		s.straight = operators(m)
		for _, inst := range m.Insts {
			x := sizes[inst.Module]
			if n := instances(inst); n > 1 {
				s.cells = min(most, s.cells+n*(x.straight+x.cells))
			} else {
				s.straight, s.cells = min(most, s.straight+x.straight), min(most, s.cells+x.cells)
			}
		}
		sizes[m] = s
	}
	top := sizes[d.Top]
	return top.cells >= worthCells && top.cells >= top.straight || top.straight+top.cells >= worthStraight
}

// operators counts the nodes of a module.
func operators(m *ir.Module) int {
	seen := map[*ir.Node]bool{}
	var visit func(n *ir.Node)
	visit = func(n *ir.Node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		for _, a := range n.Args {
			visit(a)
		}
	}
	m.Roots(func(r ir.Root) { visit(*r.Node) })
	return len(seen)
}
