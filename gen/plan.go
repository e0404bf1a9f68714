package gen

import (
	"fmt"
	"math/bits"
)

// Command is one command of the engine: Vectors x (KTiles x NTiles) tiles. For
// each tile of columns it runs through the tiles of the reduction, and for
// each of these through all vectors.
type Command struct {
	Vectors  int  // 1 .. AccDepth
	KTiles   int  // 1 .. 65536
	NTiles   int  // 1 .. 65536
	Continue bool // add to the accumulators rather than overwrite them
	Hold     bool // leave the sums in the accumulators: no results
	Keep     bool // the next command reads the same activations again
}

// Step is a command and the part of the problem that it computes: rows M0 to
// M0+M-1 of the activations, and so on.
type Step struct {
	Command
	M0, M, K0, K, N0, N int
}

// Plan is the commands that compute an M x K x N product: activations M x K
// times weights K x N gives results M x N.
type Plan struct {
	Engine  Engine
	M, K, N int
	Steps   []Step
}

// NewPlan splits a product into commands. A command needs its vectors in the
// accumulators and its activations in the buffer. So the rows are split to
// fit; where the reduction is so long that the buffer would hold fewer rows
// than a tile of weights needs to pay for itself, it is split too, one tile of
// columns at a time, the sums waiting in the accumulators.
func NewPlan(e Engine, m, k, n int) (Plan, error) {
	p := Plan{Engine: e, M: m, K: k, N: n}
	if m < 1 || k < 1 || n < 1 {
		return p, fmt.Errorf("plan: product of %d x %d x %d: want at least 1 each", m, k, n)
	}
	if longest := e.LongestReduction(); k > longest {
		return p, fmt.Errorf("plan: reduction of %d: sums of products of %d x %d bits are exact in %d bits up to %d", k, e.ActW, e.WeightW, e.AccW, longest)
	}
	kTiles := ceilDiv(k, e.Rows)
	rows := min(e.AccDepth, e.BufDepth/kTiles)
	if kTiles <= maxTiles && rows >= min(m, e.Rows, e.AccDepth) {
		p.wholeReductions(rows)
	} else {
		p.splitReductions()
	}
	return p, nil
}

// LongestReduction is the longest K whose sums are exact, whatever the values.
func (e Engine) LongestReduction() int {
	free := e.AccW - 1 - (e.ActW - 1) - (e.WeightW - 1) // the largest product is 2^(ActW-1+WeightW-1)
	if free >= bits.UintSize-2 {
		return 1<<(bits.UintSize-2) - 1
	}
	return 1<<max(free, 0) - 1
}

// wholeReductions gives each command some rows, the whole reduction and all
// columns.
func (p *Plan) wholeReductions(most int) {
	for m0, m := range parts(p.M, ceilDiv(p.M, most)) {
		for n0 := 0; n0 < p.N; n0 += maxTiles * p.Engine.Cols {
			n := min(p.N-n0, maxTiles*p.Engine.Cols)
			p.add(Step{M0: m0, M: m, K0: 0, K: p.K, N0: n0, N: n, Command: Command{Keep: n0+n < p.N}})
		}
	}
}

// splitReductions gives each command some rows, a part of the reduction and
// one tile of columns.
func (p *Plan) splitReductions() {
	e := p.Engine
	most := min(p.M, e.AccDepth, e.BufDepth)
	for m0, m := range parts(p.M, ceilDiv(p.M, most)) {
		length := min(e.BufDepth/m, maxTiles) * e.Rows
		for n0 := 0; n0 < p.N; n0 += e.Cols {
			for k0 := 0; k0 < p.K; k0 += length {
				k := min(p.K-k0, length)
				p.add(Step{M0: m0, M: m, K0: k0, K: k, N0: n0, N: min(p.N-n0, e.Cols),
					Command: Command{Continue: k0 > 0, Hold: k0+k < p.K}})
			}
		}
	}
}

func (p *Plan) add(s Step) {
	s.Vectors, s.KTiles, s.NTiles = s.M, ceilDiv(s.K, p.Engine.Rows), ceilDiv(s.N, p.Engine.Cols)
	p.Steps = append(p.Steps, s)
}

// parts cuts n into count parts of nearly equal length: start and length.
func parts(n, count int) func(yield func(int, int) bool) {
	return func(yield func(int, int) bool) {
		at := 0
		for i := range count {
			length := (n - at + count - i - 1) / (count - i)
			if !yield(at, length) {
				return
			}
			at += length
		}
	}
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// Cycles is the least number of cycles for the plan: a tile takes one for each
// vector, or one for each row of weights where those are more.
func (p Plan) Cycles() int {
	total := 0
	for _, s := range p.Steps {
		whole, rest := s.K/p.Engine.Rows, s.K%p.Engine.Rows
		perColumn := whole * max(s.M, p.Engine.Rows)
		if rest > 0 {
			perColumn += max(s.M, rest)
		}
		total += s.NTiles * perColumn
	}
	return total
}
