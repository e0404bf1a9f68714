package compile

import (
	"npugen/isa"
	"npugen/isa/access"
)

// arrayClock is the state of the array.
type arrayClock struct {
	swap   int // when the last tile became the active one
	loaded int // when the last tile was in the shadow
	writer int // when the writer has written all results so far
}

// product goes through the tiles of a MATMUL. Of its first tile the weights are
// loaded as soon as the instruction is known.
func (c *clock) product(in isa.Instruction, start, known int) (int, int) {
	kt, nt, m := int(in.Get("kt")), int(in.Get("nt")), int(in.Get("m"))
	scales := 4
	if in.Get("plain") == 1 {
		scales = 0
	}
	a, enter := &c.array, start+startCycles
	each, end := max(m, tileCycles), enter
	for n := range nt {
		for k := range kt {
			rows := c.Rows
			if k == kt-1 {
				rows = int(in.Get("last_rows"))
			}
			a.loaded = max(known, a.loaded+scales, a.swap) + rows
			a.loaded = max(a.loaded, c.weights.take(scales+rows, a.swap))
			enter = max(enter, a.loaded+1)
			a.swap = enter
			enter += each
		}
		a.writer = max(a.writer, enter-each) + c.resultWords(in, n)
		end = max(a.writer+c.productLatency()-ceil(c.Cols, c.Lanes), enter)
	}
	if in.Get("peak") == 1 {
		a.writer += m
		end += m + c.peakLatency()
	}
	c.free[isa.Matrix] = enter - startCycles
	return start, end
}

// resultWords is the words that a MATMUL writes of its n-th tile along the outputs.
func (c *clock) resultWords(in isa.Instruction, n int) (words int) {
	for v := range uint64(in.Get("m")) {
		words += ceil(min(c.Cols, int(access.Written(c.Shape, in, v))-n*c.Cols), c.Lanes)
	}
	return words
}

// weightClock is the streams, from the memory through the weight FIFO.
type weightClock struct {
	cost         Cost
	width, piece int
	streams      []streamClock
	next         int     // the stream that goes on
	memory       float64 // when the memory has served the requests so far
	asked, taken int     // rows
	rooms        []room
}

type streamClock struct {
	instruction, earliest, rows, asked int
	start, end                         int
}

// room is when rows had been taken from the FIFO.
type room struct{ rows, at int }

// others is what other clients take of the memory.
func (w *weightClock) others(bytes int) { w.memory += float64(bytes) / w.cost.BytesPerCycle }

// take is when n further rows have come, the rows before having left at a time.
func (w *weightClock) take(n, left int) int {
	w.rooms = append(w.rooms, room{w.taken, left})
	w.taken += n
	end := 0
	for w.next < len(w.streams) && (w.asked < w.taken || w.streams[w.next].asked == w.streams[w.next].rows) {
		end = w.step()
	}
	return max(end, w.last())
}

// last is when all rows asked for have come.
func (w *weightClock) last() int { return int(w.memory) + w.cost.ReadLatency }

// step asks for the next piece, at most a tile.
func (w *weightClock) step() int {
	s := &w.streams[w.next]
	n := min(s.rows-s.asked, w.piece)
	at := s.earliest
	for gone := w.asked + n - w.cost.FIFOTiles*w.piece; gone > 0 && len(w.rooms) > 0; w.rooms = w.rooms[1:] {
		at = max(at, w.rooms[0].at)
		if w.rooms[0].rows >= gone {
			break
		}
	}
	if s.asked == 0 {
		s.start = max(at, int(w.memory))
	}
	w.memory = max(w.memory, float64(at)) + float64(n*w.width)/w.cost.BytesPerCycle
	s.asked += n
	w.asked += n
	if s.asked == s.rows {
		s.end = w.last()
		w.next++
	}
	return w.last()
}

// resolve runs the streams up to one.
func (w *weightClock) resolve(i int) streamClock {
	for w.next <= i {
		w.step()
	}
	return w.streams[i]
}
