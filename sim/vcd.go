package sim

import (
	"fmt"
	"io"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"npugen/hdl/ir"
	"npugen/sim/internal/compiled"
	"npugen/sim/internal/engine"
)

// VCDOptions choose what a VCD file holds.
type VCDOptions struct {
	// Scope limits the file to one instance and what is below it, such as
	// "u_core"; empty for everything.
	Scope string

	// From and Until limit the file to a window of time, both ends included;
	// outside it tracing costs nothing. An Until of 0 means no end.
	From, Until Time

	// MaxCells leaves out grids with more cells. 0 means 1,024.
	MaxCells int
}

// VCD is a Value Change Dump (IEEE 1364-2005, clause 18) being written. Call
// Close when the simulation is over.
type VCD struct {
	s       *Sim
	w       io.Writer
	out     []byte // not yet written
	vars    []vcdVar
	known   map[string]int // variables by the signal they show
	clocks  []int          // vars that are clocks
	from    Time
	until   Time
	time    Time   // last written, -1 before
	version uint64 // of the state, when it was last looked at
	probe   probe  // of vars, nil before the first look
	err     error
}

// vcdBuffer is how many bytes are written at once.
const vcdBuffer = 1 << 16

// vcdVar is one element of a signal. An enumeration has a second variable of
// type string, as GTKWave reads it, that holds the member's name.
type vcdVar struct {
	typ   ir.Type
	loc   engine.Loc
	id    string
	label string            // of the string variable, empty if none
	end   string            // of the line that shows a value: the identifier
	names map[uint64]string // of an enumeration's members, as they are met
}

// VCD starts to write all signals to w: those of each instance in a scope of
// its own, vectors by element; signals that only repeat another share its
// identifier. Time is in picoseconds. The header is the same
// in every run.
func (s *Sim) VCD(w io.Writer, o VCDOptions) (*VCD, error) {
	if o.MaxCells == 0 {
		o.MaxCells = 1024
	}
	v := &VCD{s: s, w: w, time: -1, known: map[string]int{}, from: o.From, until: o.Until}
	if v.until == 0 {
		v.until = forever
	}
	v.printf("$timescale 1ps $end\n")
	seen := v.module(nil, "", s.design.Top.Name, s.design.Top, o)
	if !seen {
		return nil, fmt.Errorf("sim: vcd: no instance %q", o.Scope)
	}
	v.printf("$enddefinitions $end\n")
	s.observers = append(s.observers, v)
	return v, v.err
}

// module declares an instance and what is below it; it reports whether any of
// that is in scope.
func (v *VCD) module(path []engine.Step, name, short string, m *ir.Module, o VCDOptions) bool {
	inside := o.Scope == "" || name == o.Scope || strings.HasPrefix(name, o.Scope+".")
	onTheWay := name == "" || strings.HasPrefix(o.Scope, name+".")
	if !inside && !onTheWay {
		return false
	}
	v.printf("$scope module %s $end\n", short)
	if inside {
		for _, sig := range m.Signals {
			for i := range sig.Count {
				v.declare(path, sig, i)
			}
		}
	}
	seen := inside
	for _, inst := range m.Insts {
		if instances(inst) > o.MaxCells {
			continue
		}
		for cell := range instances(inst) {
			step := engine.Step{Inst: inst, Cell: cell}
			below := stepName(step)
			full := strings.TrimPrefix(name+"."+below, ".")
			if v.module(append(path[:len(path):len(path)], step), full, below, inst.Module, o) {
				seen = true
			}
		}
	}
	v.printf("$upscope $end\n")
	return seen
}

func (v *VCD) declare(path []engine.Step, sig *ir.Signal, i int) {
	name := sig.Name
	if sig.Vec {
		name = elementName(name, i)
	}
	from := v.s.origin(spot{path, sig, i})
	key := v.s.key(from)
	known, repeated := v.known[key]
	x := vcdVar{typ: sig.Type, id: vcdID(2 * len(v.vars))}
	if repeated {
		x.id = v.vars[known].id
	} else {
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
	v.known[key] = len(v.vars)
	x.end = " " + x.id + "\n"
	if x.typ.Width == 1 {
		x.end = x.id + "\n"
	}
	if sig.Type.Class == ir.Clock {
		v.clocks = append(v.clocks, len(v.vars))
	}
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

func (v *VCD) before(uint64) {}

// after writes what has changed: only clocks can have when nothing was poked
// and none of them rose.
func (v *VCD) after(now Time) {
	if now < v.from || now > v.until {
		return
	}
	switch {
	case v.probe == nil:
		locs := make([]engine.Loc, len(v.vars))
		for i := range v.vars {
			locs[i] = v.vars[i].loc
		}
		v.probe = newProbe(v.s.eng, locs)
		v.probe.Look()
		for i := range v.vars {
			v.value(i, now)
		}
	case v.version == v.s.version:
		for _, i := range v.clocks {
			if v.probe.One(i) {
				v.value(i, now)
			}
		}
	default:
		for n, fresh := range v.probe.Look() {
			for ; fresh != 0; fresh &= fresh - 1 {
				v.value(64*n+bits.TrailingZeros64(fresh), now)
			}
		}
	}
	v.version = v.s.version
	if len(v.out) >= vcdBuffer {
		v.flush()
	}
}

// newProbe looks at values of either engine.
func newProbe(b backend, locs []engine.Loc) probe {
	if e, ok := b.(*compiled.Engine); ok {
		return e.Probe(locs)
	}
	return b.(*engine.Engine).Probe(locs)
}

// value writes a variable.
func (v *VCD) value(i int, now Time) {
	if v.time != now {
		v.time = now
		v.out = append(v.out, '#')
		v.out = strconv.AppendInt(v.out, int64(now), 10)
		v.out = append(v.out, '\n')
	}
	x, words := &v.vars[i], v.probe.Words(i)
	if x.typ.Width == 1 {
		v.out = append(v.out, '0'+byte(words[0]))
	} else {
		v.out = append(v.out, 'b')
		v.out = appendBits(v.out, words)
	}
	v.out = append(v.out, x.end...)
	if x.label != "" {
		v.out = append(v.out, 's')
		v.out = append(v.out, x.name(words)...)
		v.out = append(v.out, ' ')
		v.out = append(v.out, x.label...)
		v.out = append(v.out, '\n')
	}
}

// name is what the string variable of an enumeration shows.
func (x *vcdVar) name(words []uint64) string {
	if len(words) > 1 {
		return stateName(x.typ, engine.FromWords(words))
	}
	name, ok := x.names[words[0]]
	if !ok {
		name = stateName(x.typ, engine.FromWords(words))
		if x.names == nil {
			x.names = map[uint64]string{}
		}
		x.names[words[0]] = name
	}
	return name
}

// stateName is the member's name without blanks, or the number.
func stateName(t ir.Type, v *big.Int) string {
	if name, ok := member(t, v); ok {
		return strings.ReplaceAll(name, " ", "_")
	}
	return v.Text(10)
}

func (v *VCD) printf(format string, args ...any) { v.out = fmt.Appendf(v.out, format, args...) }

func (v *VCD) flush() {
	if _, err := v.w.Write(v.out); err != nil && v.err == nil {
		v.err = fmt.Errorf("sim: vcd: %w", err)
	}
	v.out = v.out[:0]
}

// Close writes the present values and the end time, and reports the first
// error of the writer. The writer itself stays open.
func (v *VCD) Close() error {
	v.s.ready()
	v.after(v.s.now)
	if end := min(v.s.now, v.until); v.time < end && end >= v.from {
		v.printf("#%d\n", int64(end))
	}
	v.s.removeObserver(v)
	v.flush()
	return v.err
}

func (s *Sim) removeObserver(o observer) {
	for i, x := range s.observers {
		if x == o {
			s.observers = append(s.observers[:i:i], s.observers[i+1:]...)
			return
		}
	}
}
