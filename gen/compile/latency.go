package compile

import (
	"math"

	"npugen/isa"
	"npugen/isa/access"
)

// Cycles of the floating-point units.
const (
	addCycles, mulCycles     = 4, 3
	expCycles, siluCycles    = 7, 15
	recipCycles, rsqrtCycles = 6, 5
)

// words is how many words a vector operation takes in, one a cycle.
func (g *geometry) words(in isa.Instruction) int {
	if in.Op() == isa.ARGMAX || in.Op() == isa.TOPK {
		return ceil(int(in.Get("len")), g.Lanes)
	}
	l, n := access.LoopOf(in), 0
	for i0 := range l.N0 {
		n += int(l.N1) * ceil(int(l.Len+i0*l.Inc), g.Lanes)
	}
	return n
}

// vectorLatency is the cycles from the last word of a vector operation to its
// end: the table of package blocks/vector.
func (g *geometry) vectorLatency(in isa.Instruction) int {
	lanes := 2 + pick3(in.Get("pre"), 0, addCycles, mulCycles) + pick3(in.Get("fn"), 0, expCycles, siluCycles) + pick3(in.Get("bin"), 0, mulCycles, addCycles)
	depth := g.LaneBits()
	top := (depth + 3) / 3
	row := ceil(int(in.Get("len")), g.Lanes)
	switch {
	case in.Op() == isa.ARGMAX:
		return lanes + top + 1
	case in.Op() == isa.TOPK:
		return lanes + 2 + int(in.Get("k")) + g.searching(int(in.Get("k")), int(in.Get("len")))
	case in.Op() == isa.QUANT:
		return lanes + top + 13 + min(row, ceil(g.Rows, g.Lanes))
	case in.Get("red") == isa.RedSum:
		return lanes + addCycles*(depth+min(row-1, 2)+flag(row > 4 || g.Lanes == 1)) + finish(in)
	case in.Get("red") == isa.RedMax:
		return lanes + top + finish(in)
	}
	return lanes
}

// searching is the cycles that a TOPK takes beyond one a word, for elements in
// random order: the i-th is one of the k greatest so far with a probability of
// k / i.
func (g *geometry) searching(k, n int) int {
	if n <= k {
		return n - ceil(n, g.Lanes)
	}
	return int(float64(k) * (1 + math.Log(float64(n)/float64(k))))
}

// finish is what a reduction takes beyond its sum or maximum.
func finish(in isa.Instruction) int {
	n := pick3(in.Get("fin"), 0, rsqrtCycles, recipCycles)
	if in.Get("c1") != math.Float32bits(1) || in.Get("c2") != 0 {
		n += mulCycles + addCycles
	}
	return n
}

// peakLatency is the cycles by which a product with peak is later, beyond one a
// vector.
func (g *geometry) peakLatency() int { return 2 + g.LaneBits()/3 }

func pick3(i uint32, a, b, c int) int { return []int{a, b, c}[i] }

// What package blocks/matrix states: cycles from a command to its first vector, and
// between tiles at least.
const (
	startCycles = 2
	tileCycles  = addCycles + 2
)

// productLatency is the cycles from a vector entering the array to its last
// word being written.
func (g *geometry) productLatency() int {
	return ceil(g.Rows, g.TileSide()) + ceil(g.Cols, g.TileSide()) + 11 + ceil(g.Cols, g.Lanes) - 1
}
