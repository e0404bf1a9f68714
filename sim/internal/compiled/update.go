package compiled

import (
	"math"
	"sort"

	"npugen/sim/internal/wasm"
)

// Registers of the root space are stored in the chunk that makes their next
// values, each as soon as nothing more in the chunk reads what it held: a next
// value that waits for the end takes a register of the machine, or a store and a
// load.

// schedule is when the registers of a chunk of the top level are stored.
type schedule struct {
	after map[int][]update // as soon as its k-th value is there
	end   []update         // after all of them
}

// schedule looks for the last reader of each register.
func (e *emitter) schedule(level, chunk int, values, shifts []*value) schedule {
	d := schedule{after: map[int][]update{}}
	if level != e.p.top {
		return d
	}
	at := map[*value]int{}     // when a value of the chunk is computed
	last := map[*storage]int{} // when a register is read last
	read := func(v *value, k int) {
		if v.op == opState {
			last[v.store] = max(last[v.store], k)
		} else if e.p.deferred(v) {
			at[v] = max(at[v], k)
		}
	}
	mine := e.updatesOf(chunk)
	e.readAtEnd(mine, shifts, func(v *value) { read(v, math.MaxInt) })
	for k := len(values) - 1; k >= 0; k-- {
		v := values[k]
		if !e.p.deferred(v) {
			at[v] = k
			if a := e.p.arms.of[v.id]; a != nil {
				at[v] = at[a.user]
			}
		}
		for _, a := range v.args {
			read(a, at[v])
		}
	}
	for _, u := range mine {
		k, here := at[u.next]
		if e.p.temps[u.store] == nil {
			k = max(k, last[u.store])
		}
		if here && u.when == nil && k < len(values) {
			d.after[k] = append(d.after[k], u)
		} else {
			d.end = append(d.end, u)
		}
	}
	return d
}

// readAtEnd visits what is read when all values of a chunk are there. Writes and
// events read no registers (lowering.held).
func (e *emitter) readAtEnd(updates []update, shifts []*value, visit func(v *value)) {
	for _, u := range updates {
		for _, v := range []*value{u.next, u.when, u.reset} {
			if v != nil && v.leaf() {
				visit(v)
			}
		}
	}
	for _, v := range shifts {
		for _, a := range v.args[1:] {
			visit(a)
		}
	}
}

// updates stores the registers of the root space that are stored at the end of
// a chunk, and notes events.
func (e *emitter) updates(chunk int, end []update) {
	if e.p.watch == nil && chunk == e.p.parts[e.p.top]-1 {
		e.notice(nil)
	}
	writes := e.writesOf(chunk)
	for _, w := range writes {
		w.visit(func(v *value) { e.get(v) })
	}
	for _, u := range end {
		e.get(u.next) // before anything is stored
		if u.when != nil {
			e.get(u.when)
		}
	}
	mine := e.updatesOf(chunk)
	for _, u := range mine {
		if u.reset != nil {
			e.get(u.reset)
		}
	}
	var together []update // under conditions
	for _, u := range end {
		if u.when != nil && e.p.temps[u.store] == nil {
			together = append(together, u)
		} else {
			e.update(u)
		}
	}
	sort.SliceStable(together, func(i, j int) bool { return together[i].when.id < together[j].when.id })
	for i, u := range together {
		if i == 0 || u.when != together[i-1].when {
			e.push(u.when)
			e.f.If()
		}
		e.update(u)
		if i == len(together)-1 || u.when != together[i+1].when {
			e.endIf()
		}
	}
	e.reset(mine)
	if e.zone != nil && e.zone.zone.waits {
		e.mark(e.p.watch.late, e.zone.zone, 1)
	}
	for _, w := range writes {
		e.writeLane(w, base, e.push)
	}
}

// update stores the next value of a register.
func (e *emitter) update(u update) {
	t := e.p.temps[u.store]
	if t == nil && u.next.op == opState && u.next.store == u.store {
		return // it changes in a reset only
	}
	if t == nil {
		e.differs(e.readersOfState(u.store), u.store, u.next)
		e.store(u.store, u.next)
		return
	}
	if e.zone != nil {
		e.zone.zone.waits = true
	}
	if u.when == nil {
		e.store(t, u.next)
		return
	}
	e.f.Get(base)
	e.push(u.next)
	e.load(u.store, 0)
	e.push(u.when)
	e.f.Op(wasm.Select)
	e.f.Mem(storeOp(t.elem, wideType(t.width)), t.addr)
}

// reset stores what registers hold in a reset, after their next values.
func (e *emitter) reset(updates []update) {
	by := map[*value][]update{}
	var resets []*value
	for _, u := range updates {
		if u.reset == nil {
			continue
		}
		if len(by[u.reset]) == 0 {
			resets = append(resets, u.reset)
		}
		by[u.reset] = append(by[u.reset], u)
	}
	for _, r := range resets {
		e.push(r)
		e.f.If()
		for _, u := range by[r] {
			to := e.p.temps[u.store]
			if to == nil {
				to = u.store
			}
			e.store(to, u.clear)
		}
		e.endIf()
	}
}

// updatesOf is the updates of the root space that come with a chunk of the top
// level.
func (e *emitter) updatesOf(chunk int) []update {
	if e.mine == nil {
		e.mine = map[int][]update{}
		for _, u := range e.p.job.updates {
			if u.store.sp.root() {
				c := e.p.updateChunk(u)
				e.mine[c] = append(e.mine[c], u)
			}
		}
	}
	return e.mine[chunk]
}
