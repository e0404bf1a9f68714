package control

import (
	"fmt"
	"math/bits"

	"npugen/hdl"
	"npugen/isa"
)

const (
	lineBits   = 8 * isa.Bytes
	wordBits   = 32
	numberBits = 32
	tokenBits  = 8 // of a counter of tokens
)

// within is v, or the nearest value in lo to hi after a complaint.
func within(m *hdl.Module, what string, v, lo, hi int) int {
	near := min(max(v, lo), hi)
	if v != near {
		m.Reject(fmt.Sprintf("%s %d", what, v), fmt.Sprintf("want %d to %d", lo, hi))
	}
	return near
}

// countWidth is the bits that hold 0 to n.
func countWidth(n int) int { return max(1, bits.Len(uint(n))) }

// one is a number that is 1 where c is true.
func one(c hdl.Bool, width int) hdl.UInt { return c.AsUInt().Ext(width) }
