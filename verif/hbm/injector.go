package hbm

// windowSize is how many requests of the traffic an injector looks at.
const windowSize = 64

// injector offers traffic to a channel: of the next 64 requests the oldest
// reads and the oldest writes, one on each lane, each until it is taken.
type injector struct {
	traffic       Traffic
	window        []Request // without those on the lanes
	reads, writes []offer
	done          bool
}

// offer is a request on a lane.
type offer struct {
	Request
	tag  uint64
	held bool
}

// fill takes requests from the traffic.
func (j *injector) fill() {
	n := len(j.window)
	for i := range j.reads {
		if j.reads[i].held {
			n++
		}
		if j.writes[i].held {
			n++
		}
	}
	for ; !j.done && n < windowSize; n++ {
		r, ok := j.traffic()
		if !ok {
			j.done = true
			return
		}
		j.window = append(j.window, r)
	}
}

// next puts the oldest read or write of the window on a lane, if there is one.
func (j *injector) next(write bool, o *offer) bool {
	for i, r := range j.window {
		if r.Write == write {
			*o = offer{Request: r, held: true}
			j.window = append(j.window[:i], j.window[i+1:]...)
			return true
		}
	}
	return false
}

// empty is true at the end of the traffic, when all of it was taken.
func (j *injector) empty() bool {
	for i := range j.reads {
		if j.reads[i].held || j.writes[i].held {
			return false
		}
	}
	return j.done && len(j.window) == 0
}
