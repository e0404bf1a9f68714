package compiled

import "cmp"

// job is what one compiled function does.
type job struct {
	updates []update
	writes  []write
	events  []event
	views   []*value            // to be left in their homes
	homes   map[*value]*storage // of views, if they are not to be in homes of the plan's own
}

// kind is the phase of a level in which a value is made.
type kind uint8

const (
	scalarKind kind = iota // root space: straight code
	fillKind               // spread from the root space: stores in that code
	copyKind               // moved between two spaces with many lanes
	laneKind               // in the loop over its space
)

func kindOf(v *value) kind {
	switch {
	case v.sp == nil || v.sp.root():
		return scalarKind
	case v.op == opSpread && v.sp.parent.root():
		return fillKind
	case v.op == opSpread || v.op == opPick:
		return copyKind
	}
	return laneKind
}

// plan is the order in which the values of a job are made. A level is the
// scalar code, then copies, then one loop for each space. Values are made as
// late as they can be, so that most share the last loops and registers are
// read before the loops that update them.
type plan struct {
	l       *lowering
	job     job
	level   map[*value]int
	top     int
	used    []*value              // what is computed, arguments first
	uses    []int32               // how often each value is read, by its number,
	user    []*value              // by which other value last,
	choices []int32               // and how often as a condition
	kept    map[*value]bool       // must be in its home
	temps   map[*storage]*storage // next values that may not be stored in place
	chunk   map[*value]int        // of scalar values within their level
	parts   []int                 // number of chunks, by level
	regions map[regionKey]*region
	updated map[*storage]int // chunks of the updates of the root space, of a plan that watches
	arms    arms
	watch   *watch // nil for a plan that always computes everything
}

type regionKey struct {
	level int
	sp    *space
}

// region is a loop over the lanes of a space.
type region struct {
	sp      *space
	values  []*value
	updates []update
	events  []event
	down    bool // from the last position to the first

	readers map[*storage]int  // how many updates and kept values read a register
	self    map[*storage]bool // registers whose next values read them
}

// chunkSize is the most values of straight code that share local variables. The
// register allocator of wazero does better with a thousand than with more.
const chunkSize = 1000

// newPlan plans a job: watching is to skip what has not changed.
func newPlan(l *lowering, j job, watching bool) *plan {
	always := map[*space]bool{} // loops that something else needs too
	for {
		p := tryPlan(l, j, always, watching)
		again := false
		for k, r := range p.regions {
			if k.level == p.top && len(r.updates) > 0 && r.updates[0].when != nil && p.needed(r) {
				always[k.sp], again = true, true
			}
		}
		if !again {
			p.place()
			return p
		}
	}
}

// needed reports whether a loop does more than to update registers in place.
func (p *plan) needed(r *region) bool {
	for _, v := range r.values {
		if p.kept[v] {
			return true
		}
	}
	for _, u := range r.updates {
		if _, ok := p.temps[u.store]; ok {
			return true
		}
	}
	return len(r.events) > 0
}

func tryPlan(l *lowering, j job, always map[*space]bool, watching bool) *plan {
	j.updates = l.enabled(j.updates, always, watching)
	p := &plan{
		l: l, job: j, level: map[*value]int{}, kept: map[*value]bool{}, temps: map[*storage]*storage{},
		chunk: map[*value]int{}, regions: map[regionKey]*region{},
	}
	p.collect()
	p.levels()
	if watching {
		p.watch = newWatch()
		p.cluster()
		p.group()
		p.zones()
	} else {
		p.cut()
		p.group()
	}
	p.keep()
	p.branches()
	p.order()
	return p
}

// roots visits what the job needs.
func (p *plan) roots(visit func(v *value)) {
	for _, u := range p.job.updates {
		visit(u.next)
		if u.when != nil {
			visit(u.when)
		}
	}
	for _, w := range p.job.writes {
		w.visit(visit)
	}
	p.lasting(visit)
	for _, e := range p.job.events {
		visit(e.bad)
	}
}

// straight reports whether a write is part of the last chunk of straight code.
func (p *plan) straight(w write) bool { return p.watch == nil && w.mem.sp.root() }

// inLast reports whether a value is made in that chunk.
func (p *plan) inLast(v *value) bool {
	return kindOf(v) == scalarKind && p.level[v] == p.top && p.chunk[v] == p.parts[p.top]-1
}

// deferred reports whether a value is not computed by itself but as part of the
// those that use it, in the same chunk: a piece that is moved into place or
// compared where it is, a comparison that is turned round or chooses.
func (p *plan) deferred(v *value) bool {
	if kindOf(v) != scalarKind || p.kept[v] {
		return false
	}
	if p.chooses(v) {
		return true
	}
	if p.uses[v.id] != 1 {
		return false
	}
	u := p.user[v.id]
	switch {
	case u == nil:
		return false
	case v.op == opSlice && u.op == opEq:
		return u.args[1].constant() && !wideType(int(v.args[0].w))
	case comparison(v):
		return u.op == opNot
	}
	return pieces(v) && (u.op == opCat || u.op == opSext || u.op == opZext && pieces(u))
}

// chooses reports whether a value is a comparison that only chooses: it is made
// just before each choice, where the machine compares and moves without a number
// in between.
func (p *plan) chooses(v *value) bool {
	if !comparison(v) || p.uses[v.id] != p.choices[v.id] {
		return false
	}
	x := v.args[0]
	return p.uses[v.id] == 1 || v.args[1].constant() && (x.op != opSlice || p.uses[x.id] > 1)
}

func comparison(v *value) bool { return v.op == opEq || v.op == opLt || v.op == opLtS }

// pieces reports whether a value only moves bits.
func pieces(v *value) bool {
	return v.op == opSlice || v.op == opCat || v.op == opSext || v.op == opZext
}

// lasting visits the values that must be in their homes at the end.
func (p *plan) lasting(visit func(v *value)) {
	for _, e := range p.job.events {
		if e.addr != nil {
			visit(e.addr)
		}
	}
	for _, v := range p.job.views {
		visit(v)
	}
}

func (p *plan) collect() {
	seen := make([]bool, len(p.l.values))
	p.uses = make([]int32, len(p.l.values))
	p.user = make([]*value, len(p.l.values))
	p.choices = make([]int32, len(p.l.values))
	var visit func(v *value)
	visit = func(v *value) {
		p.uses[v.id]++
		if seen[v.id] || v.leaf() {
			return
		}
		seen[v.id] = true
		for i, a := range v.args {
			p.user[a.id] = v
			if v.op == opMux && i == 0 && kindOf(v) == scalarKind {
				p.choices[a.id]++
			}
			visit(a)
		}
	}
	p.roots(visit)
	for id, s := range seen {
		if s {
			p.used = append(p.used, p.l.values[id])
		}
	}
}

// gap is by how many levels argument i must come before its user.
func gap(u *value, i int) int {
	a := kindOf(u.args[i])
	switch kindOf(u) {
	case scalarKind, fillKind:
		if a == laneKind || a == copyKind {
			return 1
		}
	case copyKind:
		if a == laneKind || a == copyKind {
			return 1
		}
	case laneKind:
		if u.op == opShift && (a == laneKind || a == copyKind) {
			return 1
		}
	}
	return 0
}

func (p *plan) levels() {
	for _, v := range p.used {
		n := 0
		for i, a := range v.args {
			if !a.leaf() {
				n = max(n, p.level[a]+gap(v, i))
			}
		}
		p.level[v] = n
		p.top = max(p.top, n)
	}
	for _, v := range p.used {
		p.level[v] = p.top
	}
	for k := len(p.used) - 1; k >= 0; k-- {
		v := p.used[k]
		for i, a := range v.args {
			if !a.leaf() {
				p.level[a] = min(p.level[a], p.level[v]-gap(v, i))
			}
		}
	}
}

// cut divides the scalar code of each level into chunks.
func (p *plan) cut() {
	p.parts = make([]int, p.top+1)
	size := make([]int, p.top+1)
	most := cmp.Or(p.l.how.chunk, chunkSize)
	for _, v := range p.used {
		if k := kindOf(v); k == scalarKind || k == fillKind {
			l := p.level[v]
			if size[l] == most {
				p.parts[l]++
				size[l] = 0
			}
			p.chunk[v] = p.parts[l]
			size[l] += max(1, len(v.args)/4)
			size[l] = min(size[l], most)
		}
	}
	for l := range p.parts {
		p.parts[l]++
	}
}

// group puts the lane values into regions, and each update and event where it
// happens.
func (p *plan) group() {
	for _, v := range p.used {
		if kindOf(v) == laneKind {
			r := p.region(p.level[v], v.sp)
			r.values = append(r.values, v)
		}
	}
	for _, u := range p.job.updates {
		if !u.store.sp.root() {
			r := p.region(p.top, u.store.sp)
			r.updates = append(r.updates, u)
		}
	}
	for _, e := range p.job.events {
		if e.bad.sp != nil && !e.bad.sp.root() {
			r := p.region(p.top, e.bad.sp)
			r.events = append(r.events, e)
		}
	}
}

func (p *plan) region(level int, sp *space) *region {
	k := regionKey{level, sp}
	r := p.regions[k]
	if r == nil {
		r = &region{sp: sp, down: true}
		p.regions[k] = r
	}
	return r
}

// keep finds the values that are read outside the code that makes them.
func (p *plan) keep() {
	need := func(v *value) {
		if !v.leaf() {
			p.kept[v] = true
		}
	}
	p.lasting(need)
	for _, w := range p.job.writes {
		w.visit(func(v *value) {
			if !p.straight(w) || !p.inLast(v) {
				need(v)
			}
		})
	}
	if p.watch != nil {
		for v := range p.watch.values {
			need(v)
		}
	}
	for _, u := range p.used {
		for i, a := range u.args {
			if !a.leaf() && p.outside(u, i) {
				need(a)
			}
		}
		if k := kindOf(u); k == fillKind || k == copyKind {
			need(u)
		}
	}
	for _, u := range p.job.updates {
		if u.when != nil {
			need(u.when)
		}
		if !u.next.leaf() && u.store.sp.root() && p.chunk[u.next] != p.updateChunk(u) {
			need(u.next)
		}
		if !u.next.leaf() && (p.level[u.next] != p.top || kindOf(u.next) != scalarKind && kindOf(u.next) != laneKind) {
			need(u.next)
		}
	}
	for _, e := range p.job.events {
		if !e.bad.leaf() {
			need(e.bad)
		}
	}
}

// outside reports whether argument i is made elsewhere than its user.
func (p *plan) outside(u *value, i int) bool {
	a := u.args[i]
	ka, ku := kindOf(a), kindOf(u)
	switch {
	case p.entersEarly(u, i):
		return false
	case ka == fillKind || ka == copyKind || ku == copyKind || u.op == opSplat || u.op == opShift || u.op == opPick:
		return true
	case p.level[a] != p.level[u]:
		return true
	case ka == scalarKind:
		return p.chunk[a] != p.chunk[u]
	}
	return false
}

// entersEarly reports whether argument i enters a grid at its edge in the chunk
// that makes it.
func (p *plan) entersEarly(u *value, i int) bool {
	a := u.args[i]
	return p.watch == nil && u.op == opShift && i > 0 && u.sp.parent.root() && !a.leaf() && p.level[a] == p.level[u]
}

// order decides which registers are updated in place.
func (p *plan) order() {
	last := p.parts[p.top] - 1
	enter := last // the chunk that stores what enters grids
	if p.watch != nil {
		enter++
	}
	where := map[*storage]int{} // chunk of the update of a root register
	for _, u := range p.job.updates {
		if u.store.sp.root() {
			where[u.store] = p.updateChunk(u)
		}
	}
	hazard := func(a *value, level, chunk int) {
		if a.op == opSplat { // read by each loop that uses it
			a = a.args[0]
		}
		if a.op != opState || !a.store.sp.root() {
			return
		}
		if at, ok := where[a.store]; ok && level == p.top && chunk > at {
			p.temps[a.store] = nil
		}
	}
	for _, v := range p.used {
		level, chunk := p.level[v], p.chunk[v]
		for i, a := range v.args {
			switch {
			case v.op == opShift && i > 0:
				hazard(a, level, enter)
			case kindOf(v) == laneKind || kindOf(v) == copyKind:
				hazard(a, level, last+1)
			default:
				hazard(a, level, chunk)
			}
		}
	}
	for _, u := range p.job.updates {
		if u.store.sp.root() {
			hazard(u.next, p.top, where[u.store])
		} else {
			hazard(u.next, p.top, last+1)
		}
		if u.reset != nil {
			hazard(u.reset, p.top, where[u.store])
		}
		if u.when != nil && u.store.sp.root() {
			hazard(u.when, p.top, where[u.store])
		} else if u.when != nil {
			hazard(u.when, p.top, last+1)
		}
	}
	for _, e := range p.job.events {
		hazard(e.bad, p.top, last+1)
	}
	for k, r := range p.regions {
		if k.level == p.top {
			p.direct(r)
		}
	}
}

// updateChunk is the chunk of the top level at whose end a root register is
// stored.
func (p *plan) updateChunk(u update) int {
	if p.watch != nil {
		return p.updated[u.store]
	}
	chunk := -1
	for _, v := range []*value{u.next, u.when} {
		if v != nil && !v.leaf() && kindOf(v) == scalarKind && p.level[v] == p.top {
			chunk = max(chunk, p.chunk[v])
		}
	}
	if chunk >= 0 {
		return chunk
	}
	return p.parts[p.top] - 1
}

// direct chooses the direction of a loop, so that a register is read by its
// neighbours before it is updated, and notes the registers for which that
// cannot be.
func (p *plan) direct(r *region) {
	updated := map[*storage]bool{}
	for _, u := range r.updates {
		updated[u.store] = true
	}
	behind, ahead := map[*storage]bool{}, map[*storage]bool{}
	note := func(v *value) {
		if v.op != opShift || v.args[0].op != opState || !updated[v.args[0].store] {
			return
		}
		if int64(v.k) < 0 {
			behind[v.args[0].store] = true
		} else {
			ahead[v.args[0].store] = true
		}
	}
	for _, v := range r.values {
		note(v)
	}
	size := func(m map[*storage]bool) (n uint32) {
		for s := range m {
			n += s.elem
		}
		return n
	}
	wrong := ahead
	if r.down = size(behind) >= size(ahead); !r.down {
		wrong = behind
	}
	for s := range wrong {
		p.temps[s] = nil
	}
}

// place gives homes to the values and registers that need one.
func (p *plan) place() {
	for _, v := range p.used {
		if p.kept[v] && p.home(v) == nil {
			s := &storage{sp: v.sp, width: int(v.w)}
			p.l.arena.place(s)
			if p.watch != nil {
				p.watch.homes[v] = s
			} else {
				v.home = s
			}
		}
	}
	if p.watch != nil {
		p.placeZones()
	}
	for _, u := range p.job.updates {
		if _, ok := p.temps[u.store]; ok && p.temps[u.store] == nil {
			t := &storage{sp: u.store.sp, width: u.store.width}
			p.l.arena.place(t)
			p.temps[u.store] = t
		}
	}
}

// home is where the plan keeps a computed value.
func (p *plan) home(v *value) *storage {
	if s := p.job.homes[v]; s != nil {
		return s
	}
	if p.watch != nil {
		return p.watch.homes[v]
	}
	return v.home
}

// array is where a value can be read in memory.
func (p *plan) array(v *value) *storage {
	if v.op == opState {
		return v.store
	}
	return p.home(v)
}
