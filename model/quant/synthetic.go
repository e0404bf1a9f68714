package quant

import (
	"fmt"
	"math"
)

// Synthetic is a matrix that looks like a trained one: bell-shaped, mean 0,
// standard deviation 1/sqrt(cols). It stands in where no model is at hand. The
// same arguments give the same bits on every machine and Go version.
func Synthetic(rows, cols int, seed uint64) (Matrix[float32], error) {
	const most = 1 << 28
	if rows < 1 || cols < 1 || rows > most/cols {
		return Matrix[float32]{}, fmt.Errorf("synthetic: %d x %d: want at least 1 x 1, and %d values at most", rows, cols, most)
	}
	m := Matrix[float32]{rows, cols, make([]float32, rows*cols)}
	spread := 1 / math.Sqrt(float64(cols))
	state := splitMix(seed)
	for i := range m.Data {
		m.Data[i] = float32(state.normal() * spread)
	}
	return m, nil
}

// splitMix is the SplitMix64 generator (Steele, Lea and Flood, 2014).
type splitMix uint64

func (s *splitMix) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// normal is about standard normal: the sum of twelve uniform numbers, less its
// mean of 6, has variance 1 (Irwin-Hall). Sums of integers are exact.
func (s *splitMix) normal() float64 {
	var sum int64
	for range 12 {
		sum += int64(s.next() >> 40) // 24 bits, uniform
	}
	return float64(sum-6<<24) / (1 << 24)
}
