package machine

import (
	"npugen/blocks/fp/golden"
	"npugen/isa"
)

const minusInfinity = 0xff800000

// reduction is a row's reduction so far.
type reduction struct {
	words   int
	partial [4]uint32 // of a sum; partial[0] of a maximum
}

// idle fills lanes without an element with what changes no reduction.
func idle(lanes []uint32, red uint32) {
	x := uint32(0)
	if red == isa.RedMax {
		x = minusInfinity
	}
	for i := range lanes {
		lanes[i] = x
	}
}

// add adds a word, which it overwrites; it is as long as a power of two.
func (r *reduction) add(word []uint32, red uint32) {
	f := golden.Add
	if red == isa.RedMax {
		f = golden.Max
		if r.words == 0 {
			r.partial[0] = minusInfinity
		}
	}
	for n := len(word) / 2; n > 0; n /= 2 {
		for i := range n {
			word[i] = op(f, word[2*i], word[2*i+1])
		}
	}
	at := r.words % 4
	if red == isa.RedMax {
		at = 0
	}
	r.partial[at] = op(f, r.partial[at], word[0])
	r.words++
}

func (r *reduction) result(red uint32) uint32 {
	if red == isa.RedMax {
		return r.partial[0]
	}
	return op(golden.Add, op(golden.Add, r.partial[0], r.partial[1]), op(golden.Add, r.partial[2], r.partial[3]))
}

// finish makes a row's scalar of its reduction.
func finish(in isa.Instruction, x uint32) uint32 {
	x = op(golden.Add, op(golden.Mul, x, in.Get("c1")), in.Get("c2"))
	switch in.Get("fin") {
	case isa.FinRsqrt:
		x = fn(golden.Rsqrt, x)
	case isa.FinRecip:
		x = fn(golden.Recip, x)
	}
	return x
}
