package sim

import (
	"slices"
	"time"

	"npugen/sim/internal/engine"
)

// chapter is a state and what happened from there to the next.
type chapter struct {
	at     Time
	levels uint64 // of clocks, by bit of Clock
	state  *engine.Snapshot
	log    journal
}

// save begins a chapter, and forgets old ones.
func (r *Recording) save() {
	start := time.Now()
	c := &chapter{at: r.s.now}
	for _, clock := range r.s.clocks {
		if clock.level {
			c.levels |= clock.bit
		}
	}
	var before *engine.Snapshot
	if len(r.chapters) > 0 {
		before = r.last().state
	}
	c.state = r.s.eng.Save(before)
	r.chapters = append(r.chapters, c)
	r.taken, r.visits, r.fresh = time.Now(), 0, true
	for r.bytes() > r.memory/4*3 && r.shorten() { // the log that comes may take the rest
	}
	r.every = max(r.least, saveShare*r.taken.Sub(start))
}

// manyChapters is from how many on it is better to have fewer than to forget.
const manyChapters = 8

// shorten takes less memory, if it can: by half as many states where these are
// what takes it, else by the oldest chapter.
func (r *Recording) shorten() bool {
	logs := 0
	for _, c := range r.chapters {
		logs += c.log.size()
	}
	switch {
	case len(r.chapters) >= manyChapters && logs < r.memory/2:
		r.join()
		r.least *= 2
	case len(r.chapters) > 2:
		r.chapters = slices.Delete(r.chapters, 0, 1) // and lets it be freed
	default:
		return false
	}
	return true
}

// join makes one chapter of two, without the state between, but for the last.
func (r *Recording) join() {
	var kept []*chapter
	last := len(r.chapters) - 1
	for i, c := range r.chapters {
		if i%2 == 1 && i < last {
			kept[len(kept)-1].log.join(c.log)
			continue
		}
		if i > 0 {
			c.state.Recount(kept[len(kept)-1].state)
		}
		kept = append(kept, c)
	}
	r.chapters = kept
}

// bytes is what all chapters take. The first has all of its state, the others
// what they do not share with the one before.
func (r *Recording) bytes() int {
	n := r.chapters[0].state.Size - r.chapters[0].state.Fresh
	for _, c := range r.chapters {
		n += c.state.Fresh + c.log.size()
	}
	return n
}
