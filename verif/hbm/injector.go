package hbm

// windowSize is how many requests of the traffic an injector looks at.
const windowSize = 64

// injector offers traffic to a channel: of the next 64 requests the oldest read
// and the oldest write, each until it is taken.
type injector struct {
	traffic Traffic
	window  []Request
	done    bool
}

// fill takes requests from the traffic.
func (j *injector) fill() {
	for !j.done && len(j.window) < windowSize {
		r, ok := j.traffic()
		if !ok {
			j.done = true
			return
		}
		j.window = append(j.window, r)
	}
}

// oldest is the place in the window of the oldest read or write, -1 for none.
func (j *injector) oldest(write bool) int {
	for i, r := range j.window {
		if r.Write == write {
			return i
		}
	}
	return -1
}

// take removes requests; the later place goes first.
func (j *injector) take(places ...int) {
	if len(places) == 2 && places[0] < places[1] {
		places[0], places[1] = places[1], places[0]
	}
	for _, i := range places {
		j.window = append(j.window[:i], j.window[i+1:]...)
	}
}
