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

func log2(n int) int { return bits.Len(uint(n)) - 1 }

// lane is the bits that number the lanes; 0 for one lane.
func (z size) lane() int { return log2(z.Lanes) }

// word is the bits of an address of a word of the vector buffer.
func (z size) word() int { return log2(z.VBWords) }

// element is the bits of an address of an element.
func (z size) element() int { return z.word() + z.lane() }

// scalar is the bits of an address of the scalar buffer.
func (z size) scalar() int { return log2(z.SBWords) }

// row is the bits of an address of the activation buffer.
func (z size) row() int { return log2(z.ABRows) }

// dest is the bits of an address of either buffer that results go to.
func (z size) dest() int { return max(z.word(), z.row()) }

// group is the words of a full group of QUANT.
func (z size) group() int { return z.Rows / z.Lanes }

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
