package sim

import (
	"encoding/binary"
	"slices"

	"npugen/sim/internal/engine"
)

// A log is entries, one after the other: what it is, and numbers of one to ten
// bytes.
const (
	logSettled = iota // logic settles
	logStored         // place, words
	logEdges          // clocks that rise, clocks that fall
	logMoved          // time from the last moment to this one
	logLowered        // clock
	logRan            // clock, time to its first edge, period, high, cycles
	logBatched        // batch, as logRan; then rows of inputs, each with how often it repeats
)

func (r *Recording) add(what byte, numbers ...uint64) {
	c := r.last()
	c.log = append(c.log, what)
	for _, n := range numbers {
		c.log = binary.AppendUvarint(c.log, n)
	}
}

// settled notes that logic settles, which lets asynchronous resets act.
func (r *Recording) settled() {
	if !r.fresh {
		r.add(logSettled)
		r.fresh = true
	}
}

func (r *Recording) stored(l engine.Loc, words []uint64) {
	r.fresh = false
	c := r.last()
	c.log = l.Append(append(c.log, logStored))
	for _, w := range words {
		c.log = binary.AppendUvarint(c.log, w)
	}
}

func (r *Recording) edges(rise, fall uint64) {
	r.fresh = false
	r.add(logEdges, rise, fall)
}

// moved notes that the present instant, in which all has settled, is over.
func (r *Recording) moved(t Time) {
	r.consider()
	r.add(logMoved, uint64(t-r.s.now))
}

func (r *Recording) lowered(c *Clock) {
	r.fresh = false
	r.add(logLowered, r.s.clockIndex(c))
}

// ran notes n cycles of a clock which is low, and at whose next edge they begin.
func (r *Recording) ran(c *Clock, n int) {
	if n > 0 {
		r.cyclesOf(logRan, c, n)
		r.paced(n)
	}
}

func (r *Recording) cyclesOf(what byte, c *Clock, n int, numbers ...uint64) {
	r.fresh = false
	r.add(what, append(numbers, r.s.clockIndex(c), uint64(c.next-r.s.now), uint64(c.period), uint64(c.high), uint64(n))...)
}

// fits is how many rows of a batch go into a part of the memory.
func (r *Recording) fits(b *Batch) int { return max(1, r.memory/8/(8*max(1, b.inWords))) }

func (r *Recording) batched(b *Batch, in []uint64, n int) {
	if n == 0 {
		return
	}
	number := -1
	for i, x := range r.batches {
		if x == b {
			number = i
		}
	}
	if number < 0 {
		number = len(r.batches)
		r.batches = append(r.batches, b)
	}
	r.cyclesOf(logBatched, b.clock, n, uint64(number))
	r.rows(in[:n*b.inWords], n, b.inWords)
	r.paced(n)
}

// rows adds n rows of words.
func (r *Recording) rows(in []uint64, n, words int) {
	c := r.last()
	for n > 0 {
		row, times := in[:words], 1
		for in = in[words:]; times < n && slices.Equal(in[:words], row); in = in[words:] {
			times++
		}
		c.log = binary.AppendUvarint(c.log, uint64(times))
		for _, w := range row {
			c.log = binary.AppendUvarint(c.log, w)
		}
		n -= times
	}
}

func (s *Sim) clockIndex(c *Clock) uint64 {
	for i, x := range s.clocks {
		if x == c {
			return uint64(i)
		}
	}
	panic("sim: a clock of another simulation")
}

// logReader reads a log.
type logReader struct{ log []byte }

func (r *logReader) number() uint64 {
	n, size := binary.Uvarint(r.log)
	r.log = r.log[size:]
	return n
}

func (r *logReader) what() byte {
	what := r.log[0]
	r.log = r.log[1:]
	return what
}

func (r *logReader) time() Time { return Time(r.number()) }

// place is a place and what was stored there.
func (r *logReader) place() (l engine.Loc, words []uint64) {
	l, r.log = engine.ReadLoc(r.log)
	for range l.Words {
		words = append(words, r.number())
	}
	return l, words
}

// rows reads n rows of words.
func (r *logReader) rows(n, words int) []uint64 {
	list := make([]uint64, 0, n*words)
	for n > 0 {
		times := int(r.number())
		row := len(list)
		for range words {
			list = append(list, r.number())
		}
		for range times - 1 {
			list = append(list, list[row:row+words]...)
		}
		n -= times
	}
	return list
}
