package compiled

import (
	"slices"

	"npugen/sim/internal/engine"
)

// extent is a part of linear memory from an address up to another.
type extent struct{ from, to uint32 }

// nearby is the bytes between two arrays of state up to which they are copied
// together.
const nearby = 64

// extents covers the registers, inputs and counts, in ascending order.
func (l *lowering) extents() []extent {
	if l.kept != nil {
		return l.kept
	}
	var list []extent
	for _, s := range l.storages {
		first, last := s.sp.first, s.sp.last
		list = append(list, extent{s.addr + uint32(first)*s.elem, s.addr + uint32(last+1)*s.elem})
	}
	slices.SortFunc(list, func(a, b extent) int { return int(a.from) - int(b.from) })
	joined := list[:0]
	for _, x := range list {
		if last := len(joined) - 1; last >= 0 && x.from <= joined[last].to+nearby && !l.tableIn(joined[last].to, x.from) {
			joined[last].to = max(joined[last].to, x.to)
			continue
		}
		joined = append(joined, x)
	}
	l.kept = joined
	return joined
}

// tableIn reports whether the table of a memory's pages, which is no state, is
// between two addresses.
func (l *lowering) tableIn(from, to uint32) bool {
	return slices.ContainsFunc(l.memories, func(m *memory) bool { return m.paged && from <= m.base && m.base < to })
}

// Save is a snapshot of the state. before is an earlier one or nil.
func (e *Engine) Save(before *engine.Snapshot) *engine.Snapshot {
	s := &engine.Snapshot{}
	for i, x := range e.l.extents() {
		s.Add(before, engine.Piece{Memory: -1, Part: int32(i)}, e.mem[x.from:x.to])
	}
	e.eachPage(func(p page) { s.Add(before, p.piece, e.mem[p.at:p.at+p.bytes]) })
	return s
}

// Restore brings back the state of a snapshot of this engine.
func (e *Engine) Restore(s *engine.Snapshot) {
	for i, x := range e.l.extents() {
		copy(e.mem[x.from:x.to], s.Piece(engine.Piece{Memory: -1, Part: int32(i)}))
	}
	e.eachPage(func(p page) {
		if b := s.Piece(p.piece); b != nil {
			copy(e.mem[p.at:], b)
			return
		}
		e.fillWords(p.m, p.at, p.first, min(1<<pageShift, p.m.mem.Depth-p.first)) // touched since
	})
	e.epoch++
	e.looks++
	e.changes++
	e.stale = true
}

// page is a part of a memory that is there, or a memory that is all there.
type page struct {
	piece     engine.Piece
	m         *memory
	at, bytes uint32 // in linear memory
	first     int    // word
}

func (e *Engine) eachPage(visit func(p page)) {
	for _, m := range e.l.memories {
		if !m.paged {
			size := uint32(m.mem.Depth) * m.bytes * uint32(m.sp.positions)
			visit(page{engine.Piece{Memory: m.id}, m, m.base, size, 0})
			continue
		}
		for entry := range m.pages * uint32(m.sp.positions) {
			if at := uint32(e.peek(m.base+4*entry, 4)); at != 0 {
				piece := engine.Piece{Memory: m.id, Part: int32(entry)}
				visit(page{piece, m, at, m.bytes << pageShift, int(entry%m.pages) << pageShift})
			}
		}
	}
}
