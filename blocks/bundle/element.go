package bundle

import (
	"math/bits"

	"npugen/hdl"
)

// An element of the vector buffer, and a distance between two, is a word and a
// lane. Its address is word * 2^LaneBits + lane: the number of the element where
// the lanes are a power of two.

// LaneBits is the bits of an address in the vector buffer that say the lane; 0
// for one lane.
func (s Shape) LaneBits() int { return bits.Len(uint(s.Lanes - 1)) }

// Address is that of element e, or of a distance of e elements.
func (s Shape) Address(e uint64) uint64 {
	lanes := uint64(s.Lanes)
	return e/lanes<<s.LaneBits() + e%lanes
}

// Element is the reverse; not ok if there is no such lane.
func (s Shape) Element(address uint64) (e uint64, ok bool) {
	lane := address & (1<<s.LaneBits() - 1)
	return address>>s.LaneBits()*uint64(s.Lanes) + lane, lane < uint64(s.Lanes)
}

// Moved is the address a distance from another, modulo 2 to their bits.
func (s Shape) Moved(address, by hdl.UInt) hdl.UInt {
	n := s.LaneBits()
	if s.Lanes == 1<<n {
		return address.AddWrap(by)
	}
	lanes := hdl.U(uint64(s.Lanes), n+1)
	lane := address.Trunc(n).Add(by.Trunc(n))
	over := lane.Ge(lanes)
	word := address.Shr(n).AddWrap(by.Shr(n)).AddWrap(over.AsUInt())
	return hdl.Cat(word, hdl.Mux(over, lane.SubWrap(lanes), lane).Trunc(n))
}

// Across is how vectors of n elements that follow each other lie in words. With n a
// multiple of Lanes each is n/Lanes words; else it may begin and end within words, of
// which it shares them with its neighbours, and it is written, or read, in as many
// parts as words.
type Across struct{ Elements, Lanes int }

// Aligned is whether each begins with a word.
func (a Across) Aligned() bool { return a.Elements%a.Lanes == 0 }

// Parts is the parts of one, at most.
func (a Across) Parts() int {
	return (a.Lanes - gcd(a.Elements, a.Lanes) + a.Elements + a.Lanes - 1) / a.Lanes
}

// LastPart is the number of the last part, from 0, of one that begins in a lane.
func (a Across) LastPart(lane hdl.UInt) hdl.UInt {
	n := a.Parts()
	w := indexBits(n)
	whole := (n-1)*a.Lanes - a.Elements // the last lane from which one has a part less
	if a.Aligned() || whole < 0 {
		return hdl.U(uint64(n-1), w)
	}
	return hdl.Mux(lane.Gt(hdl.U(uint64(whole), lane.Width())), hdl.U(uint64(n-1), w), hdl.U(uint64(n-2), w))
}

// NextLane is the lane in which the next one begins, and whether that is beyond
// Elements/Lanes whole words.
func (a Across) NextLane(lane hdl.UInt) (next hdl.UInt, more hdl.Bool) {
	w := lane.Width()
	sum := lane.Ext(w + 1).AddWrap(hdl.U(uint64(a.Elements%a.Lanes), w+1))
	lanes := hdl.U(uint64(a.Lanes), w+1)
	more = sum.Ge(lanes)
	return hdl.Mux(more, sum.SubWrap(lanes), sum).Trunc(w), more
}

func gcd(a, b int) int {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}
