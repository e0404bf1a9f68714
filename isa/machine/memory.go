package machine

const (
	pageBytes = 1 << 16
	lineBytes = 64
)

// Memory is the bytes of all channels as one. It may be gigabytes; only pages
// that were written take room. A byte that was never written reads as 0.
type Memory struct{ pages map[uint64]*page }

type page struct {
	bytes [pageBytes]byte
	lines [pageBytes / lineBytes / 64]uint64 // written at least in part
}

// NewMemory is an empty memory.
func NewMemory() *Memory { return &Memory{pages: map[uint64]*page{}} }

// Write puts bytes at an address.
func (m *Memory) Write(addr uint64, data []byte) {
	for len(data) > 0 {
		p, ok := m.pages[addr/pageBytes]
		if !ok {
			p = new(page)
			m.pages[addr/pageBytes] = p
		}
		at := addr % pageBytes
		n := copy(p.bytes[at:], data)
		for l := at / lineBytes; l <= (at+uint64(n)-1)/lineBytes; l++ {
			p.lines[l/64] |= 1 << (l % 64)
		}
		addr, data = addr+uint64(n), data[n:]
	}
}

// Read fills data with the bytes at an address.
func (m *Memory) Read(addr uint64, data []byte) {
	for len(data) > 0 {
		var n int
		if p, ok := m.pages[addr/pageBytes]; ok {
			n = copy(data, p.bytes[addr%pageBytes:])
		} else {
			n = min(len(data), int(pageBytes-addr%pageBytes))
			clear(data[:n])
		}
		addr, data = addr+uint64(n), data[n:]
	}
}

// Unwritten is the first line of 64 bytes in lo..hi-1 of which no byte was
// written.
func (m *Memory) Unwritten(lo, hi uint64) (line uint64, found bool) {
	for l := lo / lineBytes; l*lineBytes < hi; l++ {
		at := l % (pageBytes / lineBytes)
		if p, ok := m.pages[l*lineBytes/pageBytes]; !ok || p.lines[at/64]>>(at%64)&1 == 0 {
			return l, true
		}
	}
	return 0, false
}
