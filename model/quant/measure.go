package quant

import (
	"fmt"
	"math"
)

// RelativeError is ||want - got|| / ||want|| in the Euclidean norm. Against a
// zero vector it is 0 if got is zero too, else +Inf.
func RelativeError(want, got []float32) (float64, error) {
	if len(want) != len(got) {
		return 0, fmt.Errorf("relative error: %d values against %d", len(want), len(got))
	}
	var size, off float64
	for i, w := range want {
		size = math.Hypot(size, float64(w))
		off = math.Hypot(off, float64(w)-float64(got[i]))
	}
	if off == 0 {
		return 0, nil
	}
	return off / size, nil
}
