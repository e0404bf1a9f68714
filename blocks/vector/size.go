package vector

import (
	"math/bits"

	"npugen/blocks/bundle"
	"npugen/blocks/fp"
	"npugen/blocks/mem"
	"npugen/hdl"
)

// size is the widths that follow from a shape.
type size struct{ bundle.Shape }

// bitsFor is the bits that number n things; 0 for one.
func bitsFor(n int) int { return bits.Len(uint(n - 1)) }

// lane is the bits that number the lanes; 0 for one lane.
func (z size) lane() int { return z.LaneBits() }

// unit is the bits of elements in which words are counted: all of a lane's number
// with a power of two of lanes. A word is step units.
func (z size) unit() int    { return bits.TrailingZeros(uint(z.Lanes)) }
func (z size) step() uint64 { return uint64(z.Lanes) >> z.unit() }

// elementOf is the element of a lane of a word that begins so many units in.
func (z size) elementOf(units, lane hdl.UInt) hdl.UInt {
	n, low := z.lane(), z.unit()
	if n > low {
		units = units.AddWrap(lane.Bits(n-1, low))
	}
	if low == 0 {
		return units
	}
	return hdl.Cat(units, lane.Trunc(low))
}

// word is the bits of an address of a word of the vector buffer.
func (z size) word() int { return bitsFor(z.VBWords) }

// element is the bits of an address of an element.
func (z size) element() int { return z.word() + z.lane() }

// scalar is the bits of an address of the scalar buffer.
func (z size) scalar() int { return bitsFor(z.SBWords) }

// row is the bits of an address of the activation buffer.
func (z size) row() int { return bitsFor(z.ABRows) }

// dest is the bits of an address of either buffer that results go to.
func (z size) dest() int { return max(z.word(), z.row()) }

// groups is how the groups of QUANT lie in the words of a row.
func (z size) groups() bundle.Across { return bundle.Across{Elements: z.Rows, Lanes: z.Lanes} }

// group is the words that have elements of a full group of QUANT, at most.
func (z size) group() int { return z.groups().Parts() }

// startT is the type of the lane in which a group starts: nothing if that is lane 0
// always.
func (z size) startT() []hdl.UInt {
	if z.groups().Aligned() {
		return nil
	}
	return hdl.Vec(1, hdl.UIntT(z.lane()))
}

// slot is the bits that number the words of a group.
func (z size) slot() int { return mem.AddrWidth(z.group()) }

// Flight is the operations that may be in flight.
const Flight = 8

const flightBits = 3

// Latencies of the parts, in cycles.
var (
	addLatency   = fp.Add{}.Latency()
	mulLatency   = fp.Mul{}.Latency()
	expLatency   = fp.Exp{}.Latency()
	sigLatency   = fp.Sigmoid{}.Latency()
	siluLatency  = fp.Silu{}.Latency()
	recipLatency = fp.Recip{}.Latency()
	rsqrtLatency = fp.Rsqrt{}.Latency()
	toIntLatency = fp.ToInt{}.Latency()
)

// readLatency is the cycles from a word's issue to its operands: the vector
// buffer, the rotation.
const readLatency = 2

// scaleRead is the cycles from the greatest magnitude of a group to the read of
// its scalar.
const scaleRead = 5

// treeLatency is the cycles in which a word is summed.
func (z size) treeLatency() int { return z.lane() * addLatency }

// peakLatency is the cycles in which a word becomes part of a maximum.
func (z size) peakLatency() int { return (z.lane() + levels) / levels }

// word32 is the type of an fp32 number.
func word32() hdl.UInt { return hdl.UIntT(32) }
