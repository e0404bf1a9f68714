package sim

import "time"

const (
	saveEvery     = time.Second / 10
	saveShare     = 20   // saving may take that part of the time
	visitsPerLook = 64   // at the clock on the wall; a cycle of a burst is one too
	firstBurst    = 1024 // cycles
	burstTime     = saveEvery / 10
)

// begin is called when the state has settled and up to n cycles are to run, and
// says how many may: few enough that a state is saved now and then.
func (r *Recording) begin(n int) int {
	r.consider()
	if n = min(n, r.cycles); n >= firstBurst {
		r.began = time.Now()
	}
	return n
}

// paced notes how many cycles ran.
func (r *Recording) paced(n int) {
	r.visits += n
	if n < firstBurst {
		return
	}
	took := max(time.Since(r.began), 1)
	most := 8 * float64(r.cycles)
	r.cycles = int(min(most, max(firstBurst, float64(n)*float64(burstTime)/float64(took))))
}

// consider saves the state, which has settled, when it is time to.
func (r *Recording) consider() {
	r.visits++
	switch {
	case r.full():
	case r.visits < visitsPerLook:
		return
	default:
		r.visits = 0
		if time.Since(r.taken) < r.every {
			return
		}
	}
	r.save()
}

// full reports whether the log is long enough to save a state after it.
func (r *Recording) full() bool { return r.last().log.size() >= r.memory/8 }

func (r *Recording) last() *chapter { return r.chapters[len(r.chapters)-1] }
