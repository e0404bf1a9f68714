package compile

import (
	"math"

	"npugen/isa"
	"npugen/isa/access"
)

// Cycles of the parts of the units, as their packages state them.
const (
	addCycles, mulCycles     = 4, 3
	expCycles, siluCycles    = 7, 15
	recipCycles, rsqrtCycles = 6, 5
	toIntCycles              = 2
	operandCycles            = 2 // from a word's issue to its operands
	retireCycles             = 2 // from a result to the token that tells of it

	// A vector enters the array 3 cycles after its instruction starts and has its
	// first word written this long after it has left.
	startCycles, scaleCycles = 3, 2*mulCycles + addCycles + 6
	arrayTile                = 8 // side of a tile of cells, between which there are registers
)

// words is how many words a vector operation takes in, one a cycle.
func (g *geometry) words(in isa.Instruction) int {
	if in.Op() == isa.ARGMAX {
		return ceil(int(in.Get("len")), g.Lanes)
	}
	l, n := access.LoopOf(in), 0
	for i0 := range l.N0 {
		n += int(l.N1) * ceil(int(l.Len+i0*l.Inc), g.Lanes)
	}
	return n
}

// vectorLatency is the cycles from the last word of a vector operation to the
// token that says that it is complete.
func (g *geometry) vectorLatency(in isa.Instruction) int {
	n := operandCycles + retireCycles
	n += []int{0, addCycles, mulCycles}[in.Get("pre")] + []int{0, expCycles, siluCycles}[in.Get("fn")] + []int{0, mulCycles, addCycles}[in.Get("bin")]
	lanes := int(math.Log2(float64(g.Lanes)))
	peak := (lanes+1)/2 + 1
	row := ceil(int(in.Get("len")), g.Lanes)
	switch {
	case in.Op() == isa.ARGMAX:
		return n + peak
	case in.Op() == isa.QUANT:
		return n + peak + 3*mulCycles + min(row, g.Rows/g.Lanes) + mulCycles + toIntCycles
	case in.Get("red") == isa.RedSum:
		n += lanes * addCycles
		if row > 1 {
			n += addCycles
		}
		if row > 2 {
			n += addCycles
		}
		if row > 4 {
			n += addCycles
		}
	case in.Get("red") == isa.RedMax:
		n += peak
	}
	if in.Get("red") != isa.RedNone {
		if in.Get("c1") != math.Float32bits(1) || in.Get("c2") != 0 {
			n += mulCycles + addCycles
		}
		n += []int{0, rsqrtCycles, recipCycles}[in.Get("fin")]
	}
	return n
}

// productLatency is the cycles from the last vector of a MATMUL entering the
// array to its token, without what the writes of other vectors take.
func (g *geometry) productLatency() int {
	return (g.Rows+g.Cols)/min(arrayTile, g.Rows, g.Cols) + scaleCycles + g.Cols/g.Lanes + retireCycles
}
