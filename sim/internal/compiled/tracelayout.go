package compiled

import (
	"slices"

	"npugen/sim/internal/engine"
)

// tract is blocks of memory that follow each other, as in the image.
type tract struct {
	addr          uint32
	first, blocks int
}

// distinct finds the cells of signals. What is in a cell that another signal has
// is copied, outside grids: each is then at its place in the order.
func (t *Trace) distinct(locs []engine.Loc) {
	type key struct {
		v   *value
		pos int
	}
	seen := map[key]bool{}
	for _, l := range locs {
		words := slices.Clone(t.e.places[l.Number()].words)
		for i, c := range words {
			v := c.v
			if v == nil {
				v = c.state
			}
			k := key{v, c.pos}
			if v != nil && v.sp.root() && seen[k] {
				words[i] = cell{v: t.e.l.copyOf(v)}
			}
			seen[k] = true
		}
		t.cells = append(t.cells, words)
	}
}

// house gives computed values homes for this trace alone, in the order of their
// locs, single ones by size.
func (t *Trace) house() {
	t.homes = map[*value]*storage{}
	var singles []*storage
	for _, v := range t.views {
		s := &storage{sp: v.sp, width: int(v.w)}
		t.homes[v] = s
		if v.sp.root() {
			singles = append(singles, s)
		} else {
			t.e.l.arena.place(s)
		}
	}
	t.e.l.arena.line(singles)
}

// traced is one word of a value.
type traced struct {
	place *engine.Place
	addr  uint32
}

// layout finds where the values are, and what is to be compared.
func (t *Trace) layout() {
	e := t.e
	var states, computed []traced
	t.places = make([][]engine.Place, len(t.cells))
	for i, cells := range t.cells {
		t.places[i] = make([]engine.Place, len(cells))
		for k, c := range cells {
			p := &t.places[i][k]
			switch {
			case c.v != nil:
				home := t.homes[c.v]
				p.Bytes = int(home.elem)
				computed = append(computed, traced{p, home.addr + uint32(c.pos)*home.elem})
			case c.bytes != 0:
				p.Bytes = int(c.bytes)
				states = append(states, traced{p, c.addr})
			default:
				p.Const = c.k
			}
		}
	}
	t.states, t.computed = t.cover(states), t.cover(computed)
	e.l.arena.bytes(0, engine.BlockBytes) // what the last block holds beyond the last value
	t.copies = e.l.arena.bytes(uint32(t.ImageBytes()), engine.BlockBytes)
	t.buffer = e.l.arena.bytes(uint32(bufferBytes+(t.blocks+1)*engine.RecordBytes), engine.BlockBytes)
}

// cover is the tracts that words are in.
func (t *Trace) cover(words []traced) (list []tract) {
	slices.SortFunc(words, func(a, b traced) int { return int(a.addr) - int(b.addr) })
	for _, w := range words {
		var s *tract
		if n := len(list); n > 0 {
			s = &list[n-1]
		}
		if s == nil || w.addr >= s.addr+uint32(s.blocks+1)*engine.BlockBytes { // no block that nothing shown is in
			list = append(list, tract{addr: w.addr &^ (engine.BlockBytes - 1), first: t.blocks})
			s = &list[len(list)-1]
		}
		at := int(w.addr - s.addr)
		more := at/engine.BlockBytes + 1 - s.blocks
		s.blocks += max(more, 0)
		t.blocks += max(more, 0)
		w.place.At = s.first*engine.BlockBytes + at
	}
	return list
}
