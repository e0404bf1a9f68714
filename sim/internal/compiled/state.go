package compiled

import (
	"context"
	"encoding/binary"
	"fmt"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// place is where one value can be read or written.
type place struct {
	words []cell
	mem   *memory
	pos   int
	addr  int
}

// cell is one word of a value: in memory, or a constant when bytes is 0.
type cell struct {
	addr  uint32
	bytes uint32
	k     uint64
	v     *value // computed: to be brought there by a view
	state *value // or what it holds
	pos   int
	view  *view
}

func (e *Engine) peek(addr, bytes uint32) uint64 {
	switch bytes {
	case 1:
		return uint64(e.mem[addr])
	case 2:
		return uint64(binary.LittleEndian.Uint16(e.mem[addr:]))
	case 4:
		return uint64(binary.LittleEndian.Uint32(e.mem[addr:]))
	}
	return binary.LittleEndian.Uint64(e.mem[addr:])
}

func (e *Engine) poke(addr, bytes uint32, v uint64) {
	switch bytes {
	case 1:
		e.mem[addr] = byte(v)
	case 2:
		binary.LittleEndian.PutUint16(e.mem[addr:], uint16(v))
	case 4:
		binary.LittleEndian.PutUint32(e.mem[addr:], uint32(v))
	default:
		binary.LittleEndian.PutUint64(e.mem[addr:], v)
	}
}

// powerUp fills the state.
func (e *Engine) powerUp() {
	for _, s := range e.l.storages {
		if s.init == 0 {
			continue
		}
		for lane := range s.sp.lanes {
			e.poke(s.addr+uint32(s.sp.position(lane))*s.elem, s.elem, s.init)
		}
	}
	for _, m := range e.l.memories {
		if m.paged {
			continue
		}
		for lane := range m.sp.lanes {
			pos := m.sp.position(lane)
			e.fillWords(m, m.base+uint32(pos*m.mem.Depth)*m.bytes, 0, m.mem.Depth)
		}
	}
}

func (e *Engine) fillWords(m *memory, at uint32, first, n int) {
	bytes := m.wordBytes()
	for i := range n {
		for k := range m.words {
			e.poke(at, bytes, m.word(first+i, k))
			at += bytes
		}
	}
}

// newPage is the function that compiled code calls for a page that is not
// there: memory, entry of its page table -> address.
func (e *Engine) newPage(_ context.Context, stack []uint64) {
	stack[0] = uint64(e.page(e.l.memories[uint32(stack[0])], uint32(stack[1])))
	if e.full != nil {
		panic(e.full) // ends the run
	}
}

func (e *Engine) page(m *memory, entry uint32) uint32 {
	if e.full != nil {
		return e.spare(m)
	}
	if uint64(e.l.arena.next)+uint64(m.bytes<<pageShift) > e.most {
		e.full = fmt.Errorf("%w: memory %s: the words in use do not fit 4 GiB: use the interpreter (sim.Options.Engine)", ErrUnsupported, m.mem.Name)
		e.stale = true
		return e.spare(m)
	}
	at := e.l.arena.bytes(m.bytes<<pageShift, 16)
	e.room()
	first := int(entry%m.pages) << pageShift
	e.fillWords(m, at, first, min(1<<pageShift, m.mem.Depth-first))
	e.poke(m.base+4*entry, 4, uint64(at))
	return at
}

// spare is a page for what is lost when there is no room any more.
func (e *Engine) spare(m *memory) uint32 {
	if size := m.bytes << pageShift; size > e.lost.to-e.lost.from {
		at := e.l.arena.bytes(size, 16)
		e.room()
		e.lost = extent{at, at + size}
	}
	return e.lost.from
}

// wordAt is the address of a word of a memory.
func (e *Engine) wordAt(m *memory, pos, addr int) uint32 {
	if !m.paged {
		return m.base + uint32(pos*m.mem.Depth+addr)*m.bytes
	}
	entry := uint32(pos)*m.pages + uint32(addr>>pageShift)
	at := uint32(e.peek(m.base+4*entry, 4))
	if at == 0 {
		at = e.page(m, entry)
	}
	return at + uint32(addr&(1<<pageShift-1))*m.bytes
}

// Signal is the place of an element of a signal.
func (e *Engine) Signal(path []engine.Step, s *ir.Signal, i int) engine.Loc {
	c, lane := e.l.find(path)
	x := spot{c, c.sp.position(lane), s, i}
	if at, ok := e.spots[x]; ok {
		return engine.NewLoc(len(e.places[at].words), at, false)
	}
	words := e.l.signal(c, s, i)
	p := place{}
	for _, v := range words {
		p.words = append(p.words, e.resolve(v, x.pos))
	}
	at := int32(len(e.places))
	e.places, e.spots[x] = append(e.places, p), at
	return engine.NewLoc(len(words), at, false)
}

// spot is an element of a signal in an instance.
type spot struct {
	c   *instance
	pos int
	s   *ir.Signal
	i   int
}

// resolve finds where a value is kept, through values that only move it.
func (e *Engine) resolve(v *value, pos int) cell {
	for {
		switch v.op {
		case opConst:
			return cell{k: v.k}
		case opState:
			return cell{addr: v.store.addr + uint32(pos)*v.store.elem, bytes: v.store.elem, state: v, pos: pos}
		case opPick:
			cells := v.args[0].sp
			pos = pos*cells.unit + int(v.k)
			v = v.args[0]
		case opSplat:
			v, pos = v.args[0], 0
		default:
			if e.shown[v] == nil {
				e.asked = append(e.asked, v)
			}
			return cell{v: v, pos: pos}
		}
	}
}

// Memory is the place of a word of a memory; addr must be below the depth.
func (e *Engine) Memory(path []engine.Step, m *ir.Mem, addr int) engine.Loc {
	c, lane := e.l.find(path)
	mem := c.mems[m]
	e.places = append(e.places, place{mem: mem, pos: c.sp.position(lane), addr: addr})
	return engine.NewLoc(mem.words, int32(len(e.places)-1), true)
}

// Load copies a value of Words words to dst, after Settle.
func (e *Engine) Load(l engine.Loc, dst []uint64) {
	p := &e.places[l.Number()]
	if p.mem != nil {
		at := e.wordAt(p.mem, p.pos, p.addr)
		for k := range dst {
			dst[k] = e.peek(at+uint32(8*k), p.mem.wordBytes())
		}
		return
	}
	for k := range dst {
		dst[k] = e.see(&p.words[k])
	}
}

// Load1 is Load for a signal of one word.
func (e *Engine) Load1(l engine.Loc) uint64 { return e.see(&e.places[l.Number()].words[0]) }

func (e *Engine) see(c *cell) uint64 {
	if c.v != nil {
		if c.view == nil {
			c.view = e.viewOf(c.v)
			home := c.view.home(c.v)
			c.addr, c.bytes = home.addr+uint32(c.pos)*home.elem, home.elem
		}
		e.refresh(c.view)
	}
	if c.bytes == 0 {
		return c.k
	}
	return e.peek(c.addr, c.bytes)
}

// Store sets a top-level input, a register or a memory word. Bits above the
// width must be 0.
func (e *Engine) Store(l engine.Loc, src []uint64) {
	p := &e.places[l.Number()]
	e.epoch++
	e.stale = true
	if p.mem != nil {
		at := e.wordAt(p.mem, p.pos, p.addr)
		for k, v := range src {
			e.poke(at+uint32(8*k), p.mem.wordBytes(), v)
		}
		e.poked(func(w *watch) [][]*zone { return [][]*zone{w.mems[p.mem]} })
		return
	}
	for k, v := range src {
		e.pokeCell(&p.words[k], v)
	}
}

// Store1 is Store for a signal of one word.
func (e *Engine) Store1(l engine.Loc, v uint64) {
	c := &e.places[l.Number()].words[0]
	e.epoch++
	e.stale = true
	e.pokeCell(c, v)
}

func (e *Engine) pokeCell(c *cell, v uint64) {
	e.poke(c.addr, c.bytes, v)
	s := c.state.store
	e.poked(func(w *watch) [][]*zone { return [][]*zone{w.states[s], w.makers[s]} })
}

// Count is how often a cover was hit, or an assertion failed, in the instance
// at the end of a path.
func (e *Engine) Count(path []engine.Step, a *ir.Assertion) uint64 {
	c, lane := e.l.find(path)
	for i := range e.l.events {
		if ev := &e.l.events[i]; ev.c == c && ev.assert == a {
			return e.peek(ev.count.addr+uint32(c.sp.position(lane))*8, 8)
		}
	}
	return 0
}
