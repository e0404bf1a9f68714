package order

import (
	"npugen/isa"
	"npugen/isa/access"
)

const pageBytes = 1 << 16

// lines is what cells is, for memory: only bytes that STOREs write have a cell;
// reads, which may be of gigabytes, are kept as spans, page by page.
type lines struct {
	written map[uint64]*[64]int32 // by line: the last STORE, by its number in its queue
	stored  map[uint64][]uint64   // by page: its lines in written
	reads   map[uint64][]read
}

type read struct {
	queue  isa.Queue
	number int32
	lo, hi uint64
}

func newLines() *lines {
	return &lines{written: map[uint64]*[64]int32{}, stored: map[uint64][]uint64{}, reads: map[uint64][]read{}}
}

// touch records an access and reports what it meets of others. Only STOREs write.
func (l *lines) touch(s access.Span, q isa.Queue, number int32, meet func(q isa.Queue, number int32, write bool, at uint64)) {
	for page := s.Lo / pageBytes; page*pageBytes < s.Hi; page++ {
		lo, hi := max(s.Lo, page*pageBytes), min(s.Hi, (page+1)*pageBytes)
		for _, line := range l.near(page, lo, hi) {
			for at := max(lo, 64*line); at < min(hi, 64*line+64); at++ {
				if n := l.written[line][at%64]; n > 0 {
					meet(isa.Store, n, true, at)
				}
			}
		}
		if !s.Write {
			l.reads[page] = append(l.reads[page], read{queue: q, number: number, lo: lo, hi: hi})
			continue
		}
		for _, r := range l.reads[page] {
			if r.lo < hi && lo < r.hi {
				meet(r.queue, r.number, false, max(lo, r.lo))
			}
		}
		l.store(page, lo, hi, number)
	}
}

// near is lines of a page that were written, those in lo..hi-1 among them.
func (l *lines) near(page, lo, hi uint64) []uint64 {
	first, last := lo/64, (hi-1)/64
	if last-first >= uint64(len(l.stored[page])) {
		return l.stored[page]
	}
	var some []uint64
	for line := first; line <= last; line++ {
		if _, ok := l.written[line]; ok {
			some = append(some, line)
		}
	}
	return some
}

func (l *lines) store(page, lo, hi uint64, number int32) {
	for at := lo; at < hi; at++ {
		w, ok := l.written[at/64]
		if !ok {
			w = new([64]int32)
			l.written[at/64] = w
			l.stored[page] = append(l.stored[page], at/64)
		}
		w[at%64] = number
	}
}
