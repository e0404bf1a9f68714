package sim

import (
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
	log := &r.last().log
	b := log.begin(what)
	for _, n := range numbers {
		b = engine.AppendNumber(b, n)
	}
	log.end(b)
}

// settled notes that logic settles, which lets asynchronous resets act.
func (r *Recording) settled() {
	if !r.fresh {
		r.add(logSettled)
		r.fresh = true
	}
}

// stored notes a poke, of which there can be any number in one instant.
func (r *Recording) stored(l engine.Loc, words []uint64) {
	if r.full() {
		r.save()
	}
	r.fresh = false
	log := &r.last().log
	b := l.Append(log.begin(logStored))
	for _, w := range words {
		b = engine.AppendNumber(b, w)
	}
	log.end(b)
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
		r.fresh = false
		log := &r.last().log
		log.end(r.appendCycles(log.begin(logRan), c, n))
		r.paced(n)
	}
}

func (r *Recording) appendCycles(dst []byte, c *Clock, n int) []byte {
	for _, x := range [...]uint64{r.s.clockIndex(c), uint64(c.next - r.s.now), uint64(c.period), uint64(c.high), uint64(n)} {
		dst = engine.AppendNumber(dst, x)
	}
	return dst
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
	r.fresh = false
	log := &r.last().log
	e := engine.AppendNumber(log.begin(logBatched), uint64(number))
	log.end(appendRows(r.appendCycles(e, b.clock, n), in[:n*b.inWords], n, b.inWords))
	r.paced(n)
}

// appendRows appends n rows of words.
func appendRows(dst []byte, in []uint64, n, words int) []byte {
	for n > 0 {
		row, times := in[:words], 1
		for in = in[words:]; times < n && slices.Equal(in[:words], row); in = in[words:] {
			times++
		}
		dst = engine.AppendNumber(dst, uint64(times))
		for _, w := range row {
			dst = engine.AppendNumber(dst, w)
		}
		n -= times
	}
	return dst
}

func (s *Sim) clockIndex(c *Clock) uint64 {
	for i, x := range s.clocks {
		if x == c {
			return uint64(i)
		}
	}
	panic("sim: a clock of another simulation")
}
