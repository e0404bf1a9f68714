package sim

import "strings"

// Waves records signals cycle by cycle and prints them as text:
//
//	clk    ____/-\_/-\_/-\_
//	valid  ____/-------\___
//	data   |00 |0a |0b |
//
// A column is one clock cycle: it begins with the rising edge and holds the
// values that were settled just before the next one, which are those that the
// next edge captures. The first column is the time before the first edge. A
// value of several bits is printed where it changes; | marks the change. An
// enumeration prints its members' names.
type Waves struct {
	s     *Sim
	clock *Clock
	rows  []waveRow
	max   int
}

type waveRow struct {
	name   string
	handle *Handle
	values []string
	full   bool // there were more
}

// maxWaves is the number of cycles that Waves keeps: the first ones.
const maxWaves = 256

// NewWaves starts to record the named signals (see Sim.Handle), each rising
// edge of the clock at the port of that name. An unknown name is misuse.
func NewWaves(s *Sim, clock string, names ...string) *Waves {
	w := &Waves{s: s, max: maxWaves}
	for _, c := range s.clocks {
		if c.name == clock {
			w.clock = c
		}
	}
	if w.clock == nil {
		s.misuse("waves: the top module %s has no clock input %s", s.design.Top.Name, clock)
		return w
	}
	for _, n := range names {
		w.rows = append(w.rows, waveRow{name: n, handle: s.Must(n)})
	}
	s.observers = append(s.observers, w)
	return w
}

func (w *Waves) before(rising uint64) {
	if rising&w.clock.bit != 0 {
		w.sample()
	}
}

func (w *Waves) after(Time) {}

func (w *Waves) sample() {
	for i := range w.rows {
		r := &w.rows[i]
		if r.full = len(r.values) == w.max; !r.full {
			r.values = append(r.values, r.handle.text(r.handle.settled()))
		}
	}
}

// String draws the cycles so far, the present one as it is now, but none after those
// that are kept.
func (w *Waves) String() string {
	if w.clock == nil || len(w.rows) == 0 {
		return ""
	}
	w.s.ready()
	width := len(w.clock.name)
	column := 4
	for i := range w.rows {
		r := &w.rows[i]
		width = max(width, len(r.name))
		for _, v := range r.drawn() {
			if !r.isBit() {
				column = max(column, len(v)+2)
			}
		}
	}
	column += column % 2
	var b strings.Builder
	line := func(name, picture string) {
		b.WriteString(strings.TrimRight(name+strings.Repeat(" ", width-len(name)+2)+picture, " ") + "\n")
	}
	cycles := len(w.rows[0].drawn())
	half := column / 2
	edge := "/" + strings.Repeat("-", half-1) + "\\" + strings.Repeat("_", column-half-1)
	line(w.clock.name, strings.Repeat("_", column)+strings.Repeat(edge, cycles-1))
	for i := range w.rows {
		r := &w.rows[i]
		if r.isBit() {
			line(r.name, drawBit(r.drawn(), column))
		} else {
			line(r.name, drawValue(r.drawn(), column))
		}
	}
	return b.String()
}

func (r *waveRow) isBit() bool { return r.handle.Width() == 1 && r.handle.typ.Enum == nil }

// drawn is the recorded values and, if it is the next, the present one.
func (r *waveRow) drawn() []string {
	if r.full {
		return r.values
	}
	return append(r.values[:len(r.values):len(r.values)], r.handle.String())
}

func drawBit(values []string, column int) string {
	var b strings.Builder
	last := values[0]
	for _, v := range values {
		level := "_"
		if v == "1" {
			level = "-"
		}
		first := level
		switch {
		case v == last:
		case v == "1":
			first = "/"
		default:
			first = "\\"
		}
		b.WriteString(first + strings.Repeat(level, column-1))
		last = v
	}
	return b.String()
}

func drawValue(values []string, column int) string {
	var b strings.Builder
	for i, v := range values {
		cell := ""
		if i == 0 || v != values[i-1] {
			cell = "|" + v
		}
		b.WriteString(cell + strings.Repeat(" ", max(0, column-len(cell))))
	}
	return b.String()
}
