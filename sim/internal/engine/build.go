package engine

import (
	"fmt"

	"npugen/hdl/ir"
)

// builder compiles a design. It works on demand from the roots (registers,
// memory ports, assertions, named signals) towards the inputs, so that
// instructions come out in dependency order.
type builder struct {
	design  *ir.Design
	seed    uint64
	checked bool              // assertions are evaluated
	expand  map[*ir.Inst]bool // grids that cannot run in lock step

	contexts []*context
	stores   []store
	image    []uint64 // the state at power-up
	consts   map[string]slot

	instrs []instr
	reads  [][]int32 // stores read by each instruction
	roots  []int     // instruction counts at which a new root began
	tables tables

	clocks []*ir.Signal
	active []activeValue      // signals being lowered, outermost first
	index  map[activeKey]int  // position in active
	cuts   map[activeKey]slot // feedback slots of combinational loops

	memories     []*memory
	domainResets [][]slot // by clock
	registers    []register
	inputs       map[int32]bool // stores that are top-level inputs
	resets       []reset
	asserts      []assertion
	memReads     []memRead
	memWrites    []memWrite
}

type activeKey struct {
	c *context
	e elem
}

type activeValue struct {
	key    activeKey
	gather bool // an input port of a grid in lock step: a step from cell to cell
}

// restart asks for another build with a grid expanded; failure reports a design
// that cannot be simulated. Both travel as panics within this package.
type restart struct{ inst *ir.Inst }

type failure struct{ err error }

func fail(format string, args ...any) { panic(failure{fmt.Errorf(format, args...)}) }

// build compiles the design, expanding grids until none has a combinational
// path between its cells.
func build(d *ir.Design, seed uint64, checked bool) (*builder, error) {
	expand := map[*ir.Inst]bool{}
	for {
		b := &builder{
			design: d, seed: seed, checked: checked, expand: expand,
			consts: map[string]slot{},
			index:  map[activeKey]int{},
			cuts:   map[activeKey]slot{},
			inputs: map[int32]bool{},
		}
		again, err := b.attempt()
		if err != nil {
			return nil, err
		}
		if again == nil {
			return b, nil
		}
		expand[again] = true
	}
}

func (b *builder) attempt() (again *ir.Inst, err error) {
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
	for _, s := range b.design.Top.Signals {
		if s.Kind == ir.Input && s.Type.Class == ir.Clock {
			b.clocks = append(b.clocks, s)
		}
	}
	if len(b.clocks) > 64 {
		fail("%s: %d clocks: want at most 64", b.design.Top.Name, len(b.clocks))
	}
	b.domainResets = make([][]slot, len(b.clocks))
	b.newContexts()
	for _, c := range b.contexts {
		b.state(c)
	}
	for _, c := range b.contexts {
		b.next(c)
	}
	for _, c := range b.contexts {
		b.visible(c)
	}
	return nil, nil
}

// state gives the registers and memories of a context their place.
func (b *builder) state(c *context) {
	for _, s := range c.Mod.Signals {
		if s.Kind != ir.Reg {
			continue
		}
		for i := range s.Count {
			c.values[elem{s, i}] = b.powerUp(c, s, i)
		}
	}
	for _, m := range c.Mod.Mems {
		mem := newMemory(m, c.Mod.Name, b.seed, c.Lanes)
		mem.id = int32(len(b.memories))
		b.memories = append(b.memories, mem)
		c.mems[m] = mem
		for _, r := range m.Reads {
			if r.Clock != nil {
				c.values[elem{r.Out, 0}] = b.powerUp(c, r.Out, 0)
			}
		}
	}
}

// powerUp allocates one element of state with its power-up value in all lanes.
func (b *builder) powerUp(c *context, s *ir.Signal, i int) slot {
	q := b.alloc(s.Type.Width, c.Lanes)
	p := newPowerUp(b.seed, c.Mod.Name, s.Name, s.Type.Width)
	for l := range c.Lanes {
		p.read(b.words(q, l), i)
	}
	return q
}

// next lowers what the state of a context and its assertions depend on.
func (b *builder) next(c *context) {
	for _, s := range c.Mod.Signals {
		if s.Kind != ir.Reg {
			continue
		}
		clock := b.clockOf(c, s.Clock)
		for i := range s.Count {
			b.root()
			b.register(c, s, i, clock)
		}
	}
	for _, m := range c.Mod.Mems {
		b.root()
		b.memoryPorts(c, m)
	}
	if !b.checked {
		return
	}
	for _, a := range c.Mod.Asserts {
		b.root()
		b.assertion(c, a)
	}
}

func (b *builder) register(c *context, s *ir.Signal, i, clock int) {
	q := c.values[elem{s, i}]
	next := b.node(c, s.Drive[i])
	if s.Reset != nil {
		on := b.node(c, s.Reset)
		init := b.constant(s.Init[i], s.Type.Width, c.Lanes)
		next = b.mux(on, init, next)
		if s.Async {
			b.resets = append(b.resets, reset{b.steady(on), q, init})
		}
		b.noteReset(clock, on)
	}
	if b.stores[next.store].producer == noInstr {
		next = b.copyOf(next) // registers update one after the other: read old values first
	}
	b.registers = append(b.registers, register{clock: clock, q: q, next: next})
}

// steady is a value that stays while resets act one after the other: a copy of
// what a register holds.
func (b *builder) steady(v slot) slot {
	if b.stores[v.store].producer == noInstr && !b.inputs[v.store] {
		return b.copyOf(v)
	}
	return v
}

// visible lowers what nothing depends on, so that it can be seen.
func (b *builder) visible(c *context) {
	for _, s := range c.Mod.Signals {
		for i := range s.Count {
			b.root()
			b.signal(c, s, i)
		}
	}
}

// noteReset remembers the distinct resets of each clock's registers.
func (b *builder) noteReset(clock int, on slot) {
	for _, s := range b.domainResets[clock] {
		if s.off == on.off {
			return
		}
	}
	b.domainResets[clock] = append(b.domainResets[clock], on)
}

func (b *builder) root() { b.roots = append(b.roots, len(b.instrs)) }

// signal is the slot of one element of a signal.
func (b *builder) signal(c *context, s *ir.Signal, i int) slot {
	e := elem{s, i}
	if v, ok := c.values[e]; ok {
		return v
	}
	key := activeKey{c, e}
	if at, ok := b.index[key]; ok {
		return b.loop(key, at)
	}
	b.index[key] = len(b.active)
	b.active = append(b.active, activeValue{key, s.Kind == ir.Input && c.Cells() > 1})

	v := b.driver(c, s, i)

	b.active = b.active[:len(b.active)-1]
	delete(b.index, key)
	if cut, ok := b.cuts[key]; ok {
		b.feedback(cut, v)
	}
	c.values[e] = v
	return v
}

func (b *builder) driver(c *context, s *ir.Signal, i int) slot {
	switch s.Kind {
	case ir.Input:
		if c.Parent == nil {
			in := b.alloc(s.Type.Width, c.Lanes)
			b.inputs[in.store] = true
			return in
		}
		return b.input(c, s, i)
	case ir.Output, ir.Wire:
		return b.node(c, s.Drive[i])
	case ir.InstOut:
		d, ok := c.Drivers.Nets[s]
		if !ok {
			fail("%s.%s: no instance drives this net", c.Mod.Name, s.Name)
		}
		return b.output(c, d.Inst, d.Port, i)
	case ir.MemOut:
		d, ok := c.Drivers.Reads[s]
		if !ok {
			fail("%s.%s: no memory drives this net", c.Mod.Name, s.Name)
		}
		return b.asyncRead(c, d.Mem, d.Port)
	}
	fail("%s.%s: signal of unknown kind %d", c.Mod.Name, s.Name, s.Kind)
	return slot{}
}

// loop handles a value that depends on itself without a register: through the
// cells of a grid in lock step, which is then expanded, or truly, or through
// other bits of one signal; then it is cut here.
func (b *builder) loop(key activeKey, at int) slot {
	var grid *context
	for _, a := range b.active[at:] {
		if a.gather && (grid == nil || a.key.c.Lanes > grid.Lanes) {
			grid = a.key.c
		}
	}
	if grid != nil {
		panic(restart{grid.Inst})
	}
	cut, ok := b.cuts[key]
	if !ok {
		cut = b.alloc(key.e.sig.Type.Width, key.c.Lanes)
		b.cuts[key] = cut
	}
	return cut
}

// clockOf is the index of the top-level clock that a clock input of c follows.
func (b *builder) clockOf(c *context, s *ir.Signal) int {
	i, err := c.Clock(s, b.clocks)
	if err != nil {
		panic(failure{err})
	}
	return i
}

// alloc makes a slot in a store of its own.
func (b *builder) alloc(width, lanes int) slot {
	s := slot{
		off: int32(len(b.image)), width: int32(width), words: wordsFor(width), lanes: int32(lanes),
		store: int32(len(b.stores)),
	}
	b.image = append(b.image, make([]uint64, s.size())...)
	b.stores = append(b.stores, store{off: s.off, size: int32(s.size()), producer: noInstr})
	return s
}

// words is one lane of a slot in the power-up image.
func (b *builder) words(s slot, lane int) []uint64 {
	off := int(s.off) + lane*int(s.words)
	return b.image[off : off+int(s.words)]
}

// emit appends an instruction that computes dst from what it reads.
func (b *builder) emit(in instr, dst slot, reads ...slot) slot {
	in.d = dst.off
	if in.n == 0 {
		in.n = dst.lanes
	}
	b.stores[dst.store].producer = int32(len(b.instrs))
	b.instrs = append(b.instrs, in)
	var from []int32
	for _, r := range reads {
		from = append(from, r.store)
	}
	b.reads = append(b.reads, from)
	return dst
}
