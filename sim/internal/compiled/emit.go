package compiled

import (
	"sort"

	"npugen/sim/internal/wasm"
)

// emitter writes the functions of a plan. Every function takes the base
// address of the state, 0, as a parameter: the machine code generator checks
// the bounds of each distinct base once, at the highest offset, if that is
// touched first.
type emitter struct {
	p      *plan
	m      *wasm.Module
	f      *wasm.Func
	out    *body
	page   uint32 // the imported function that brings a page into being
	scalar map[*value]uint32
	known  []*value         // its keys, as they came
	lanes  *lanes           // of the loop being written
	zone   *guarded         // being written, of a plan that watches
	mine   map[int][]update // of the root space, by chunk
}

const base = 0 // the parameter

// functionSize is about the most instructions of one function.
const functionSize = 5000

var (
	i32  = []wasm.Type{wasm.I32}
	none []wasm.Type
)

// emit writes the plan as the body of a function with a number of parameters,
// all i32, of which the first is the base address.
func emit(m *wasm.Module, page uint32, p *plan, params int) *body {
	e := &emitter{p: p, m: m, page: page, out: newBody(m, params)}
	e.begin()
	for level := range p.parts {
		e.level(level)
	}
	e.fresh()
	for i, w := range p.job.writes {
		switch z := p.writeZone(i); {
		case p.straight(w): // written with the last chunk
		case z != nil:
			e.fresh()
			e.guard(z, func() { e.write(w) })
		default:
			e.write(w)
		}
	}
	e.commit()
	if p.watch != nil {
		e.alarms()
	}
	return e.out
}

// begin starts another function.
func (e *emitter) begin() {
	e.f = e.out.part()
	e.scalar = map[*value]uint32{}
	e.f.Get(base)
	e.f.Mem(wasm.I32Load8U, e.p.l.arena.next-1)
	e.f.Op(wasm.Drop)
}

// fresh forgets what is in local variables, and starts another function when
// this one is long.
func (e *emitter) fresh() {
	e.scalar, e.known = map[*value]uint32{}, nil
	if e.f.Ops > functionSize && e.zone == nil {
		e.begin()
	}
}

// endIf closes a conditional. What follows has two predecessors, in which
// wazero takes the base address for another value at every use but the first,
// and would check bounds again: so the first use defines it.
func (e *emitter) endIf() { endIf(e.f) }

func endIf(f *wasm.Func) {
	f.Else()
	endElse(f)
}

func endElse(f *wasm.Func) {
	f.End()
	f.Get(base)
	f.Set(base)
}

// level writes the scalar code, the copies and the loops of a level.
func (e *emitter) level(level int) {
	var chunks = make([][]*value, e.p.parts[level])
	var copies, shifts []*value
	for _, v := range e.p.used {
		if e.p.level[v] != level {
			continue
		}
		switch kindOf(v) {
		case scalarKind, fillKind:
			chunks[e.p.chunk[v]] = append(chunks[e.p.chunk[v]], v)
		case copyKind:
			copies = append(copies, v)
		}
		if v.op == opShift {
			shifts = append(shifts, v)
		}
	}
	for i, chunk := range chunks {
		e.fresh()
		e.guard(e.p.chunkZone(level, i), func() {
			when := e.schedule(level, i, chunk, shifts)
			for k, v := range chunk {
				switch {
				case v.op == opSpread:
					e.fill(v)
				case !e.p.deferred(v) && e.p.arms.of[v.id] == nil:
					e.compute(v)
				}
				for _, u := range when.after[k] {
					e.update(u)
				}
			}
			if e.p.watch != nil {
				e.notice(chunk)
			} else {
				e.enterAll(shifts, i, i == len(chunks)-1)
			}
			if level == e.p.top {
				e.updates(i, when.end)
			}
		})
	}
	if e.p.watch == nil {
		for _, v := range shifts {
			if !v.sp.parent.root() {
				e.fresh()
				e.enterLanes(v)
			}
		}
	}
	for _, v := range copies {
		e.fresh()
		e.guard(e.p.copyZone(v), func() { e.copy(v) })
	}
	if e.p.watch != nil {
		e.watchedEdges(level, shifts)
	}
	for _, r := range e.p.regionsAt(level) {
		e.fresh()
		e.guard(e.p.regionZone(level, r.sp), func() { e.region(r) })
	}
}

// enterAll stores what comes into the grids of the root space at their edges
// from a chunk, with the last chunk what comes from elsewhere.
func (e *emitter) enterAll(shifts []*value, chunk int, last bool) {
	for _, v := range shifts {
		if !v.sp.parent.root() {
			continue
		}
		for i := range v.edges {
			early := e.p.entersEarly(v, 1+i)
			if early && e.p.chunk[v.args[1+i]] == chunk || !early && last {
				e.enter(v, i)
			}
		}
	}
}

// watchedEdges does the same for the loops that are going to run: a loop leaves
// anything in the room between its cells.
func (e *emitter) watchedEdges(level int, shifts []*value) {
	for _, r := range e.p.regionsAt(level) {
		var mine []*value
		for _, v := range shifts {
			if v.sp == r.sp {
				mine = append(mine, v)
			}
		}
		if len(mine) == 0 {
			continue
		}
		e.fresh()
		e.f.Get(base)
		e.f.Mem(wasm.I32Load8U, e.p.watch.flags+uint32(e.p.regionZone(level, r.sp).index))
		e.f.If()
		for _, v := range mine {
			if v.sp.parent.root() {
				for i := range v.edges {
					e.enter(v, i)
				}
			} else {
				e.enterLanes(v)
			}
		}
		e.endIf()
		e.scalar = map[*value]uint32{}
	}
}

func (p *plan) regionsAt(level int) []*region {
	var list []*region
	for k, r := range p.regions {
		if k.level == level {
			list = append(list, r)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].sp.id < list[j].sp.id })
	return list
}

// writesOf is the writes that are part of a chunk of the top level.
func (e *emitter) writesOf(chunk int) (list []write) {
	for _, w := range e.p.job.writes {
		if chunk == e.p.parts[e.p.top]-1 && e.p.straight(w) {
			list = append(list, w)
		}
	}
	return list
}

// notice notes the events of the root space, or those of a zone.
func (e *emitter) notice(chunk []*value) {
	var bad []*value
	inside := map[*value]bool{}
	for _, v := range chunk {
		inside[v] = true
	}
	for _, ev := range e.p.job.events {
		if e.zone != nil && inside[ev.bad] || e.zone == nil && (ev.bad.sp == nil || ev.bad.sp.root()) {
			bad = append(bad, ev.bad)
		}
	}
	if len(bad) == 0 {
		return
	}
	e.alarm(func() {
		e.push(bad[0])
		for _, v := range bad[1:] {
			e.push(v)
			e.f.Op(wasm.I32Or)
		}
	})
}

// flag ors a pushed number into the event flag.
func (e *emitter) flag(push func()) {
	e.f.Get(base)
	e.f.Get(base)
	e.f.Mem(wasm.I32Load, eventFlag)
	push()
	e.f.Op(wasm.I32Or)
	e.f.Mem(wasm.I32Store, eventFlag)
}

// enter stores what comes into a grid at one place of its edge, beside the
// array of the value that moves on from cell to cell.
func (e *emitter) enter(v *value, i int) {
	a := e.p.array(v.args[0])
	e.f.Get(base)
	e.push(v.args[1+i])
	e.f.Mem(storeOp(a.elem, wideType(a.width)), uint32(int(a.addr)+v.edges[i].at*int(a.elem)))
}

// fill stores the values of a spread.
func (e *emitter) fill(v *value) {
	a := e.p.home(v)
	for cell, x := range v.args {
		e.f.Get(base)
		e.push(x)
		e.f.Mem(storeOp(a.elem, wideType(a.width)), a.addr+uint32(v.sp.cell[cell])*a.elem)
	}
}

// commit moves next values that could not be stored in place.
func (e *emitter) commit() {
	if e.p.watch != nil {
		e.commitZones()
		return
	}
	for _, u := range e.p.job.updates {
		t := e.p.temps[u.store]
		if t == nil {
			continue
		}
		if u.store.sp.root() {
			e.f.Get(base)
			e.load(t, 0)
			e.f.Mem(storeOp(t.elem, wideType(t.width)), u.store.addr)
			continue
		}
		e.fresh()
		e.copyArray(u.store, t)
	}
}

// copyArray copies the positions in use, by vectors.
func (e *emitter) copyArray(to, from *storage) {
	lo := uint32(to.sp.first) * to.elem
	n := (uint32(to.sp.last-to.sp.first+1)*to.elem + 15) / 16
	e.times(n, 16, func(ptr uint32, off uint32) {
		e.f.Get(ptr)
		e.f.Get(ptr)
		e.f.SIMDMem(wasm.V128Load, from.addr+lo+off)
		e.f.SIMDMem(wasm.V128Store, to.addr+lo+off)
	})
}

// times repeats body n times, with an address that grows by step each time.
func (e *emitter) times(n, step uint32, body func(ptr, off uint32)) {
	if n <= 8 {
		for i := range n {
			body(base, i*step)
		}
		return
	}
	f := e.f
	at := f.Local(wasm.I32)
	f.Get(base)
	f.Set(at)
	f.Loop()
	body(at, 0)
	f.Get(at)
	f.I32(int32(step))
	f.Op(wasm.I32Add)
	f.Tee(at)
	f.Get(base)
	f.I32(int32(n * step))
	f.Op(wasm.I32Add)
	f.Op(wasm.I32Eq)
	f.Until()
}

// copy moves a value between a grid within a grid and the outer one: unit by
// unit, cell by cell.
func (e *emitter) copy(v *value) {
	to := e.p.home(v)
	if v.op == opPick {
		from := e.p.array(v.args[0])
		child := v.args[0].sp
		e.strided(v.sp, to, 1, 0, from, child.unit, int(v.k))
		return
	}
	for cell, at := range v.sp.cell {
		x := v.args[0]
		if len(v.args) > 1 {
			x = v.args[cell]
		}
		if x.constant() {
			e.stridedConstant(v.sp.parent, to, v.sp.unit, at, x.k)
			continue
		}
		e.strided(v.sp.parent, to, v.sp.unit, at, e.p.array(x), 1, 0)
	}
}

// enterLanes is enter for a grid within a grid.
func (e *emitter) enterLanes(v *value) {
	to := e.p.array(v.args[0])
	for i, at := range v.edges {
		x := v.args[1+i]
		if x.constant() {
			e.stridedConstant(v.sp.parent, to, v.sp.unit, at.at, x.k)
			continue
		}
		e.strided(v.sp.parent, to, v.sp.unit, at.at, e.p.array(x), 1, 0)
	}
}

// strided copies, for every position p of a space, from[p*fs+fo] to
// to[p*ts+to].
func (e *emitter) strided(sp *space, to *storage, ts, tOff int, from *storage, fs, fOff int) {
	wide := wideType(to.width)
	e.eachPosition(sp, to.elem*uint32(ts), from.elem*uint32(fs), func(pt, pf uint32) {
		e.f.Get(pt)
		e.f.Get(pf)
		e.f.Mem(loadOp(from.elem, wide), uint32(int(from.addr)+fOff*int(from.elem)))
		e.f.Mem(storeOp(to.elem, wide), uint32(int(to.addr)+tOff*int(to.elem)))
	})
}

func (e *emitter) stridedConstant(sp *space, to *storage, ts, tOff int, k uint64) {
	wide := wideType(to.width)
	e.eachPosition(sp, to.elem*uint32(ts), 0, func(pt, _ uint32) {
		e.f.Get(pt)
		e.pushConst(k, wide)
		e.f.Mem(storeOp(to.elem, wide), uint32(int(to.addr)+tOff*int(to.elem)))
	})
}

// eachPosition loops over the positions of a space, with two addresses that
// grow by steps.
func (e *emitter) eachPosition(sp *space, stepA, stepB uint32, body func(a, b uint32)) {
	f := e.f
	a, b, n := f.Local(wasm.I32), f.Local(wasm.I32), f.Local(wasm.I32)
	start := func(local, step uint32) {
		f.Get(base)
		f.I32(int32(step * uint32(sp.first)))
		f.Op(wasm.I32Add)
		f.Set(local)
	}
	start(a, stepA)
	start(b, stepB)
	f.I32(int32(sp.last - sp.first + 1))
	f.Set(n)
	f.Loop()
	body(a, b)
	for _, x := range [...]struct{ local, step uint32 }{{a, stepA}, {b, stepB}} {
		f.Get(x.local)
		f.I32(int32(x.step))
		f.Op(wasm.I32Add)
		f.Set(x.local)
	}
	f.Get(n)
	f.I32(1)
	f.Op(wasm.I32Sub)
	f.Tee(n)
	f.Op(wasm.I32Eqz)
	f.Until()
}
