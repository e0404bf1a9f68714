package engine

import (
	"math/big"

	"npugen/hdl/ir"
)

// pageWords is how many words of a memory come into being at once, when one of
// them is first touched.
const pageWords = 1 << 12

// memory is one ir.Mem in every lane of its context. Words are kept in the
// narrowest unsigned type that holds them; a page that nobody touched takes no
// space.
type memory struct {
	id    int32
	mem   *ir.Mem
	words int // uint64 words of a value
	power powerUp
	pages [][]*page // by lane, then page; nil until touched
}

// page is a stretch of words; one of its slices is in use.
type page struct {
	b8  []uint8
	b16 []uint16
	b32 []uint32
	b64 []uint64
}

// mostWords is how many words a memory may have, in all lanes together: their pages
// take 2 GiB before any is touched.
const mostWords = 1 << 40

func newMemory(m *ir.Mem, module string, seed uint64, lanes int) *memory {
	if m.Depth > mostWords/lanes {
		fail("%s: memory %s: %d words in %d instances: want at most %d in all", module, m.Name, m.Depth, lanes, mostWords)
	}
	mem := &memory{
		mem: m, words: int(wordsFor(m.Width)),
		power: newPowerUp(seed, module, m.Name, m.Width),
		pages: make([][]*page, lanes),
	}
	for l := range mem.pages {
		mem.pages[l] = make([]*page, (m.Depth+pageWords-1)/pageWords)
	}
	return mem
}

// inRange reports whether addr names a word.
func (m *memory) inRange(addr uint64) bool { return addr < uint64(m.mem.Depth) }

// page is the page of a word in range, filled with its power-up contents when
// new.
func (m *memory) page(lane int, addr uint64) *page {
	p := &m.pages[lane][addr/pageWords]
	if *p == nil {
		*p = m.fresh(int(addr/pageWords) * pageWords)
	}
	return *p
}

// fresh is a page as it is before the first write.
func (m *memory) fresh(first int) *page {
	p := &page{}
	n := min(pageWords, m.mem.Depth-first)
	switch w := m.mem.Width; {
	case w <= 8:
		p.b8 = make([]uint8, n)
	case w <= 16:
		p.b16 = make([]uint16, n)
	case w <= 32:
		p.b32 = make([]uint32, n)
	default:
		p.b64 = make([]uint64, n*m.words)
	}
	word := make([]uint64, m.words)
	for i := range n {
		if at := first + i; at < len(m.mem.Init) {
			ToWords(word, orZero(m.mem.Init[at]))
		} else {
			m.power.read(word, at)
		}
		p.set(i, word)
	}
	return p
}

func orZero(v *big.Int) *big.Int {
	if v == nil {
		return new(big.Int)
	}
	return v
}

func (p *page) set(i int, word []uint64) {
	switch {
	case p.b8 != nil:
		p.b8[i] = uint8(word[0])
	case p.b16 != nil:
		p.b16[i] = uint16(word[0])
	case p.b32 != nil:
		p.b32[i] = uint32(word[0])
	default:
		copy(p.b64[i*len(word):], word)
	}
}

func (p *page) get(i int, word []uint64) {
	switch {
	case p.b8 != nil:
		word[0] = uint64(p.b8[i])
	case p.b16 != nil:
		word[0] = uint64(p.b16[i])
	case p.b32 != nil:
		word[0] = uint64(p.b32[i])
	default:
		copy(word, p.b64[i*len(word):])
	}
}

// read copies a word to dst, zeros beyond the depth.
func (m *memory) read(lane int, addr uint64, dst []uint64) {
	if !m.inRange(addr) {
		clear(dst)
		return
	}
	m.page(lane, addr).get(int(addr%pageWords), dst)
}

// write stores a word in range and reports whether that changed it.
func (m *memory) write(lane int, addr uint64, src []uint64) (changed bool) {
	p := m.page(lane, addr)
	i := int(addr % pageWords)
	if p.b64 != nil {
		old := p.b64[i*m.words : (i+1)*m.words]
		changed = !Equal(old, src)
		copy(old, src)
		return changed
	}
	var old [1]uint64
	p.get(i, old[:])
	p.set(i, src)
	return old[0] != src[0]
}

// merge replaces in old the lanes of a word whose bit in enable is 1.
func (m *memory) merge(old, data, enable []uint64) {
	lane := m.mem.Lane
	for j := range m.mem.Width / lane {
		if enable[j/64]>>(j%64)&1 == 1 {
			copyBits(old, data, j*lane, lane)
		}
	}
}

// copyBits copies bits lo .. lo+n-1.
func copyBits(dst, src []uint64, lo, n int) {
	for n > 0 {
		w, at := lo/64, lo%64
		k := min(n, 64-at)
		m := (^uint64(0) >> (64 - k)) << at
		dst[w] = dst[w]&^m | src[w]&m
		lo, n = lo+k, n-k
	}
}

// Equal compares two values of the same number of words.
func Equal(a, b []uint64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
