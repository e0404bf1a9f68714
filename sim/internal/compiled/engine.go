package compiled

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
	"npugen/sim/internal/wasm"
)

// Engine is a compiled design and its state.
type Engine struct {
	l       *lowering
	runtime wazero.Runtime
	state   api.Memory
	mem     []byte // of state; it moves when state grows

	ticks  map[uint64]*codes // by set of clocks
	codes  []*codes          // of ticks, batches and traces
	resets api.Function      // nil without asynchronous resets
	cached bool              // machine code is kept on disk
	early  bool              // resets may act after an edge by themselves

	epoch   uint64 // of the state
	looks   uint64 // runs of views
	changes uint64 // of the state by anything but pokes
	mode    *bool  // whether to watch, as Skip says; nil for what is faster
	stale   bool   // asynchronous resets may act
	full    error  // that there is no room for more pages of memories; the state is wrong
	most    uint64 // bytes up to which pages come into being
	rows    extent // tables of batches
	lost    extent // where the words of other pages go when it is full
	places  []place
	spots   map[spot]int32 // which place a signal has
	views   []*view
	asked   []*value // to be in the next view
	shown   map[*value]*view
	events  []engine.Event
	idle    map[string][]*Trace // released, by what they look at
}

// view is a function that brings values into their homes, so that they can be
// seen.
type view struct {
	run   api.Function
	epoch uint64
	homes map[*value]*storage // of values that do not come into their own
}

func (w *view) home(v *value) *storage {
	if s := w.homes[v]; s != nil {
		return s
	}
	return v.home
}

// Supported reports whether machine code can be made for this platform.
func Supported() bool {
	switch runtime.GOOS {
	case "linux", "darwin", "windows", "freebsd", "netbsd", "dragonfly", "solaris":
		return runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64"
	}
	return false
}

// New compiles a design, which must be legal by ir.Verify. Registers and
// memories hold their power-up values for the seed. The error is ErrUnsupported
// for designs that must be left to the interpreter.
func New(d *ir.Design, seed uint64) (*Engine, error) {
	return newEngine(d, seed, manner{checked: true})
}

// NewUnchecked is New for a design whose assertions and covers are not
// evaluated.
func NewUnchecked(d *ir.Design, seed uint64) (*Engine, error) { return newEngine(d, seed, manner{}) }

func newEngine(d *ir.Design, seed uint64, how manner) (*Engine, error) {
	l, err := lower(d, seed, how)
	if err != nil {
		return nil, err
	}
	e := &Engine{l: l, ticks: map[uint64]*codes{}, shown: map[*value]*view{}, spots: map[spot]int32{}, idle: map[string][]*Trace{}, epoch: 1, changes: 1, stale: true, most: maxPages}
	if err := e.start(); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

func (e *Engine) start() error {
	ctx := context.Background()
	config := wazero.NewRuntimeConfigCompiler()
	if len(e.l.values) > cacheFrom {
		if c := sharedCache(); c != nil {
			config = config.WithCompilationCache(c)
			e.cached = true
		}
	}
	e.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	if _, err := e.runtime.NewHostModuleBuilder("host").NewFunctionBuilder().
		WithGoFunction(api.GoFunc(e.newPage), []api.ValueType{api.ValueTypeI32, api.ValueTypeI32}, []api.ValueType{api.ValueTypeI32}).
		Export("page").Instantiate(ctx); err != nil {
		return fmt.Errorf("compiled engine: %w", err)
	}
	var m wasm.Module
	m.Memory("memory", e.l.arena.next/wasm.PageSize+1)
	state, err := e.runtime.InstantiateWithConfig(ctx, m.Bytes(), wazero.NewModuleConfig().WithName("state"))
	if err != nil {
		return fmt.Errorf("compiled engine: %w", err)
	}
	e.state = state.Memory()
	e.room()
	e.powerUp()
	if len(e.l.resets) > 0 {
		m, page := newModule()
		emit(m, page, newPlan(e.l, job{updates: e.l.resets, events: e.l.acting}, false), 2).run(whileEvents)
		mod, err := e.load(m)
		if err != nil {
			return err
		}
		e.resets = mod.ExportedFunction("run")
		e.early = e.changing(e.l.resetOn)
	}
	if len(e.l.clocks) == 1 {
		_, err = e.tick(1)
	}
	return err
}

// newModule starts a module that works on the state.
func newModule() (m *wasm.Module, page uint32) {
	m = &wasm.Module{}
	page = m.ImportFunc("host", "page", []wasm.Type{wasm.I32, wasm.I32}, i32)
	m.ImportMemory("state", "memory")
	return m, page
}

// load compiles a module and makes room for what it uses.
func (e *Engine) load(m *wasm.Module) (api.Module, error) {
	ctx := context.Background()
	e.room()
	compiled, err := e.runtime.CompileModule(ctx, m.Bytes())
	if err != nil {
		return nil, fmt.Errorf("compiled engine: %w", err)
	}
	mod, err := e.runtime.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return nil, fmt.Errorf("compiled engine: %w", err)
	}
	if e.cached { // the cache on disk stays; that of the process would grow for ever
		if err := compiled.Close(ctx); err != nil {
			return nil, fmt.Errorf("compiled engine: %w", err)
		}
	}
	return mod, nil
}

// room grows the memory to what the arena has handed out.
func (e *Engine) room() {
	need, have := uint64(e.l.arena.next), uint64(e.state.Size())
	if need > have {
		more := max(need-have, have/2)
		if _, ok := e.state.Grow(uint32((more + wasm.PageSize - 1) / wasm.PageSize)); !ok {
			if _, ok := e.state.Grow(uint32((need - have + wasm.PageSize - 1) / wasm.PageSize)); !ok {
				panic(failure{fmt.Errorf("the state of the design does not fit 4 GiB")})
			}
		}
	}
	e.mem, _ = e.state.Read(0, e.state.Size())
}

// changing reports whether any of some values depends on more than inputs.
func (e *Engine) changing(values []*value) bool {
	changes := map[*storage]bool{}
	for _, u := range e.l.updates {
		changes[u.store] = true
	}
	seen := map[*value]bool{}
	var visit func(v *value) bool
	visit = func(v *value) bool {
		if seen[v] {
			return false
		}
		seen[v] = true
		return v.op == opRead || v.op == opState && changes[v.store] || slices.ContainsFunc(v.args, visit)
	}
	return slices.ContainsFunc(values, visit)
}

// tick is the code of a set of clocks, compiled when it is first needed.
func (e *Engine) tick(clocks uint64) (*codes, error) {
	if t, ok := e.ticks[clocks]; ok {
		return t, nil
	}
	t, err := e.newCodes(func(watching bool) (*code, error) {
		p := newPlan(e.l, e.l.job(clocks), watching)
		end := untilEvent
		if len(p.job.events) == 0 {
			end = noEvents
		}
		m, page := newModule()
		emit(m, page, p, 2).run(end)
		return e.code(m, p)
	})
	if err == nil {
		e.ticks[clocks] = t
	}
	return t, err
}

// code loads a module that exports the code of a plan.
func (e *Engine) code(m *wasm.Module, p *plan) (*code, error) {
	mod, err := e.load(m)
	if err != nil {
		return nil, err
	}
	return &code{run: mod.ExportedFunction("run"), plan: p}, nil
}

// job is what happens when some clocks rise at once.
func (l *lowering) job(clocks uint64) job {
	var j job
	on := func(clock int) bool { return clocks>>clock&1 == 1 }
	for _, u := range l.updates {
		if on(u.clock) {
			j.updates = append(j.updates, u)
		}
	}
	for _, w := range l.writes {
		if on(w.clock) {
			j.writes = append(j.writes, w)
		}
	}
	for _, e := range l.events {
		if on(e.clock) && e.bad != nil {
			j.events = append(j.events, e)
		}
	}
	return j
}

// Settle lets asynchronous resets act in rounds, all that are active at once,
// until none changes anything. This ends, as a register that has been reset stays
// so. Logic is evaluated when it is looked at.
func (e *Engine) Settle() error {
	switch {
	case !e.stale:
		return nil
	case e.full != nil:
		return e.full
	}
	e.stale = false
	if e.resets == nil {
		return nil
	}
	stack := [2]uint64{0, math.MaxUint32}
	if err := e.resets.CallWithStack(context.Background(), stack[:]); err != nil {
		return cmp.Or(e.full, err)
	}
	if stack[0] > 1 {
		e.epoch++
		e.changes++
	}
	return nil
}

func (e *Engine) flag() bool { return e.mem[eventFlag] != 0 }

// Edge is a rising edge of the clocks whose bit is set, all at once. The
// events are valid until the next call.
func (e *Engine) Edge(clocks uint64) []engine.Event {
	_, events, err := e.Run(clocks, 1)
	if err != nil && e.full == nil { // which Settle reports
		panic(err) // the code that this package makes is always valid
	}
	return events
}

// Run is n rising edges, at most, of the same clocks: it returns after the
// first one that has events.
func (e *Engine) Run(clocks uint64, n int) (done int, events []engine.Event, err error) {
	e.events = e.events[:0]
	t, err := e.tick(clocks)
	if err != nil {
		return 0, nil, err
	}
	for done < n && len(e.events) == 0 {
		if err := e.Settle(); err != nil {
			return done, nil, err
		}
		burst := min(n-done, 1<<30)
		if e.early {
			burst = 1
		}
		c, n, err := e.choose(t, burst)
		if err == nil {
			n, err = e.step(t, c, n)
		}
		if err != nil {
			return done, nil, err
		}
		done += n
		e.epoch++
		e.stale = e.early
		if e.flag() {
			e.collect(c.plan)
		}
	}
	return done, e.events, nil
}

// collect lists what happened at the last edge: assertions first.
func (e *Engine) collect(p *plan) {
	for _, reads := range []bool{false, true} {
		for _, ev := range p.job.events {
			if (ev.assert == nil) != reads {
				continue
			}
			for lane := range ev.c.sp.lanes {
				pos := ev.c.sp.position(lane)
				if e.word(p, ev.bad, pos) == 0 {
					continue
				}
				x := engine.Event{Assert: ev.assert, Read: ev.read, Mem: ev.mem, Path: ev.c.Path(lane)}
				if ev.count != nil {
					at := ev.count.addr + uint32(pos)*8
					e.poke(at, 8, e.peek(at, 8)+1)
				}
				if reads {
					x.Addr = e.word(p, ev.addr, pos)
				}
				e.events = append(e.events, x)
			}
		}
	}
	engine.SortEvents(e.events)
}

// word is what the array of a value holds at a position.
func (e *Engine) word(p *plan, v *value, position int) uint64 {
	if v.constant() {
		return v.k
	}
	a := p.array(v)
	return e.peek(a.addr+uint32(position)*a.elem, a.elem)
}

// Close frees the machine code, after which only the state can be read. An
// engine that is not closed is freed when it is no longer used.
func (e *Engine) Close() {
	if e.runtime != nil {
		e.runtime.Close(context.Background())
	}
}
