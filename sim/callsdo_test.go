package sim_test

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/hdl/ir"
	"npugen/sim"
)

// anyPlace is one of the places that are wanted.
func (x *calls) anyPlace(t *rapid.T, wanted func(p callPlace) bool) callPlace {
	var list []callPlace
	for _, p := range x.places {
		if wanted(p) {
			list = append(list, p)
		}
	}
	at := rapid.IntRange(0, len(list)-1).Draw(t, "place")
	t.Logf("at %s", list[at].name)
	return list[at]
}

func anything(callPlace) bool { return true }

// callPoke is a value to poke, by one of the methods.
type callPoke struct {
	callPlace
	raw *big.Int
	how int
}

func (x *calls) drawPoke(t *rapid.T) callPoke {
	p := x.anyPlace(t, func(p callPlace) bool { return p.settable })
	return callPoke{p, drawBits(t, p.width), rapid.IntRange(0, 2).Draw(t, "how")}
}

func drawBits(t *rapid.T, width int) *big.Int {
	v := new(big.Int)
	for w := 0; w < width; w += 64 {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(rapid.Uint64().Draw(t, "bits")))
	}
	return v.And(v, ir.Mask(width))
}

func (p callPoke) do(l *lane) {
	if p.clock && l.running[p.name] != nil {
		return
	}
	h, v := l.s.Must(p.name), ir.Value(p.raw, p.width, p.signed)
	switch {
	case p.how == 1 && v.IsInt64():
		h.Set(v.Int64())
	case p.how == 2 && p.width <= 64:
		h.SetUint(p.raw.Uint64())
	default:
		h.SetBig(v)
	}
}

func (x *calls) poke(t *rapid.T) {
	p := x.drawPoke(t)
	x.all(t, "poke", func(l *lane) any {
		p.do(l)
		if p.input && !p.clock {
			require.Zero(t, p.raw.Cmp(l.s.Must(p.name).Bits()), "%s: %s is %v", l.name, p.name, p.raw)
		}
		return nil
	})
}

// pulse pokes an input or a register and takes it back. An asynchronous reset heeds it if
// somebody looks in between.
func (x *calls) pulse(t *rapid.T) {
	p, look := x.drawPoke(t), rapid.Bool().Draw(t, "look")
	x.all(t, "pulse", func(l *lane) any {
		back := p
		back.raw = l.s.Must(p.name).Bits()
		p.do(l)
		if look {
			l.s.Must(x.clocks[0]).Bool()
		}
		back.do(l)
		return nil
	})
}

// seen is a value by one of the methods.
func (l *lane) seen(p callPlace, how int) any {
	h := l.s.Must(p.name)
	switch {
	case how == 1 && (p.width < 64 || p.width == 64 && p.signed):
		return h.Int()
	case how == 2 && p.width <= 64:
		return h.Uint()
	case how == 3:
		return h.Bool()
	case how == 4:
		return h.Big()
	}
	return h.String()
}

func (x *calls) peek(t *rapid.T) {
	p, how := x.anyPlace(t, anything), rapid.IntRange(0, 4).Draw(t, "how")
	x.all(t, "peek of "+p.name, func(l *lane) any { return l.seen(p, how) })
}

// contents compares all places.
func (x *calls) contents(t *rapid.T) {
	x.all(t, "contents", func(l *lane) any {
		var b strings.Builder
		for _, p := range x.places {
			fmt.Fprintln(&b, p.name, l.s.Must(p.name).Bits())
		}
		return b.String()
	})
}

func (x *calls) covers(t *rapid.T) {
	x.all(t, "covers", func(l *lane) any { return l.s.Covers() })
	x.all(t, "failures", func(l *lane) any {
		var b strings.Builder
		for _, f := range l.s.Failures() {
			fmt.Fprintln(&b, f)
		}
		return b.String()
	})
}

// drawTime is nothing, or up to some ten periods of the clocks.
func (x *calls) drawTime(t *rapid.T, what string) sim.Time {
	unit := rapid.SampledFrom([]sim.Time{0, sim.Ps, x.unit, 7 * x.unit}).Draw(t, what)
	return unit * sim.Time(rapid.IntRange(0, 40).Draw(t, "times"))
}

// callClock is a clock to start.
type callClock struct {
	name          string
	period, phase sim.Time
}

func (x *calls) drawClock(t *rapid.T) callClock {
	return callClock{
		rapid.SampledFrom(x.clocks).Draw(t, "clock"),
		rapid.SampledFrom([]sim.Time{20, 10, 7, 3, 2}).Draw(t, "period") * x.unit,
		x.drawTime(t, "phase"),
	}
}

func (c callClock) start(l *lane) {
	l.s.Must(c.name).Bool() // poked edges come first, at which a process may start it
	if l.running[c.name] != nil {
		return
	}
	r := &runningClock{name: c.name, period: c.period, phase: l.s.Time() + c.phase}
	if l.running[c.name] = r; l.hand {
		l.s.Must(c.name).SetBool(false)
		l.s.Must(c.name).Bool()
	} else {
		r.Clock = l.s.Clock(c.name, r.period, r.phase)
	}
}

func (x *calls) clock(t *rapid.T) {
	c := x.drawClock(t)
	if x.calm && len(x.lanes[0].running) > 0 {
		t.Skip("one runs")
	}
	x.all(t, "clock", func(l *lane) any { c.start(l); return nil })
}

// ticks reports whether there is a clock that Step can use.
func (l *lane) ticks(clocks []string) bool { return len(l.running) > 0 || len(clocks) == 1 }

// started is the default clock, which is the first that runs. It starts the only one, as
// Step does.
func (l *lane) started(clocks []string) *runningClock {
	if len(l.running) == 0 {
		callClock{clocks[0], 10 * sim.Ns, 5 * sim.Ns}.start(l)
	}
	for _, name := range clocks {
		if c := l.running[name]; c != nil {
			return c
		}
	}
	return nil
}

func (x *calls) step(t *rapid.T) {
	name, n := rapid.SampledFrom(x.clocks).Draw(t, "clock"), rapid.IntRange(1, 60).Draw(t, "n")
	if !x.lanes[0].ticks(x.clocks) {
		t.Skip("no clock")
	}
	x.all(t, "step", func(l *lane) any {
		first := l.started(x.clocks)
		switch c := l.running[name]; {
		case c != nil:
			return l.stepN(c, n)
		case l.hand:
			return l.stepN(first, n)
		}
		return l.s.StepN(nil, n)
	})
}

func (x *calls) until(t *rapid.T) {
	d := x.drawTime(t, "time")
	x.all(t, "run until", func(l *lane) any { return l.runUntil(l.s.Time() + d) })
}

func (x *calls) run(t *rapid.T) {
	d := x.drawTime(t, "time")
	x.all(t, "run", func(l *lane) any { return l.s.Run(l.s.Time() + d) })
}

// batch drives and samples rows: by a batch or, in a lane where somebody looks, one by
// one.
func (x *calls) batch(t *rapid.T) {
	if x.lanes[0].active > 0 || len(x.lanes[0].running) > 1 || !x.lanes[0].ticks(x.clocks) {
		t.Skip("processes or clocks")
	}
	var ins, outs []callPlace
	for range rapid.IntRange(0, 3).Draw(t, "inputs") {
		ins = append(ins, x.anyPlace(t, func(p callPlace) bool { return p.input && !p.clock }))
	}
	for range rapid.IntRange(1, 3).Draw(t, "outputs") {
		outs = append(outs, x.anyPlace(t, func(p callPlace) bool { return p.row }))
	}
	rows := make([][]*big.Int, rapid.IntRange(1, 30).Draw(t, "rows"))
	for i := range rows {
		for _, p := range ins {
			v := drawBits(t, p.width)
			rows[i] = append(rows[i], v)
		}
	}
	x.all(t, "before the batch", func(l *lane) any { return l.runUntil(l.s.Time()) }) // poked edges, and what failed at them
	x.all(t, "batch", func(l *lane) any {
		l.started(x.clocks)
		if l.idle || l.hand || len(l.files) > 0 || l.live != nil || l.waves != nil {
			return l.rows(ins, outs, rows)
		}
		return l.batch(t, ins, outs, rows)
	})
}

// batch returns what the rows show, and the failure.
func (l *lane) batch(t *rapid.T, ins, outs []callPlace, rows [][]*big.Int) (seen []any) {
	var from, to []*sim.Handle
	for _, p := range ins {
		from = append(from, l.s.Must(p.name))
	}
	for _, p := range outs {
		to = append(to, l.s.Must(p.name))
	}
	b, err := l.s.NewBatch(nil, from, to)
	require.NoError(t, err)
	var in []uint64
	for _, row := range rows {
		for i, v := range row {
			in = append(in, split(from[i], v)...)
		}
	}
	out := make([]uint64, len(rows)*b.OutWords())
	n, err := b.Run(in, out)
	for _, v := range out[:n*b.OutWords()] {
		seen = append(seen, v)
	}
	return append(seen, err)
}

// split is the words of a value in a row.
func split(h *sim.Handle, raw *big.Int) (list []uint64) {
	width := h.Width() / h.Len()
	for e := range h.Len() {
		for k := 0; k < width; k += 64 {
			list = append(list, ir.Wrap(new(big.Int).Rsh(raw, uint(e*width+k)), min(64, width-k)).Uint64())
		}
	}
	return list
}

// rows is a batch by hand.
func (l *lane) rows(ins, outs []callPlace, rows [][]*big.Int) (seen []any) {
	var c *runningClock // the only one
	for _, c = range l.running {
	}
	for _, row := range rows {
		if now := l.s.Time(); l.s.Must(c.name).Bool() { // to its falling edge
			l.runUntil(now - (now-c.phase)%c.period + c.period/2)
		}
		for i, p := range ins {
			h := l.s.Must(p.name)
			h.SetBig(ir.Value(row[i], p.width, p.signed))
		}
		for _, p := range outs {
			h := l.s.Must(p.name)
			for _, v := range split(h, h.Bits()) {
				seen = append(seen, v)
			}
		}
		if err := l.stepN(c, 1); err != nil {
			return append(seen, err)
		}
	}
	return append(seen, nil)
}
