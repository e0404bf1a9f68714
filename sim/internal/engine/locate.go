package engine

import (
	"encoding/binary"

	"npugen/hdl/ir"
)

// Step leads from an instance to one of its instances: Cell is the number of
// the cell when Inst is a grid, else 0.
type Step struct {
	Inst *ir.Inst
	Cell int
}

// Loc is the place of one value: an element of a signal or a word of a memory.
type Loc struct {
	Words int // uint64 words of the value, low word first

	off   int32
	store int32
	mem   int32 // index of the memory; -1 for a signal
	lane  int32
	addr  uint64
}

// NewLoc is a place of another engine, by a number of its own.
func NewLoc(words int, number int32, inMemory bool) Loc {
	l := Loc{Words: words, off: number, mem: -1}
	if inMemory {
		l.mem = 0
	}
	return l
}

// Number is the number given to NewLoc.
func (l Loc) Number() int32 { return l.off }

// InMemory reports whether the value is a memory word.
func (l Loc) InMemory() bool { return l.mem >= 0 }

// Append appends a place in some bytes, of a signal fewer than of a word of a
// memory.
func (l Loc) Append(dst []byte) []byte {
	numbers := [...]uint64{uint64(l.mem + 1), uint64(l.Words), uint64(l.off), uint64(l.store), uint64(l.lane), l.addr}
	for _, n := range numbers[:locNumbers(l.mem)] {
		dst = AppendNumber(dst, n)
	}
	return dst
}

// ReadLoc is the place at the start of some bytes, and those that follow.
func ReadLoc(src []byte) (l Loc, rest []byte) {
	var n [6]uint64
	for i := 0; i == 0 || i < locNumbers(int32(n[0])-1); i++ {
		size := 0
		n[i], size = binary.Uvarint(src)
		src = src[size:]
	}
	return Loc{mem: int32(n[0]) - 1, Words: int(n[1]), off: int32(n[2]), store: int32(n[3]), lane: int32(n[4]), addr: n[5]}, src
}

// AppendNumber is binary.AppendUvarint, quicker for the small numbers that most
// are.
func AppendNumber(dst []byte, n uint64) []byte {
	if n < 0x80 {
		return append(dst, byte(n))
	}
	return binary.AppendUvarint(dst, n)
}

// locNumbers is how many numbers say where a place is: in a memory, if that is
// not negative, the lane and the address too.
func locNumbers(mem int32) int {
	if mem < 0 {
		return 4
	}
	return 6
}

// find is the context and lane at the end of a path from the top.
func (e *Engine) find(path []Step) (c *context, lane int) {
	at, lane := e.contexts[0].Find(path)
	return e.contexts[at.ID], lane
}

// Signal is the place of an element of a signal.
func (e *Engine) Signal(path []Step, s *ir.Signal, i int) Loc {
	c, lane := e.find(path)
	v := c.values[elem{s, i}]
	return Loc{Words: int(v.words), off: v.off + int32(lane)*v.words, store: v.store, mem: -1}
}

// Memory is the place of a word of a memory; addr must be below the depth.
func (e *Engine) Memory(path []Step, m *ir.Mem, addr int) Loc {
	c, lane := e.find(path)
	mem := c.mems[m]
	return Loc{Words: mem.words, mem: mem.id, lane: int32(lane), addr: uint64(addr)}
}

// Load copies a value of Words words to dst. The logic must have settled.
func (e *Engine) Load(l Loc, dst []uint64) {
	if l.mem >= 0 {
		e.memories[l.mem].read(int(l.lane), l.addr, dst)
		return
	}
	copy(dst, e.st[l.off:int(l.off)+l.Words])
}

// Store sets a top-level input, a register or a memory word. Bits above the
// width must be 0.
func (e *Engine) Store(l Loc, src []uint64) {
	if l.mem >= 0 {
		if e.memories[l.mem].write(int(l.lane), l.addr, src) {
			e.wake(e.memReaders[l.mem])
		}
		return
	}
	if update(e.st[l.off:int(l.off)+l.Words], src) {
		e.touch(l.store)
	}
}

// Load1 is Load for a signal of one word.
func (e *Engine) Load1(l Loc) uint64 { return e.st[l.off] }

// Store1 is Store for a signal of one word.
func (e *Engine) Store1(l Loc, v uint64) {
	if e.st[l.off] != v {
		e.st[l.off] = v
		e.touch(l.store)
	}
}

// Count is how often a cover was hit, or an assertion failed, in the instance
// at the end of a path.
func (e *Engine) Count(path []Step, a *ir.Assertion) uint64 {
	c, lane := e.find(path)
	for i := range e.asserts {
		if e.asserts[i].c == c && e.asserts[i].a == a {
			return e.asserts[i].count[lane]
		}
	}
	return 0
}
