package compiled

import "npugen/sim/internal/wasm"

// guarded is what is known while the code of a zone is written.
type guarded struct {
	zone    *zone
	flag    uint32     // local variable: its flag
	start   int        // of its code
	assume  bool       // that all registers change
	changed []*readers // what it may change
	find    map[string]*readers
}

// readers are zones that read the same values.
type readers struct {
	zones  []*zone
	narrow uint32 // local variables: not 0 when a value has changed,
	wide   uint32 // of up to 64 bits
}

// guard writes the code of a zone so that it runs only when its flag is up. A
// plan that does not watch has no zones.
func (e *emitter) guard(z *zone, code func()) {
	if z == nil {
		code()
		return
	}
	f := e.f
	f.Get(base)
	f.Mem(wasm.I32Load8U, e.p.watch.flags+uint32(z.index))
	flag := f.Local(wasm.I32)
	f.Tee(flag)
	f.If()
	e.mark(e.p.watch.flags, z, 0)
	e.zone = &guarded{zone: z, flag: flag, start: f.Mark(), find: map[string]*readers{}}
	code()
	e.wake()
	e.rerun(z.wakes)
	e.zone = nil
	e.endIf()
}

// mark sets a byte of a zone.
func (e *emitter) mark(table uint32, z *zone, to int32) {
	e.f.Get(base)
	e.f.I32(to)
	e.f.Mem(wasm.I32Store8, table+uint32(z.index))
}

// raise puts up the flags of zones.
func (e *emitter) raise(zones []*zone) {
	for _, z := range zones {
		e.mark(e.p.watch.flags, z, raised)
	}
}

// differs pushes nothing: it notes, for the readers of a place, whether a value
// differs from what is there. It comes before the store.
func (e *emitter) differs(zones []*zone, at *storage, v *value) {
	if e.zone == nil || len(zones) == 0 {
		return
	}
	f, local := e.f, e.accumulator(zones, wideType(at.width))
	f.Get(local)
	e.push(v)
	f.Get(base)
	f.Mem(loadOp(at.elem, wideType(at.width)), at.addr)
	f.Op(arith(wideType(at.width), wasm.I32Xor, wasm.I64Xor))
	f.Op(arith(wideType(at.width), wasm.I32Or, wasm.I64Or))
	f.Set(local)
}

// accumulator is the local variable that gathers changes for some zones.
func (e *emitter) accumulator(zones []*zone, wide bool) uint32 {
	g := e.zone
	key := make([]byte, 0, 4*len(zones))
	for _, z := range zones {
		key = append(key, byte(z.index), byte(z.index>>8), byte(z.index>>16), byte(z.index>>24))
	}
	r := g.find[string(key)]
	if r == nil {
		r = &readers{zones: zones}
		g.find[string(key)] = r
		g.changed = append(g.changed, r)
	}
	local, t := &r.narrow, wasm.I32
	if wide {
		local, t = &r.wide, wasm.I64
	}
	if *local == base {
		*local = e.f.Local(t)
	}
	return *local
}

// wake puts up the flags of the readers of what has changed.
func (e *emitter) wake() {
	f, g := e.f, e.zone
	clear := f.Capture(func() {
		for _, r := range g.changed {
			if r.narrow != base {
				f.I32(0)
				f.Set(r.narrow)
			}
			if r.wide != base {
				f.I64(0)
				f.Set(r.wide)
			}
		}
	})
	f.Insert(g.start, clear)
	for _, r := range g.changed {
		if r.narrow != base {
			f.Get(r.narrow)
			f.I32(0)
			f.Op(wasm.I32Ne) // a flag is a byte: more bits would be lost
		}
		if r.wide != base {
			f.Get(r.wide)
			f.I64(0)
			f.Op(wasm.I64Ne)
		}
		if r.narrow != base && r.wide != base {
			f.Op(wasm.I32Or)
		}
		if len(r.zones) > fewReaders {
			f.If()
			e.raise(r.zones)
			e.endIf()
			continue
		}
		changed := f.Local(wasm.I32)
		f.Set(changed)
		for _, z := range r.zones {
			flag := e.p.watch.flags + uint32(z.index)
			f.Get(base)
			f.Get(base)
			f.Mem(wasm.I32Load8U, flag)
			f.Get(changed)
			f.Op(wasm.I32Or)
			f.Mem(wasm.I32Store8, flag)
		}
	}
}

// fewReaders is up to how many readers are woken without a branch, which is
// hard to predict.
const fewReaders = 4

// readersOf is the zones that read a value of the root space, or a register.
func (e *emitter) readersOf(v *value) []*zone {
	if e.p.watch == nil {
		return nil
	}
	return e.p.watch.values[v]
}

func (e *emitter) readersOfState(s *storage) []*zone {
	if e.p.watch == nil {
		return nil
	}
	return e.p.watch.states[s]
}

// alarm notes whether any event of the zone happens; push pushes that.
func (e *emitter) alarm(push func()) {
	if e.zone == nil {
		e.flag(push)
		return
	}
	e.f.Get(base)
	push()
	e.f.Mem(wasm.I32Store8, e.p.watch.alarms+uint32(e.zone.zone.index))
}

// alarms flags an edge at which an event of any zone happens, skipped or not.
func (e *emitter) alarms() {
	var some []*zone
	for _, z := range e.p.watch.zones {
		if z.events {
			some = append(some, z)
		}
	}
	always := false
	for _, ev := range e.p.job.events {
		always = always || ev.bad.constant()
	}
	if len(some) == 0 && !always {
		return
	}
	e.fresh()
	e.flag(func() {
		if always {
			e.f.I32(1)
		} else {
			e.f.I32(0)
		}
		for _, z := range some {
			e.f.Get(base)
			e.f.Mem(wasm.I32Load8U, e.p.watch.alarms+uint32(z.index))
			e.f.Op(wasm.I32Or)
		}
	})
}

// settle updates, at the end of an edge, the registers of a zone that later
// zones read.
func (e *emitter) settle(z *zone, updates []update) {
	e.fresh()
	f := e.f
	f.Get(base)
	f.Mem(wasm.I32Load8U, e.p.watch.late+uint32(z.index))
	f.If()
	e.mark(e.p.watch.late, z, 0)
	e.zone = &guarded{zone: z, start: f.Mark(), find: map[string]*readers{}}
	for _, u := range updates {
		t := e.p.temps[u.store]
		if !u.store.sp.root() {
			e.copyArray(u.store, t)
			continue
		}
		wide := wideType(t.width)
		next := f.Local(typeOf(t.width))
		e.load(t, 0)
		f.Set(next)
		if zones := e.readersOfState(u.store); len(zones) > 0 {
			local := e.accumulator(zones, wide)
			f.Get(local)
			f.Get(next)
			e.load(u.store, 0)
			f.Op(arith(wide, wasm.I32Xor, wasm.I64Xor))
			f.Op(arith(wide, wasm.I32Or, wasm.I64Or))
			f.Set(local)
		}
		f.Get(base)
		f.Get(next)
		f.Mem(storeOp(t.elem, wide), u.store.addr)
	}
	e.wake()
	e.zone = nil
	e.endIf()
}

// commitZones settles every zone that has something to settle.
func (e *emitter) commitZones() {
	late := map[*zone][]update{}
	for _, u := range e.p.job.updates {
		if e.p.temps[u.store] != nil {
			z := e.p.updater(u)
			late[z] = append(late[z], u)
		}
	}
	for _, z := range e.p.watch.zones {
		if len(late[z]) > 0 {
			e.settle(z, late[z])
		}
	}
}

// A flag is up in two ways: a value is known to have changed, or a loop or copy
// has run whose results may have changed, the registers of the zone among them.
// Were these not told apart, loops that assume that all they do is a change
// would keep each other awake.
const (
	raised = 1
	again  = 2
)

// region writes a loop. While the inputs of a large one change, its registers
// are taken to change too; they are compared only when the inputs rest.
func (e *emitter) region(r *region) {
	if e.zone == nil || len(r.updates)*r.sp.lanes < manyUpdates {
		e.loop(r)
		return
	}
	f := e.f
	for _, assume := range []bool{true, false} {
		f.Get(e.zone.flag)
		f.I32(raised)
		f.Op(wasm.I32And)
		if !assume {
			f.Op(wasm.I32Eqz)
		}
		f.If()
		e.scalar = map[*value]uint32{}
		e.zone.assume = assume
		e.loop(r)
		e.endIf()
	}
}

// manyUpdates is from how many registers on a loop is written twice.
const manyUpdates = 64

// watchChanges prepares a loop to notice whether it changes any register that
// something reads.
func (l *lanes) watchChanges(e *emitter) {
	if e.zone == nil || e.zone.assume || len(l.r.updates) == 0 {
		return
	}
	l.changed = e.f.Local(wasm.V128)
	e.f.V128(0, 0)
	e.f.Set(l.changed)
}

// noteChange gathers whether a vector differs from what a register holds.
func (e *emitter) noteChange(s *storage, j int, x uint32) {
	l, f := e.lanes, e.f
	if l.changed == base || len(e.p.watch.states[s]) == 0 {
		return
	}
	if l.different == nil {
		l.different = map[[2]int]uint32{}
	}
	key := [2]int{int(s.elem), j}
	local, some := l.different[key]
	if !some {
		local = f.Local(wasm.V128)
		l.different[key] = local
	}
	e.loadPart(s, j, 0)
	f.Get(x)
	f.SIMD(wasm.V128Xor)
	if some {
		f.Get(local)
		f.SIMD(wasm.V128Or)
	}
	f.Set(local)
}

// gatherChanges ends an iteration: what is between the cells does not count.
func (e *emitter) gatherChanges() {
	l, f := e.lanes, e.f
	for _, b := range []int{1, 2, 4, 8} {
		for j := range l.n * b / 16 {
			local, ok := l.different[[2]int{b, j}]
			if !ok {
				continue
			}
			f.Get(l.changed)
			f.Get(local)
			if s := l.r.sp; s.ragged() {
				f.Get(e.vec(e.p.l.graph.state(s.mask), b, j, mask))
				f.SIMD(wasm.V128And)
			}
			f.SIMD(wasm.V128Or)
			f.Set(l.changed)
		}
	}
	l.different = nil
}

// wakeReaders puts up the flags of those that read the registers of a loop.
func (e *emitter) wakeReaders(r *region) {
	l, f := e.lanes, e.f
	if e.zone == nil || len(r.updates) == 0 {
		return
	}
	var zones []*zone
	for _, u := range r.updates {
		if e.p.temps[u.store] != nil {
			e.mark(e.p.watch.late, e.zone.zone, 1)
		}
		for _, z := range e.p.watch.states[u.store] {
			zones = with(zones, z)
		}
	}
	if e.zone.assume {
		e.rerun(zones)
		return
	}
	f.Get(l.changed)
	f.SIMD(wasm.V128AnyTrue)
	f.If()
	e.rerun(zones)
	e.endIf()
}

// rerun puts up the flags of zones that something may have changed for.
func (e *emitter) rerun(zones []*zone) {
	for _, z := range zones {
		flag := e.p.watch.flags + uint32(z.index)
		e.f.Get(base)
		e.f.Get(base)
		e.f.Mem(wasm.I32Load8U, flag)
		e.f.I32(again)
		e.f.Op(wasm.I32Or)
		e.f.Mem(wasm.I32Store8, flag)
	}
}
