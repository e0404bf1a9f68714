package machine

import (
	"math"
	"math/bits"

	"npugen/blocks/fp/golden"
	"npugen/isa"
	"npugen/isa/access"
)

// Operands and results are raw bits, so that a NaN which is only moved stays as
// it is.

func op(f func(a, b float32) float32, a, b uint32) uint32 {
	return math.Float32bits(f(math.Float32frombits(a), math.Float32frombits(b)))
}

func fn(f func(float32) float32, a uint32) uint32 {
	return math.Float32bits(f(math.Float32frombits(a)))
}

// chain is what a MAP does with each element.
type chain struct {
	pre, fn, bin uint32
	swap         bool
}

func (m *Machine) vectorMap(in isa.Instruction) uint32 {
	do := chain{pre: in.Get("pre"), fn: in.Get("fn"), bin: in.Get("bin"), swap: in.Get("swap") != 0}
	keep, red := in.Get("keep") != 0, in.Get("red")
	lanes := uint64(m.shape.Lanes)
	word := make([]uint32, 1<<m.shape.LaneBits()) // lanes, and what fills the tree of a sum
	var h1, h2 Hash
	for r := range access.LoopOf(in).Rows() {
		lane := uint64(0) // of the row's first element in its first word
		if keep {
			lane = r.D % lanes
		}
		var reduced reduction
		for e := uint64(0); e < r.Len; {
			n := min(lanes-lane, r.Len-e)
			used := word[lane : lane+n]
			m.chain(used, do, r, e)
			if keep {
				copy(m.VB[r.D+e:], used)
				h1.Add(bits.RotateLeft32(Fold(used), int(lane)))
			}
			if red != isa.RedNone {
				idle(word[:lane], red)
				idle(word[lane+n:], red)
				reduced.add(word, red)
			}
			e, lane = e+n, 0
		}
		if red != isa.RedNone {
			m.SB[r.T] = finish(in, reduced.result(red))
			h2.Add(m.SB[r.T])
		}
	}
	return uint32(h1) ^ bits.RotateLeft32(uint32(h2), 16)
}

// chain computes some elements of a row, from e on.
func (m *Machine) chain(x []uint32, do chain, r access.Row, e uint64) {
	for i := range x {
		from := e + uint64(i)
		if do.swap {
			from = access.Partner(m.shape, from)
		}
		x[i] = m.VB[r.A+from]
	}
	switch do.pre {
	case isa.PreSub:
		for i := range x {
			x[i] = op(golden.Sub, x[i], m.SB[r.S])
		}
	case isa.PreMul:
		for i := range x {
			x[i] = op(golden.Mul, x[i], m.SB[r.S])
		}
	}
	switch do.fn {
	case isa.FnExp:
		for i := range x {
			x[i] = fn(golden.Exp, x[i])
		}
	case isa.FnSilu:
		for i := range x {
			x[i] = fn(golden.Silu, x[i])
		}
	}
	switch do.bin {
	case isa.BinMul:
		for i, b := range m.VB[r.B+e:][:len(x)] {
			x[i] = op(golden.Mul, x[i], b)
		}
	case isa.BinAdd:
		for i, b := range m.VB[r.B+e:][:len(x)] {
			x[i] = op(golden.Add, x[i], b)
		}
	}
}
