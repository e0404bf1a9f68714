package compiled

import "npugen/sim/internal/wasm"

// lanes is what a loop over a space knows. An iteration works on n lanes: 16
// when bytes are involved. A value with lanes of e bytes is n*e/16 vectors,
// its parts.
type lanes struct {
	r     *region
	n     int
	least int // bytes of the narrowest lanes

	unrolled bool
	at       int    // first position of an unrolled iteration
	index    uint32 // that of a loop
	ptr      map[int]uint32
	touch    map[int]uint32 // highest offset used with each pointer
	memo     map[part]uint32
	uniform  map[part]uint32 // the same in all iterations
	ahead    []byte          // code that makes those

	changed   uint32            // gathers what registers change, of a plan that watches
	different map[[2]int]uint32 // in this iteration, by bytes of a lane and vector
}

// part is one vector of a value in one of its forms.
type part struct {
	v     *value
	bytes int
	index int
	form  form
}

type form uint8

const (
	plain  form = iota // zero above the width
	signed             // sign-extended to the lane
	mask               // of a condition: all ones for 1
)

const unrollLimit = 1500 // vector operations

// loop writes the code of a region.
func (e *emitter) loop(r *region) {
	l := &lanes{r: r, least: 8, uniform: map[part]uint32{}, ptr: map[int]uint32{}}
	e.lanes = l
	defer func() { e.lanes = nil }()
	l.least = e.narrowest(r)
	l.n = 16 / l.least
	trips := (r.sp.last - r.sp.first + l.n) / l.n
	work := 0
	for _, v := range r.values {
		work += l.parts(v)
	}
	for _, u := range r.updates {
		work += l.parts(u.next)
	}
	f := e.f
	when := e.condition(r)
	if when != nil {
		e.load(e.p.array(when), 0)
		f.If()
	}
	accumulator := uint32(base)
	if len(r.events) > 0 {
		accumulator = f.Local(wasm.V128)
		f.V128(0, 0)
		f.Set(accumulator)
	}
	l.watchChanges(e)
	if trips == 1 || work*trips <= unrollLimit {
		l.unrolled = true
		start := f.Mark()
		for t := range trips {
			if r.down {
				t = trips - 1 - t
			}
			l.at = r.sp.first + t*l.n
			e.iteration(accumulator)
		}
		f.Insert(start, l.ahead)
	} else {
		e.counted(trips, accumulator)
	}
	if len(r.events) > 0 {
		e.alarm(func() {
			f.Get(accumulator)
			f.SIMD(wasm.V128AnyTrue)
		})
	}
	e.wakeReaders(r)
	if when != nil {
		e.endIf()
	}
}

// condition is what a whole loop depends on, nil if part of it does not: its
// updates then keep what they had by themselves.
func (e *emitter) condition(r *region) *value {
	if len(r.updates) == 0 {
		return nil
	}
	return r.updates[0].when
}

// narrowest is the fewest bytes of the arrays that a loop reads and writes.
func (e *emitter) narrowest(r *region) int {
	least := 8
	note := func(v *value) {
		if v.op == opState || !v.leaf() && (e.p.kept[v] || v.op == opShift) {
			least = min(least, int(elemBytes(int(v.w))))
		}
	}
	for _, v := range r.values {
		note(v)
		for _, a := range v.args {
			if v.op != opSplat {
				note(a)
			}
		}
	}
	if e.zone != nil && !e.zone.assume && len(r.updates) > 0 && r.sp.ragged() {
		least = 1 // of the mask
	}
	for _, u := range r.updates {
		note(u.next)
		least = min(least, int(u.store.elem))
	}
	for _, ev := range r.events {
		note(ev.bad)
	}
	return least
}

// counted is a loop proper. Each size of lanes has a pointer of its own, whose
// bounds are checked once an iteration.
func (e *emitter) counted(trips int, accumulator uint32) {
	f, l := e.f, e.lanes
	l.index = f.Local(wasm.I32)
	for _, b := range []int{1, 2, 4, 8} {
		l.ptr[b] = f.Local(wasm.I32)
	}
	first, last := l.r.sp.first, l.r.sp.first+(trips-1)*l.n
	start, end, step := first, last+l.n, l.n
	if l.r.down {
		start, end, step = last, first-l.n, -l.n
	}
	top := f.Mark()
	f.I32(int32(start))
	f.Set(l.index)
	f.Loop()
	body := f.Mark()
	l.touch = map[int]uint32{}
	e.iteration(accumulator)
	f.Get(l.index)
	f.I32(int32(step))
	f.Op(wasm.I32Add)
	f.Tee(l.index)
	f.I32(int32(end))
	f.Op(wasm.I32Ne)
	f.BreakIf(0)
	f.End()
	pointers := f.Capture(func() {
		for _, b := range []int{1, 2, 4, 8} {
			highest, used := l.touch[b]
			if !used {
				continue
			}
			f.Get(l.index)
			f.I32(int32(b))
			f.Op(wasm.I32Mul)
			f.Get(base)
			f.Op(wasm.I32Add)
			f.Tee(l.ptr[b])
			f.Mem(wasm.I32Load8U, highest)
			f.Op(wasm.Drop)
		}
	})
	f.Insert(body, pointers)
	f.Insert(top, l.ahead)
}

// iteration computes and stores n lanes of everything in the region. A
// register that something else reads is stored when all else has been
// computed.
func (e *emitter) iteration(accumulator uint32) {
	l := e.lanes
	l.memo = map[part]uint32{}
	f := e.f
	var held []func()
	readers := e.stateReaders(l.r)
	for _, u := range l.r.updates {
		to := u.store
		if t := e.p.temps[to]; t != nil {
			to = t
		}
		if u.next.op == opState && u.next.store == to {
			continue
		}
		wait := to == u.store && readers[u.store] > 1 || readers[u.store] == 1 && !e.readsOnlyItself(u)
		for _, j := range l.order(int(to.elem)) {
			x := e.vec(u.next, int(to.elem), j, plain)
			e.noteChange(u.store, j, x)
			write := func() { e.storePart(to, j, x) }
			if wait {
				held = append(held, write)
			} else {
				write()
			}
		}
	}
	for _, v := range l.r.values {
		if !e.p.kept[v] {
			continue
		}
		for _, j := range l.order(int(e.p.home(v).elem)) {
			e.storePart(e.p.home(v), j, e.vec(v, int(e.p.home(v).elem), j, plain))
		}
	}
	for _, ev := range l.r.events {
		b := l.bytes(ev.bad)
		for j := range l.n * b / 16 {
			f.Get(accumulator)
			f.Get(e.vec(ev.bad, b, j, plain))
			f.SIMD(wasm.V128Or)
			f.Set(accumulator)
		}
	}
	for _, write := range held {
		write()
	}
	e.gatherChanges()
}

// order is the parts of a value in the direction of the loop.
func (l *lanes) order(bytes int) []int {
	n := l.n * bytes / 16
	list := make([]int, n)
	for i := range list {
		list[i] = i
		if l.r.down {
			list[i] = n - 1 - i
		}
	}
	return list
}

// bytes is the lane size of a value.
func (l *lanes) bytes(v *value) int { return max(l.least, int(elemBytes(int(v.w)))) }

// parts is the number of vectors of a value.
func (l *lanes) parts(v *value) int { return max(1, l.n*l.bytes(v)/16) }

// pointer pushes an address and returns the offset from it of the given part
// of an array, shifted by some positions.
func (e *emitter) pointer(s *storage, j, shift int) (offset uint32) {
	l := e.lanes
	b := int(s.elem)
	if l.unrolled {
		e.f.Get(base)
		return uint32(int(s.addr) + (l.at+shift)*b + 16*j)
	}
	off := uint32(int(s.addr) + shift*b + 16*j)
	l.touch[b] = max(l.touch[b], off+15)
	e.f.Get(l.ptr[b])
	return off
}

func (e *emitter) loadPart(s *storage, j, shift int) {
	off := e.pointer(s, j, shift)
	e.f.SIMDMem(wasm.V128Load, off)
}

func (e *emitter) storePart(s *storage, j int, local uint32) {
	off := e.pointer(s, j, 0)
	e.f.Get(local)
	e.f.SIMDMem(wasm.V128Store, off)
}

// position pushes the position of a lane of this iteration.
func (e *emitter) position(lane int) {
	l := e.lanes
	if l.unrolled {
		e.f.I32(int32(l.at + lane))
		return
	}
	e.f.Get(l.index)
	e.f.I32(int32(lane))
	e.f.Op(wasm.I32Add)
}

// stateReaders counts, for each register that the region updates, the updates
// and kept values that read it.
func (e *emitter) stateReaders(r *region) map[*storage]int {
	if r.readers != nil {
		return r.readers
	}
	r.readers = map[*storage]int{}
	updated := map[*storage]bool{}
	for _, u := range r.updates {
		updated[u.store] = true
	}
	inside := map[*value]bool{}
	for _, v := range r.values {
		inside[v] = true
	}
	count := func(root *value) map[*storage]bool {
		read := map[*storage]bool{}
		seen := map[*value]bool{}
		var visit func(v *value)
		visit = func(v *value) {
			if seen[v] {
				return
			}
			seen[v] = true
			if v.op == opState {
				if updated[v.store] {
					read[v.store] = true
				}
				return
			}
			if inside[v] {
				for _, a := range v.args {
					visit(a)
				}
			}
		}
		visit(root)
		for s := range read {
			r.readers[s]++
		}
		return read
	}
	r.self = map[*storage]bool{}
	for _, u := range r.updates {
		r.self[u.store] = count(u.next)[u.store]
	}
	for _, v := range r.values {
		if e.p.kept[v] {
			count(v)
		}
	}
	for _, ev := range r.events {
		count(ev.bad)
	}
	return r.readers
}

// readsOnlyItself reports whether the one reader of a register is its own next
// value.
func (e *emitter) readsOnlyItself(u update) bool { return e.lanes.r.self[u.store] }
