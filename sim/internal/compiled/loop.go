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
	index    uint32 // that of a loop: the lowest of several iterations
	ahead    int    // by how many positions this iteration is above it
	ptr      map[int]uint32
	touch    map[int]uint32 // highest offset used with each pointer
	memo     map[part]uint32
	uniform  map[part]uint32 // the same in all iterations
	before   []byte          // code that makes those

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

const (
	unrollLimit = 1500 // vector operations of a loop that is written as straight code
	loopBody    = 160  // and about those of the iterations of one that is not
)

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
	start := f.Mark()
	if trips == 1 || work*trips <= unrollLimit {
		e.straight(0, trips, accumulator)
	} else {
		e.counted(trips, max(1, min(trips/4, loopBody/max(1, work))), accumulator)
	}
	f.Insert(start, l.before)
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
			least = min(least, int(r.sp.bytes(int(v.w))))
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
		least = min(least, int(r.sp.mask.elem))
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

// straight is the iterations from one to another, one after the other.
func (e *emitter) straight(from, to int, accumulator uint32) {
	l := e.lanes
	l.unrolled = true
	for t := from; t < to; t++ {
		l.at = l.first(t)
		e.iteration(accumulator)
	}
	l.unrolled = false
}

// first is the first position of the t-th iteration, in the direction of the
// loop.
func (l *lanes) first(t int) int {
	if l.r.down {
		t = (l.r.sp.last-l.r.sp.first+l.n)/l.n - 1 - t
	}
	return l.r.sp.first + t*l.n
}

// counted is a loop proper, of several iterations each time; those that are
// left over come first. Each size of lanes has a pointer of its own, whose
// bounds are checked each time.
func (e *emitter) counted(trips, together int, accumulator uint32) {
	f, l := e.f, e.lanes
	left := trips % together
	e.straight(0, left, accumulator)
	l.index = f.Local(wasm.I32)
	for _, b := range []int{1, 2, 4, 8} {
		l.ptr[b] = f.Local(wasm.I32)
	}
	lowest := 0 // of the iterations of one time
	if l.r.down {
		lowest = together - 1
	}
	step := l.first(together) - l.first(0)
	f.I32(int32(l.first(left + lowest)))
	f.Set(l.index)
	f.Loop()
	body := f.Mark()
	l.touch = map[int]uint32{}
	for i := range together {
		l.ahead = l.first(i) - l.first(lowest)
		e.iteration(accumulator)
	}
	f.Get(l.index)
	f.I32(int32(step))
	f.Op(wasm.I32Add)
	f.Tee(l.index)
	f.I32(int32(l.first(trips + lowest)))
	f.Op(wasm.I32Eq)
	f.Until()
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
		for _, j := range l.order(b) {
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

// order is the parts of a value in the direction of the loop, without those
// that have no cell.
func (l *lanes) order(bytes int) (list []int) {
	n := l.n * bytes / 16
	for j := range n {
		if l.r.down {
			j = n - 1 - j
		}
		if !l.unrolled || l.at+j*16/bytes <= l.r.sp.last {
			list = append(list, j)
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
	off := uint32(int(s.addr) + (l.ahead+shift)*b + 16*j)
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
	e.f.I32(int32(l.ahead + lane))
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
