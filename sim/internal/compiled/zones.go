package compiled

// A plan that watches is cut into zones: stretches of straight code, and the
// copies, loops and writes of grids. Each has a flag, and runs only when the
// flag is up: then something that it reads has changed since it ran last. What
// a zone makes is compared with what it made before, and where that differs,
// the flags of its readers go up. Of a zone that is skipped everything stays in
// its home, so a plan that watches shares homes with no other.
//
// Within one edge flags of zones further on go up by computed values. Those
// that registers and memories put up are for the next edge: all their readers
// have run by then.

// zone is one stretch of code that runs or is skipped.
type zone struct {
	index  int     // of its flags
	wakes  []*zone // that run whenever this one has run
	events bool    // notes in its alarm whether any of its events happens
	waits  bool    // has registers that are updated at the end of the edge
}

// chunkKey is a stretch of the straight code of a level.
type chunkKey struct{ level, chunk int }

// watch is what a plan knows about its zones.
type watch struct {
	zones   []*zone
	chunks  map[chunkKey]*zone
	regions map[regionKey]*zone
	copies  map[*value]*zone
	writes  []*zone // by write; nil for those of the root space, which always run

	values map[*value][]*zone   // readers outside the zone that makes a value
	states map[*storage][]*zone // readers of registers and inputs
	makers map[*storage][]*zone // the zones that update registers
	mems   map[*memory][]*zone

	homes  map[*value]*storage
	flags  uint32 // addresses of a byte for each zone: it must run,
	late   uint32 // it has registers to update at the end of the edge,
	alarms uint32 // an event of it happens
}

func newWatch() *watch {
	return &watch{
		chunks: map[chunkKey]*zone{}, regions: map[regionKey]*zone{}, copies: map[*value]*zone{},
		values: map[*value][]*zone{}, states: map[*storage][]*zone{}, makers: map[*storage][]*zone{}, mems: map[*memory][]*zone{},
		homes: map[*value]*storage{},
	}
}

func (w *watch) zone() *zone {
	z := &zone{index: len(w.zones)}
	w.zones = append(w.zones, z)
	return z
}

// zones finds the zones of a plan that has been grouped, and who reads what.
func (p *plan) zones() {
	w := p.watch
	for level, n := range p.parts {
		for c := range n {
			w.chunks[chunkKey{level, c}] = w.zone()
		}
	}
	for _, v := range p.used {
		if kindOf(v) == copyKind {
			w.copies[v] = w.zone()
		}
	}
	for level := range p.parts {
		for _, r := range p.regionsAt(level) {
			w.regions[regionKey{level, r.sp}] = w.zone()
		}
	}
	for _, v := range p.used {
		z := p.zoneOf(v)
		for _, a := range v.args {
			p.reads(z, a)
		}
		if v.op == opRead {
			w.mems[v.mem] = with(w.mems[v.mem], z)
		}
	}
	for _, u := range p.job.updates {
		z := p.updater(u)
		p.reads(z, u.next)
		if u.when != nil {
			p.reads(z, u.when)
		}
		w.makers[u.store] = with(w.makers[u.store], z)
	}
	for _, e := range p.job.events {
		if !e.bad.constant() {
			p.eventZone(e).events = true
		}
	}
	for _, x := range p.job.writes {
		var z *zone
		if !x.mem.sp.root() {
			z = w.zone()
			x.visit(func(v *value) { p.reads(z, v) })
		}
		w.writes = append(w.writes, z)
	}
}

// zoneOf is the zone that computes a value.
func (p *plan) zoneOf(v *value) *zone {
	switch kindOf(v) {
	case copyKind:
		return p.watch.copies[v]
	case laneKind:
		return p.watch.regions[regionKey{p.level[v], v.sp}]
	}
	return p.watch.chunks[chunkKey{p.level[v], p.chunk[v]}]
}

// updater is the zone that updates a register.
func (p *plan) updater(u update) *zone {
	if u.store.sp.root() {
		return p.watch.chunks[chunkKey{p.top, p.updateChunk(u)}]
	}
	return p.watch.regions[regionKey{p.top, u.store.sp}]
}

// eventZone is the zone that notes an event.
func (p *plan) eventZone(e event) *zone {
	if e.bad.sp.root() {
		return p.zoneOf(e.bad)
	}
	z := p.watch.regions[regionKey{p.top, e.bad.sp}]
	p.reads(z, e.bad)
	return z
}

// reads notes that a zone must run when a value has changed.
func (p *plan) reads(z *zone, a *value) {
	w := p.watch
	switch {
	case a.constant():
	case a.op == opState:
		w.states[a.store] = with(w.states[a.store], z)
	case p.zoneOf(a) == z:
	case kindOf(a) == scalarKind:
		w.values[a] = with(w.values[a], z)
	case kindOf(a) == fillKind:
		for _, x := range a.args {
			p.readsFilled(z, x)
		}
	default:
		from := p.zoneOf(a)
		from.wakes = with(from.wakes, z)
	}
}

// readsFilled is reads for what a value of the root space was filled with.
func (p *plan) readsFilled(z *zone, x *value) {
	if x.leaf() {
		p.reads(z, x)
		return
	}
	p.watch.values[x] = with(p.watch.values[x], z)
}

// with is a list of zones that has z.
func with(list []*zone, z *zone) []*zone {
	for _, x := range list {
		if x == z {
			return list
		}
	}
	return append(list, z)
}

// placeZones gives the flags a place.
func (p *plan) placeZones() {
	n := uint32(len(p.watch.zones)+7) &^ 7
	p.watch.flags = p.l.arena.bytes(n, 8)
	p.watch.late = p.l.arena.bytes(n, 8)
	p.watch.alarms = p.l.arena.bytes(n, 8)
}

// The zones below are nil in a plan that does not watch.

func (p *plan) chunkZone(level, chunk int) *zone {
	if p.watch == nil {
		return nil
	}
	return p.watch.chunks[chunkKey{level, chunk}]
}

func (p *plan) copyZone(v *value) *zone {
	if p.watch == nil {
		return nil
	}
	return p.watch.copies[v]
}

func (p *plan) regionZone(level int, sp *space) *zone {
	if p.watch == nil {
		return nil
	}
	return p.watch.regions[regionKey{level, sp}]
}

// writeZone is nil too for a write of the root space, which always runs.
func (p *plan) writeZone(i int) *zone {
	if p.watch == nil {
		return nil
	}
	return p.watch.writes[i]
}
