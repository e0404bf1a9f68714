package compiled

import (
	"math/big"
	"slices"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
	"npugen/sim/internal/wasm"
)

// storage is an array of values of up to 64 bits, one for each position of a
// space, in the narrowest of 1, 2, 4 and 8 bytes.
type storage struct {
	sp    *space
	width int
	elem  uint32     // bytes of a value
	addr  uint32     // of position 0
	init  uint64     // power-up value
	sig   *ir.Signal // the signal that it is part of, if any
	unit  int        // the instance that has it
	index int        // element of sig
	async bool       // updated by an asynchronous reset too
}

// wordOf reports whether two words are of one register.
func (s *storage) wordOf(o *storage) bool {
	return s.sig != nil && s.sig == o.sig && s.unit == o.unit && s.index == o.index
}

func elemBytes(width int) uint32 {
	switch {
	case width <= 8:
		return 1
	case width <= 16:
		return 2
	case width <= 32:
		return 4
	}
	return 8
}

// slack is how many positions an array has before and after those in use, so
// that a loop may run over its ends by less than a vector.
const slack = 16

// arena hands out addresses of the linear memory.
type arena struct{ next uint32 }

func (a *arena) place(s *storage) {
	s.elem = s.sp.bytes(s.width)
	if s.sp.root() {
		s.addr = a.bytes(s.elem, s.elem)
		return
	}
	s.addr = a.bytes(uint32(s.sp.positions+2*slack)*s.elem, 16) + slack*s.elem
}

// line places values of the root space side by side, bits, then bytes, and so
// on, each of these in blocks of their own, so that waves find what changes in
// few places.
func (a *arena) line(values []*storage) {
	sorted := slices.Clone(values)
	slices.SortStableFunc(sorted, func(x, y *storage) int { return x.rank() - y.rank() })
	for i, s := range sorted {
		if i == 0 || s.rank() != sorted[i-1].rank() {
			a.bytes(0, engine.BlockBytes)
		}
		a.place(s)
	}
}

// rank is 0 for bits, else that of the size of an element.
func (s *storage) rank() int {
	if s.width == 1 {
		return 0
	}
	return int(elemBytes(s.width))
}

func (a *arena) bytes(n, align uint32) uint32 {
	at := (uint64(a.next) + uint64(align) - 1) &^ uint64(align-1)
	if at+uint64(n) > maxState {
		fail("%w: the state does not fit 4 GiB", ErrUnsupported)
	}
	a.next = uint32(at) + n
	return uint32(at)
}

// maxState is the bytes of the linear memory, and maxPages where no page comes into
// being any more, so that there is room to look at what is there.
const (
	maxState = 1<<32 - wasm.PageSize
	maxPages = maxState - 1<<28
)

// memory is one ir.Mem in every lane of its context. Its words lie side by
// side, those of one position of the space after those of the one before. A
// small memory is all there from the start; of a large one a page comes into
// being, with its power-up contents, when it is first touched: then base is a
// table of the addresses of its pages, 0 for those that are absent.
type memory struct {
	id     int32
	mem    *ir.Mem
	module string
	sp     *space
	words  int    // 64-bit words of a value
	bytes  uint32 // of a value
	base   uint32
	paged  bool
	pages  uint32 // of one position
	hash   uint64 // of the power-up contents
}

const (
	pageShift = 12                 // log2 of the words of a page
	flatLimit = uint64(256 * 1024) // bytes up to which a memory is all there
	overrun   = 16                 // positions beyond the last that a loop of vectors may read
)

func (l *lowering) newMemory(c *instance, m *ir.Mem) *memory {
	mem := &memory{
		id: int32(len(l.memories)), mem: m, module: c.Mod.Name, sp: c.sp, words: (m.Width + 63) / 64,
		hash: ir.PowerUpHash(l.seed, c.Mod.Name, m.Name),
	}
	mem.bytes = elemBytes(min(m.Width, 64)) * uint32(mem.words)
	mem.paged = uint64(m.Depth)*uint64(mem.bytes)*uint64(c.sp.positions) > flatLimit
	if mem.paged {
		mem.pages = uint32((m.Depth + 1<<pageShift - 1) >> pageShift)
	}
	l.memories = append(l.memories, mem)
	c.mems[m] = mem
	return mem
}

// memory places a memory, or its table.
func (a *arena) memory(m *memory) {
	positions := uint32(m.sp.positions)
	if !m.sp.root() {
		positions += overrun
	}
	each := uint64(m.mem.Depth) * uint64(m.bytes)
	if m.paged {
		each = 4 * ((uint64(m.mem.Depth) + 1<<pageShift - 1) >> pageShift)
	}
	if m.mem.Depth > 1<<48 || each > maxState || each*uint64(positions) > maxState {
		fail("%w: memory %s does not fit 4 GiB", ErrUnsupported, m.mem.Name)
	}
	if m.paged {
		m.base = a.bytes(4*m.pages*positions, 16)
	} else {
		m.base = a.bytes(uint32(m.mem.Depth)*m.bytes*positions, 16)
	}
}

// word is word k of the power-up contents at an address.
func (m *memory) word(addr, k int) uint64 {
	if addr < len(m.mem.Init) {
		if v := m.mem.Init[addr]; v != nil {
			return bigWord(v, k)
		}
		return 0
	}
	return powerUp(m.hash, addr, k) & ones(m.wordWidth(k))
}

// bigWord is word k of a number.
func bigWord(v *big.Int, k int) uint64 {
	mask := new(big.Int).SetUint64(^uint64(0))
	return mask.And(mask, new(big.Int).Rsh(v, uint(64*k))).Uint64()
}

func (m *memory) wordWidth(k int) int { return wordWidth(m.mem.Width, k) }

// wordWidth is the width of word k of a value.
func wordWidth(width, k int) int { return min(64, width-64*k) }

// powerUp is word k of ir.PowerUp for element i, given its hash.
func powerUp(hash uint64, i, k int) uint64 {
	x := hash + uint64(i)*ir.PowerUpElem + uint64(k)*ir.PowerUpWord
	x += 0x9e3779b97f4a7c15
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}

// reserved is the bytes before the first value: the flag that an event
// happened, and what a trace needs: where the next record goes, and whether it
// is at its first cycle.
const (
	eventFlag  = 8
	traceAt    = 16
	traceFirst = 20
	reserved   = 64
)
