package sim

import (
	"fmt"
	"io"
	"slices"

	"npugen/hdl/ir"
	"npugen/sim/internal/compiled"
	"npugen/sim/internal/engine"
)

// VCDOptions choose what a VCD file holds.
type VCDOptions struct {
	// Scopes limits the file to some instances and what is below them, such as
	// "u_core" and "u_array.pe[0][*]", where * stands for any characters but a
	// dot; none for everything.
	Scopes []string

	// Depth is how many levels of each are shown: 1 is an instance without those
	// in it. 0 means all.
	Depth int

	// From and Until limit the file to a window of time, both ends included;
	// outside it tracing costs nothing. An Until of 0 means no end.
	From, Until Time

	// MaxCells leaves out grids with more cells, but for cells that Scopes
	// names. 0 means 1,024.
	MaxCells int
}

// VCD is a Value Change Dump (IEEE 1364-2005, clause 18) being written. Call
// Close when the simulation is over.
type VCD struct {
	s       *Sim
	w       io.Writer
	header  []byte
	vars    []vcdVar
	known   map[string]int // variables by the signal they show
	order   vcdOrder
	from    Time
	until   Time
	version uint64 // of the state, when it was last looked at
	tracer  tracer // of vars, nil before the first look
	pool    *vcdPool
	seen    looks  // not yet given to the pool
	end     Time   // of them
	levels  uint64 // of clocks, after them
	closed  bool
}

// vcdVar is one element of a signal. An enumeration has a second variable of
// type string, as GTKWave reads it, that holds the member's name.
type vcdVar struct {
	typ   ir.Type
	loc   engine.Loc
	clock uint64 // bit of the clock that it shows, which has no loc
	id    string
	label string // of the string variable, empty if none
	group *vcdGroup
	lane  int // of the cell in it
}

// VCD starts to write all signals to w: those of each instance in a scope of
// its own, vectors by element; signals that only repeat another share its
// identifier. Time is in picoseconds. The header is the same in every run.
// Without assertions (Options.Unchecked), instances that hold nothing else are
// left out. Other goroutines write to w, one at a time, until Close returns.
func (s *Sim) VCD(w io.Writer, o VCDOptions) (*VCD, error) {
	scope, err := o.scope(s.design)
	if err != nil {
		return nil, vcdError(err)
	}
	v := &VCD{s: s, w: w, known: map[string]int{}, order: vcdOrder{groups: map[string]*vcdGroup{}}, from: o.From, until: o.Until}
	if v.until == 0 {
		v.until = forever
	}
	v.printf("$timescale 1ps $end\n")
	v.module(scope, nil, "", s.design.Top.Name, s.design.Top, scope.levels("", 0))
	v.printf("$enddefinitions $end\n")
	if _, err := w.Write(v.header); err != nil {
		return nil, vcdError(err)
	}
	v.sort()
	v.header, v.known, v.order.groups = nil, nil, nil
	s.observers = append(s.observers, v)
	return v, nil
}

// module declares an instance with so many levels of what is in it.
func (v *VCD) module(scope *vcdScope, path []engine.Step, name, short string, m *ir.Module, levels int) {
	if levels <= 0 && !scope.way[name] {
		return
	}
	v.printf("$scope module %s $end\n", short)
	if levels > 0 {
		for _, sig := range m.Signals {
			for i := range sig.Count {
				v.declare(path, sig, i)
			}
		}
	}
	for _, inst := range m.Insts {
		hidden := instances(inst) > scope.cells || v.s.opts.Unchecked && onlyWatches(inst.Module)
		if hidden && !scope.way[name] {
			continue
		}
		for cell := range instances(inst) {
			step := engine.Step{Inst: inst, Cell: cell}
			below := stepName(step)
			full := join(name, below)
			if !hidden || scope.named(full) {
				v.module(scope, append(path[:len(path):len(path)], step), full, below, inst.Module, scope.levels(full, levels))
			}
		}
	}
	v.printf("$upscope $end\n")
}

// onlyWatches reports whether a module is there for its assertions: nothing
// comes out of it.
func onlyWatches(m *ir.Module) bool {
	return !slices.ContainsFunc(m.Signals, func(s *ir.Signal) bool { return s.Kind == ir.Output })
}

func (v *VCD) declare(path []engine.Step, sig *ir.Signal, i int) {
	name := sig.Name
	if sig.Vec {
		name = elementName(name, i)
	}
	here := spot{path, sig, i}
	from := v.s.origin(here)
	key := v.s.key(from)
	group, lane := v.group(from)
	if from.same(here) {
		v.order.declared(group)
	}
	known, repeated := v.known[key]
	x := vcdVar{typ: sig.Type, id: vcdID(2 * len(v.vars))}
	if repeated {
		x.id = v.vars[known].id
	} else if x.clock = v.s.clockBit(from); x.clock == 0 {
		x.loc = v.s.eng.Signal(from.path, from.sig, from.i)
	}
	kind := "wire"
	if sig.Kind == ir.Reg {
		kind = "reg"
	}
	size := ""
	if sig.Type.Width > 1 {
		size = fmt.Sprintf(" [%d:0]", sig.Type.Width-1)
	}
	v.printf("$var %s %d %s %s%s $end\n", kind, sig.Type.Width, x.id, name, size)
	if sig.Type.Enum != nil {
		if x.label = vcdID(2*len(v.vars) + 1); repeated {
			x.label = v.label(known, sig.Type)
		}
		v.printf("$var string 1 %s %s_name $end\n", x.label, name)
	}
	if repeated {
		return
	}
	x.group, x.lane = group, lane
	v.known[key] = len(v.vars)
	v.vars = append(v.vars, x)
}

// label is the string variable of a variable, which gets one if it has none.
func (v *VCD) label(known int, t ir.Type) string {
	x := &v.vars[known]
	if x.label == "" {
		x.label, x.typ = vcdID(2*known+1), t
	}
	return x.label
}

// vcdID is a short identifier of printable characters.
func vcdID(n int) string {
	const first, count = '!', '~' - '!' + 1
	id := []byte{byte(first + n%count)}
	for n /= count; n > 0; n /= count {
		n--
		id = append(id, byte(first+n%count))
	}
	return string(id)
}

func (v *VCD) printf(format string, args ...any) { v.header = fmt.Appendf(v.header, format, args...) }

// Close writes the present values and the end time, and reports the first
// error of the writer. The writer itself stays open. What is closed stays as it is.
func (v *VCD) Close() error {
	if v.closed {
		return nil
	}
	v.closed = true
	v.s.ready()
	v.after(v.s.now)
	v.s.removeObserver(v)
	end := min(v.s.now, v.until)
	if v.pool == nil {
		if end < v.from {
			return nil
		}
		return writeTime(v.w, end)
	}
	v.hand()
	if t, ok := v.tracer.(*compiled.Trace); ok {
		t.Release()
	}
	return v.pool.close(end)
}

// writeTime says that a time is reached, at which nothing changes.
func writeTime(w io.Writer, t Time) error {
	if _, err := fmt.Fprintf(w, "#%d\n", int64(t)); err != nil {
		return vcdError(err)
	}
	return nil
}

func vcdError(err error) error { return fmt.Errorf("sim: vcd: %w", err) }

func (s *Sim) removeObserver(o observer) {
	for i, x := range s.observers {
		if x == o {
			s.observers = append(s.observers[:i:i], s.observers[i+1:]...)
			return
		}
	}
}
