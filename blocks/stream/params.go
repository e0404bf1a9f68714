package stream

import (
	"fmt"
	"math/bits"

	"npugen/hdl"
)

// The bounds keep a mistaken parameter a diagnostic rather than an exhausted
// machine.
const (
	maxWidth  = 1 << 16
	maxDepth  = 1 << 24
	maxFanout = 1 << 10 // streams, lanes
)

// within is v, or the nearest value in lo to hi after a complaint.
func within(m *hdl.Module, what string, v, lo, hi int) int {
	near := min(max(v, lo), hi)
	if v != near {
		m.Reject(fmt.Sprintf("%s %d", what, v), fmt.Sprintf("want %d to %d", lo, hi))
	}
	return near
}

func okWidth(w int) int  { return min(max(w, 1), maxWidth) }
func okFanout(n int) int { return min(max(n, 1), maxFanout) }

// countWidth is the bits that hold 0 to n.
func countWidth(n int) int { return max(1, bits.Len(uint(n))) }

// indexWidth is the bits that number n things, at least 1.
func indexWidth(n int) int { return max(1, bits.Len(uint(n-1))) }

// next is the number after i of n things, which follow each other in a ring.
func next(i hdl.UInt, n int) hdl.UInt {
	up := i.AddWrap(hdl.U(1))
	if n == 1<<i.Width() {
		return up
	}
	return hdl.Mux(i.Is(uint64(n-1)), hdl.U(0, i.Width()), up)
}
