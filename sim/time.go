package sim

import "fmt"

// Time is simulated time in picoseconds.
type Time int64

// Units of time.
const (
	Ps Time = 1
	Ns Time = 1000 * Ps
	Us Time = 1000 * Ns
	Ms Time = 1000 * Us
)

// forever is later than anything that happens.
const forever Time = 1<<63 - 1

// later is a time some time after another, or forever.
func later(t, d Time) Time {
	if d >= forever-t {
		return forever
	}
	return t + d
}

// String prints the time in the largest unit that needs no fraction, such as
// "15ns".
func (t Time) String() string {
	switch {
	case t == 0:
		return "0ps"
	case t%Ms == 0:
		return fmt.Sprintf("%dms", t/Ms)
	case t%Us == 0:
		return fmt.Sprintf("%dus", t/Us)
	case t%Ns == 0:
		return fmt.Sprintf("%dns", t/Ns)
	}
	return fmt.Sprintf("%dps", int64(t))
}
