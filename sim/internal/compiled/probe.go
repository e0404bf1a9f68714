package compiled

import (
	"encoding/binary"
	"slices"

	"npugen/sim/internal/engine"
)

// Probe is many values that are looked at together: the memory that holds them
// is compared with a copy, eight bytes at a time, and only where it differs are
// values looked at one by one.
type Probe struct {
	*engine.Shadow
	e    *Engine
	locs []engine.Loc

	views      []*view
	generation int    // of the views that this is made for
	words      []seen // by address
	blocks     []uint32
	first      []int32 // of words, for each block, and the end
	copies     []uint64
}

// seen is one word of a value.
type seen struct {
	cell   cell
	value  int
	number int // of the word
}

const blockBytes = 8

// Probe prepares to look at signals.
func (e *Engine) Probe(locs []engine.Loc) *Probe {
	return &Probe{Shadow: engine.NewShadow(locs), e: e, locs: locs, generation: -1}
}

// prepare finds where the values are.
func (w *Probe) prepare() {
	e := w.e
	w.words, w.blocks, w.first, w.copies, w.views = nil, nil, nil, nil, nil
	for i, l := range w.locs {
		p := &e.places[l.Number()]
		for k := range p.words {
			v := e.see(&p.words[k])
			c := p.words[k]
			if c.bytes == 0 {
				w.Put(i, k, v)
				continue
			}
			w.words = append(w.words, seen{c, i, k})
			if c.view != nil && !slices.Contains(w.views, c.view) {
				w.views = append(w.views, c.view)
			}
		}
	}
	slices.SortStableFunc(w.words, func(a, b seen) int { return int(a.cell.addr) - int(b.cell.addr) })
	for i, x := range w.words {
		at := x.cell.addr &^ (blockBytes - 1)
		if n := len(w.blocks); n == 0 || w.blocks[n-1] != at {
			w.blocks = append(w.blocks, at)
			w.first = append(w.first, int32(i))
			w.copies = append(w.copies, ^binary.LittleEndian.Uint64(e.mem[at:]))
		}
	}
	w.first = append(w.first, int32(len(w.words)))
	w.generation = e.generation
}

// Look takes the present values, after Settle. It returns a bit for each value
// that has changed.
func (w *Probe) Look() []uint64 {
	w.Clear()
	e := w.e
	if w.generation != e.generation {
		w.prepare()
	}
	for _, v := range w.views {
		e.refresh(v)
	}
	for b, at := range w.blocks {
		now := binary.LittleEndian.Uint64(e.mem[at:])
		if now == w.copies[b] {
			continue
		}
		w.copies[b] = now
		for _, x := range w.words[w.first[b]:w.first[b+1]] {
			v := now >> (8 * (x.cell.addr - at))
			if x.cell.bytes < 8 {
				v &= 1<<(8*x.cell.bytes) - 1
			}
			w.Put(x.value, x.number, v)
		}
	}
	return w.Fresh()
}

// One is Look for value i alone, a word. The copy of its block then differs, so
// that the next Look looks at it again.
func (w *Probe) One(i int) bool {
	old := w.Words(i)[0]
	w.Put(i, 0, w.e.Load1(w.locs[i]))
	at := w.e.places[w.locs[i].Number()].words[0].addr &^ (blockBytes - 1)
	if b, ok := slices.BinarySearch(w.blocks, at); ok {
		w.copies[b] = ^binary.LittleEndian.Uint64(w.e.mem[at:])
	}
	return w.Words(i)[0] != old
}
