package sim_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/sim/internal/irtest"
	"npugen/verif/randdesign"
)

// TestCallsInAnyOrder makes random calls of a simulation, one after the other, in
// several lanes: the interpreter, both codes of the compiled engine, one at which
// nobody looks, one whose cycles never run by themselves, and one whose clocks are poked. What a call returns,
// what processes see and the files must be the same in all. What fails is reduced to
// the few calls that it takes.
//
//	go test ./sim -run CallsInAnyOrder -rapid.checks 5000 -rapid.seed 7
func TestCallsInAnyOrder(t *testing.T) {
	for name, value := range map[string]string{"rapid.seed": "1", "rapid.steps": "60", "rapid.checks": "60"} { // unless told
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			require.NoError(t, f.Value.Set(value))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x := newCalls(t)
		actions := map[string]func(t *rapid.T){
			"":         x.same,
			"poke":     x.poke,
			"pulse":    x.pulse,
			"peek":     x.peek,
			"clock":    x.clock,
			"step":     x.step,
			"until":    x.until,
			"run":      x.run,
			"batch":    x.batch,
			"process":  x.process,
			"open":     x.open,
			"close":    x.close,
			"record":   x.record,
			"play":     x.play,
			"waves":    x.waves,
			"covers":   x.covers,
			"contents": x.contents,
		}
		if x.calm {
			delete(actions, "process")
			delete(actions, "waves")
		}
		t.Repeat(actions)
		x.end(t)
	})
}

// calls are the lanes and what is known of their design.
type calls struct {
	lanes   []*lane
	places  []callPlace
	scopes  []string // patterns of instances
	clocks  []string
	unit    sim.Time // of periods
	memory  int      // of recordings
	calm    bool     // one clock and no processes, so that cycles run by themselves
	stopped any      // what the last one shows
	number  int      // of processes so far
}

// callPlace is a signal, an element of one, or a word of a memory.
type callPlace struct {
	name     string
	width    int
	signed   bool
	settable bool
	clock    bool // of the top
	input    bool // of the top
	row      bool // may be in a row of a batch
}

// lane is a simulation to which the calls are made.
type lane struct {
	name    string
	s       *sim.Sim
	time    sim.Time // after the last call
	idle    bool     // a process waits for ever, so that all goes instant by instant
	looks   bool     // there are files and waves
	records bool
	hand    bool // clocks are poked
	active  int  // processes
	running map[string]*runningClock
	poked   map[string]bool // by processes
	log     []string
	shown   []string // where somebody looks
	files   []*callFile
	rec     *sim.Recording
	live    *callFile // where nothing is recorded
	waves   *sim.Waves
}

// runningClock is when a clock rises and falls.
type runningClock struct {
	*sim.Clock    // nil by hand
	name          string
	period, phase sim.Time
	edges         int // so far, by hand
}

func newCalls(t *rapid.T) *calls {
	x := &calls{unit: rapid.SampledFrom([]sim.Time{sim.Ps, 500 * sim.Ps}).Draw(t, "unit")}
	x.calm = rapid.IntRange(0, 2).Draw(t, "calm") > 0
	d := callDesign(t)
	x.find(d.Top, "", true)
	x.scopes = append(x.scopes, "*")
	for _, c := range x.places {
		if c.clock {
			x.clocks = append(x.clocks, c.name)
		}
	}
	o := sim.Options{
		Seed:              rapid.Uint64Max(3).Draw(t, "seed"),
		ContinueOnFailure: rapid.Bool().Draw(t, "continue on failure"),
		Unchecked:         rapid.IntRange(0, 9).Draw(t, "unchecked") == 9,
	}
	if rapid.IntRange(0, 4).Draw(t, "memory") == 4 {
		x.memory = 1 << 11
	}
	for _, l := range []struct {
		lane
		e    sim.Engine
		skip sim.Skip
	}{
		{lane{name: "interpreter", looks: true, records: true}, sim.Interpreter, 0},
		{lane{name: "compiled", looks: true, records: true}, sim.Compiled, sim.SkipNever},
		{lane{name: "skipping", looks: true, records: true}, sim.Compiled, sim.SkipAlways},
		{lane{name: "nobody looks"}, sim.Compiled, sim.SkipAuto},
		{lane{name: "instant by instant", idle: true, looks: true}, sim.Interpreter, 0},
		{lane{name: "by hand", hand: true}, sim.Interpreter, 0},
	} {
		o.Engine, o.Skip = l.e, l.skip
		s, err := sim.New(d, o)
		require.NoError(t, err)
		t.Cleanup(s.Close)
		l.s, l.running, l.poked = s, map[string]*runningClock{}, map[string]bool{}
		if l.idle {
			s.Background("idle", func(p *sim.Proc) { p.Until(func() bool { return false }) })
		}
		x.lanes = append(x.lanes, &l.lane)
	}
	return x
}

// callDesign is of the language or a netlist, small, as there are many.
func callDesign(t *rapid.T) *ir.Design {
	seed := rapid.Uint64Max(999).Draw(t, "design")
	r := rand.New(rand.NewPCG(seed, 31))
	var d *ir.Design
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		d = irtest.RandomResets(r)
	case 1:
		c, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: int(seed % 3)})
		require.NoError(t, err)
		return c.Design
	default:
		d = irtest.RandomGrid(r)
	}
	async := r.IntN(2) == 0
	for _, m := range d.Modules {
		watch(m, r)
		for _, s := range m.Signals {
			s.Async = s.Async || async && s.Reset != nil
		}
	}
	return d
}

// watch adds assertions and covers of registers to a module.
func watch(m *ir.Module, r *rand.Rand) {
	var clocks []*ir.Signal
	var regs []*ir.Node
	for _, s := range m.Signals {
		switch {
		case s.Type.Class == ir.Clock:
			clocks = append(clocks, s)
		case s.Kind == ir.Reg:
			regs = append(regs, irtest.Ref(s))
		}
	}
	if len(regs) == 0 {
		return
	}
	bit := func() *ir.Node { return irtest.N(ir.OpRedOr, regs[r.IntN(len(regs))]) }
	for i := range r.IntN(3) {
		a := &ir.Assertion{Name: fmt.Sprint("a", i), Clock: clocks[r.IntN(len(clocks))], Cond: bit(), Msg: "watched"}
		if r.IntN(2) == 0 {
			a.Kind = ir.Cover
		}
		if r.IntN(2) == 0 {
			a.When = bit()
		}
		if r.IntN(4) == 0 {
			a.Reset = bit()
		}
		m.Asserts = append(m.Asserts, a)
	}
}

// find lists the places and scopes of an instance.
func (x *calls) find(m *ir.Module, path string, top bool) {
	sync := map[*ir.Signal]bool{}
	for _, mem := range m.Mems {
		for _, r := range mem.Reads {
			sync[r.Out] = r.Clock != nil
		}
		for _, at := range []int{0, mem.Depth / 2, mem.Depth - 1} {
			x.places = append(x.places, callPlace{name: fmt.Sprintf("%s%s[%d]", path, mem.Name, at), width: mem.Width, settable: true})
		}
	}
	for _, s := range m.Signals {
		p := callPlace{name: path + s.Name, width: s.Bits(), signed: s.Type.Signed && s.Count == 1, row: true}
		p.input = top && s.Kind == ir.Input
		p.settable = p.input || s.Kind == ir.Reg || sync[s]
		if s.Type.Class == ir.Clock {
			p.clock = top
		}
		x.places = append(x.places, p)
		if s.Count > 1 {
			p.name, p.width, p.signed = fmt.Sprintf("%s[%d]", p.name, s.Count-1), s.Type.Width, s.Type.Signed
			x.places = append(x.places, p)
		}
	}
	for _, i := range m.Insts {
		x.scopes = append(x.scopes, path+i.Name)
		if i.Grid == nil {
			x.find(i.Module, path+i.Name+".", false)
			continue
		}
		x.scopes[len(x.scopes)-1] += "[*][0]"
		for _, row := range []int{0, i.Grid.Rows - 1} {
			for _, col := range []int{0, i.Grid.RowLen(row) - 1} {
				x.find(i.Module, fmt.Sprintf("%s%s[%d][%d].", path, i.Name, row, col), false)
			}
		}
	}
}

// all makes a call in every lane, or in those that are wanted, and compares what it
// returns.
func (x *calls) all(t *rapid.T, what string, call func(l *lane) any) {
	x.some(t, what, func(*lane) bool { return true }, call)
}

func (x *calls) some(t *rapid.T, what string, wanted func(l *lane) bool, call func(l *lane) any) {
	var first *lane
	var want string
	for _, l := range x.lanes {
		if !wanted(l) {
			continue
		}
		got := fmt.Sprint(call(l))
		switch {
		case first == nil:
			first, want = l, got
		case got != want:
			a, b := firstDifference(want, got)
			t.Fatalf("%s:\n%s: %s\n%s: %s", what, first.name, a, l.name, b)
		}
	}
}

func firstDifference(want, got string) (a, b string) {
	x, y := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d: %s", i+1, x[i]), fmt.Sprintf("line %d: %s", i+1, y[i])
		}
	}
	return fmt.Sprint(len(x), " lines"), fmt.Sprint(len(y), " lines")
}

// same compares what all calls may change.
func (x *calls) same(t *rapid.T) {
	x.all(t, "log", func(l *lane) any {
		require.NoError(t, l.s.Err(), l.name)
		require.GreaterOrEqual(t, l.s.Time(), l.time, "%s: time goes back", l.name)
		l.time = l.s.Time()
		log := l.log
		l.log = nil
		return fmt.Sprint(l.s.Time(), " ", strings.Join(log, "\n"))
	})
	x.some(t, "files of processes", looks, func(l *lane) any {
		shown := l.shown
		l.shown = nil
		return strings.Join(shown, "\n")
	})
}

// end closes everything in some order, after which values can still be read.
func (x *calls) end(t *rapid.T) {
	x.contents(t)
	for _, what := range rapid.Permutation([]string{"files", "recording", "simulation", "mistake"}).Draw(t, "end") {
		switch what {
		case "files":
			for len(x.lanes[0].files) > 0 {
				x.close(t)
			}
		case "recording":
			x.stop(t)
		case "simulation":
			x.all(t, "close", func(l *lane) any { l.s.Close(); return l.s.Step() })
		case "mistake":
			x.mistake(t)
		}
	}
	x.contents(t)
	x.covers(t)
}
