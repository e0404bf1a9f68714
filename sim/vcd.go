package sim

import (
	"bufio"
	"fmt"
	"io"
	"math/big"
	"strings"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// VCDOptions choose what a VCD file holds.
type VCDOptions struct {
	// Scope limits the file to one instance and what is below it, such as
	// "u_core"; empty for everything.
	Scope string

	// MaxCells leaves out grids with more cells. 0 means 1,024.
	MaxCells int
}

// VCD is a Value Change Dump (IEEE 1364-2005, clause 18) being written. Call
// Close when the simulation is over.
type VCD struct {
	s    *Sim
	w    *bufio.Writer
	vars []vcdVar
	time Time
	any  bool
	err  error
}

// vcdVar is one element of a signal. An enumeration has a second variable of
// type string, as GTKWave reads it, that holds the member's name.
type vcdVar struct {
	typ   ir.Type
	loc   engine.Loc
	id    string
	label string // of the string variable, empty if none
	last  []uint64
	now   []uint64
}

// VCD starts to write all signals to w: those of each instance in a scope of
// its own, vectors by element. Time is in picoseconds. The header is the same
// in every run.
func (s *Sim) VCD(w io.Writer, o VCDOptions) (*VCD, error) {
	if o.MaxCells == 0 {
		o.MaxCells = 1024
	}
	v := &VCD{s: s, w: bufio.NewWriter(w), time: -1}
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
	x := vcdVar{typ: sig.Type, loc: v.s.eng.Signal(path, sig, i), id: vcdID(2 * len(v.vars))}
	x.last, x.now = make([]uint64, x.loc.Words), make([]uint64, x.loc.Words)
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
		x.label = vcdID(2*len(v.vars) + 1)
		v.printf("$var string 1 %s %s_name $end\n", x.label, name)
	}
	v.vars = append(v.vars, x)
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

// after writes what has changed.
func (v *VCD) after(now Time) {
	for i := range v.vars {
		x := &v.vars[i]
		v.s.eng.Load(x.loc, x.now)
		if v.any && engine.Equal(x.now, x.last) {
			continue
		}
		if v.time != now {
			v.time = now
			v.printf("#%d\n", int64(now))
		}
		copy(x.last, x.now)
		v.value(x)
	}
	v.any = true
}

func (v *VCD) value(x *vcdVar) {
	n := engine.FromWords(x.now)
	if x.typ.Width == 1 {
		v.printf("%d%s\n", x.now[0], x.id)
	} else {
		v.printf("b%s %s\n", n.Text(2), x.id)
	}
	if x.label != "" {
		v.printf("s%s %s\n", stateName(x.typ, n), x.label)
	}
}

// stateName is the member's name without blanks, or the number.
func stateName(t ir.Type, v *big.Int) string {
	if name, ok := member(t, v); ok {
		return strings.ReplaceAll(name, " ", "_")
	}
	return v.Text(10)
}

func (v *VCD) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(v.w, format, args...); err != nil && v.err == nil {
		v.err = fmt.Errorf("sim: vcd: %w", err)
	}
}

// Close writes the present values and the end time, and reports the first
// error of the writer. The writer itself stays open.
func (v *VCD) Close() error {
	v.s.ready()
	v.after(v.s.now)
	if v.time != v.s.now {
		v.printf("#%d\n", int64(v.s.now))
	}
	v.s.removeObserver(v)
	if err := v.w.Flush(); err != nil && v.err == nil {
		v.err = fmt.Errorf("sim: vcd: %w", err)
	}
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
