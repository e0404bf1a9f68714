package compiled

import (
	"errors"
	"fmt"

	"npugen/hdl/ir"
)

// ErrUnsupported is the error of New for designs that only the interpreter runs.
var ErrUnsupported = errors.New("not supported by the compiled engine")

// lowering turns a design into a graph of values, and lists what happens at
// the edges of clocks.
type lowering struct {
	*graph
	design *ir.Design
	seed   uint64
	how    manner
	expand map[*ir.Inst]bool // grids that cannot run in lock step
	arena  arena

	spaces   []*space
	contexts []*instance
	memories []*memory
	storages []*storage // state
	kept     []extent   // where that is, once it has been asked for
	singles  []*storage // of it, in the root space

	clocks []*ir.Signal
	active []activeSignal
	index  map[activeKey]int
	copies uint64

	updates []update
	resets  []update // asynchronous,
	resetOn []*value // and when each acts
	acting  []event  // that change something
	writes  []write
	events  []event
	domain  []*domain // by clock
}

// manner is how a design is lowered.
type manner struct {
	checked  bool // assertions are evaluated
	least    int  // bytes of elements of all spaces, if not 0, instead of a choice
	chunk    int  // most values of a chunk of straight code, if not 0, instead of chunkSize
	arm      int  // values of an arm behind a branch, if not 0, instead of manyInArm
	together int  // words from which on one branch is for all, if not 0, instead of manyTogether
}

// update is a register's word: at the clock, store holds next.
type update struct {
	clock int
	store *storage
	next  *value
	when  *value // else it holds; the same for all updates of a grid; nil for always
	reset *value // a register or input: then it is clear, whatever the rest says; nil for never, and in plans that watch
	clear *value // a constant
}

// write is a port that writes a memory.
type write struct {
	clock      int
	mem        *memory
	en, addr   *value
	data, mask []*value // words; mask has a bit for each of data, nil to write all
}

// visit visits the values that a write needs.
func (w *write) visit(visit func(v *value)) {
	visit(w.en)
	visit(w.addr)
	for _, d := range w.data {
		visit(d)
	}
	for _, m := range w.mask {
		visit(m)
	}
}

// event is something to report at an edge, when bad is 1.
type event struct {
	clock  int
	c      *instance
	bad    *value
	assert *ir.Assertion
	count  *storage
	read   *ir.ReadPort
	mem    *ir.Mem
	addr   *value
}

// domain is what the clock's reads need to know about resets.
type domain struct {
	resets []*value
	known  map[*value]bool
	seen   *storage // a reset was active at an edge
}

type activeKey struct {
	c *instance
	e elem
}

type activeSignal struct {
	key  activeKey
	step bool // an input of a grid in lock step: leads from cell to cell
}

type restart struct{ inst *ir.Inst }

type failure struct{ err error }

// rescue makes a failure an error.
func rescue(err *error) {
	switch r := recover().(type) {
	case nil:
	case failure:
		*err = r.err
	default:
		panic(r)
	}
}

func fail(format string, args ...any) { panic(failure{fmt.Errorf(format, args...)}) }

// lower lowers a design, expanding grids until none has a combinational path
// between its cells.
func lower(d *ir.Design, seed uint64, how manner) (*lowering, error) {
	expand := map[*ir.Inst]bool{}
	for {
		l := &lowering{
			graph: newGraph(), design: d, seed: seed, how: how, expand: expand,
			index:  map[activeKey]int{},
			spaces: []*space{rootSpace()}, arena: arena{next: reserved},
		}
		again, err := l.attempt()
		if err != nil {
			return nil, err
		}
		if again == nil {
			return l, nil
		}
		expand[again] = true
	}
}

func (l *lowering) attempt() (again *ir.Inst, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case restart:
			again = r.inst
		case failure:
			err = r.err
		default:
			panic(r)
		}
	}()
	for _, s := range l.design.Top.Signals {
		if s.Kind == ir.Input && s.Type.Class == ir.Clock {
			l.clocks = append(l.clocks, s)
		}
	}
	l.newContexts()
	top := l.contexts[0]
	for _, s := range top.Mod.Signals {
		if s.Kind == ir.Input {
			for i := range s.Count {
				top.signals[elem{s, i}] = l.newState(top, s, i, false)
			}
		}
	}
	for range l.clocks {
		l.domain = append(l.domain, &domain{known: map[*value]bool{}})
	}
	for _, c := range l.contexts {
		l.state(c)
	}
	l.arena.line(l.singles)
	l.arena.bytes(overrun, 1) // a vector is read from the last of them too
	for _, m := range l.memories {
		l.arena.memory(m)
	}
	for _, c := range l.contexts {
		l.registers(c)
	}
	for _, c := range l.contexts {
		for _, m := range c.Mod.Mems {
			l.ports(c, m)
		}
		if l.how.checked {
			for _, a := range c.Mod.Asserts {
				l.assertion(c, a)
			}
		}
	}
	for _, sp := range l.spaces[1:] {
		if sp.ragged() {
			l.masked(sp)
		}
	}
	l.visible()
	for k, d := range l.domain {
		if d.seen != nil {
			seen := l.graph.state(d.seen)
			l.updates = append(l.updates, update{clock: k, store: d.seen, next: l.op(opOr, 1, 0, seen, l.inReset(d))})
		}
	}
	l.matches()
	l.elements()
	for _, st := range l.storages {
		if !st.sp.root() {
			l.arena.place(st)
		}
	}
	return nil, nil
}

// visible lowers what nothing depends on, so that it can be seen later, and so
// that a loop in it is found now.
func (l *lowering) visible() {
	for _, c := range l.contexts {
		for _, s := range c.Mod.Signals {
			if s.Kind == ir.InstOut {
				continue // seen as the outputs of the instance
			}
			for i := range s.Count {
				l.signal(c, s, i)
			}
		}
	}
}

// newState makes the storage of one element, which starts from its power-up
// value or 0.
func (l *lowering) newState(c *instance, s *ir.Signal, i int, random bool) []*value {
	var words []*value
	hash := ir.PowerUpHash(l.seed, c.Mod.Name, s.Name)
	for k := range (s.Type.Width + 63) / 64 {
		w := wordWidth(s.Type.Width, k)
		st := &storage{sp: c.sp, width: w, sig: s, unit: c.ID, index: i}
		if random {
			st.init = powerUp(hash, i, k) & ones(w)
		}
		l.storages = append(l.storages, st)
		if st.sp.root() {
			l.singles = append(l.singles, st)
		}
		words = append(words, l.graph.state(st))
	}
	return words
}

func (l *lowering) keep(st *storage) {
	if st.sp.root() {
		l.arena.place(st)
	}
	l.storages = append(l.storages, st)
}

// state gives the registers and memories of a context their place.
func (l *lowering) state(c *instance) {
	for _, s := range c.Mod.Signals {
		if s.Kind == ir.Reg {
			for i := range s.Count {
				c.signals[elem{s, i}] = l.newState(c, s, i, true)
			}
		}
	}
	for _, m := range c.Mod.Mems {
		l.newMemory(c, m)
		for _, r := range m.Reads {
			if r.Clock != nil {
				c.signals[elem{r.Out, 0}] = l.newState(c, r.Out, 0, true)
			}
		}
	}
}

// registers lowers the next values of a context's registers.
func (l *lowering) registers(c *instance) {
	for _, s := range c.Mod.Signals {
		if s.Kind != ir.Reg {
			continue
		}
		clock := l.clockOf(c, s.Clock)
		var on *value
		if s.Reset != nil {
			on = l.node(c, s.Reset)[0]
			l.domain[clock].note(on)
		}
		for i := range s.Count {
			next := l.node(c, s.Drive[i])
			l.unit = int32(c.ID)
			for k, q := range c.signals[elem{s, i}] {
				v := next[k]
				if on != nil {
					init := l.constant(bigWord(s.Init[i], k), int(q.w))
					v = l.op(opMux, int(q.w), 0, on, init, v)
					if s.Async {
						q.store.async = true
						l.resetOn = append(l.resetOn, on)
						l.resets = append(l.resets, update{clock: clock, store: q.store, next: l.op(opMux, int(q.w), 0, on, init, q)})
						bad := l.op(opAnd, 1, 0, on, l.not(l.op(opEq, 1, 0, q, init)))
						l.acting = append(l.acting, event{bad: l.held(c, l.valid(c.sp, bad))})
					}
				}
				if v != q {
					l.updates = append(l.updates, update{clock: clock, store: q.store, next: v})
				}
			}
		}
	}
}

func (d *domain) note(on *value) {
	if !d.known[on] {
		d.known[on] = true
		d.resets = append(d.resets, on)
	}
}

// signal is the words of one element of a signal.
func (l *lowering) signal(c *instance, s *ir.Signal, i int) []*value {
	e := elem{s, i}
	if v, ok := c.signals[e]; ok {
		return v
	}
	key := activeKey{c, e}
	if at, ok := l.index[key]; ok {
		l.loop(at)
	}
	l.index[key] = len(l.active)
	l.active = append(l.active, activeSignal{key, s.Kind == ir.Input && c.Lock && c.sp.cells > 1})

	v := l.driver(c, s, i)

	l.active = l.active[:len(l.active)-1]
	delete(l.index, key)
	c.signals[e] = v
	return v
}

func (l *lowering) driver(c *instance, s *ir.Signal, i int) []*value {
	switch s.Kind {
	case ir.Input:
		return l.input(c, s, i)
	case ir.Output, ir.Wire:
		return l.node(c, s.Drive[i])
	case ir.InstOut:
		d := c.Drivers.Nets[s]
		return l.output(c, d.Inst, d.Port, i)
	case ir.MemOut:
		d := c.Drivers.Reads[s]
		return l.read(c.mems[d.Mem], l.node(c, d.Port.Addr)[0], c.sp)
	}
	fail("%s.%s: signal of unknown kind %d", c.Mod.Name, s.Name, s.Kind)
	return nil
}

// loop handles a value that depends on itself without a register: through the
// cells of a grid in lock step, which is then expanded, or through bits of one
// signal, which is left to the interpreter.
func (l *lowering) loop(at int) {
	var grid *instance
	for _, a := range l.active[at:] {
		if a.step && (grid == nil || a.key.c.sp.lanes > grid.sp.lanes) {
			grid = a.key.c
		}
	}
	if grid != nil {
		panic(restart{grid.Inst})
	}
	k := l.active[at].key
	fail("%w: a combinational loop through %s.%s", ErrUnsupported, k.c.Mod.Name, k.e.sig.Name)
}

// clockOf is the index of the top-level clock that a clock input of c follows.
func (l *lowering) clockOf(c *instance, s *ir.Signal) int {
	i, err := c.Clock(s, l.clocks)
	if err != nil {
		panic(failure{err})
	}
	return i
}
