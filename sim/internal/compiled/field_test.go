package compiled

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// Registers of words put together from pieces of others, nested, with and
// without signs, up to the widths of both types of scalars.
func TestPiecesOfWords(t *testing.T) {
	for seed := range uint64(300) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rng(seed)
			newBoth(t, irtest.Design(words(r)), seed).run(t, 20, r)
		})
	}
}

func words(r *rand.Rand) irtest.M {
	m := irtest.New("words")
	clk := m.Clock("clk")
	var sources []*ir.Signal
	for i, w := range []int{8, 32, 64, 1 + r.IntN(64), 1 + r.IntN(64)} {
		sources = append(sources, m.In(fmt.Sprint("in", i), irtest.U(w)))
	}
	for i := range 8 {
		tree := word(r, sources, 4)
		q := m.Reg(fmt.Sprint("q", i), irtest.U(tree.Width), clk)
		q.Drive[0] = tree
		if w := q.Type.Width; w <= 64 {
			sources = append(sources, q)
		}
		m.Out(fmt.Sprint("out", i), q.Type, irtest.Ref(q))
	}
	return m
}

// word is a tree of pieces of at most 64 bits.
func word(r *rand.Rand, sources []*ir.Signal, depth int) *ir.Node {
	x := irtest.Ref(sources[r.IntN(len(sources))])
	if depth > 0 && r.IntN(4) != 0 {
		x = word(r, sources, depth-1)
	}
	w := x.Width
	switch r.IntN(6) {
	case 0:
		return irtest.Ext(irtest.Cast(x, r.IntN(2) == 0), w+r.IntN(65-w))
	case 1:
		if w%32 == 0 && w <= 64 { // a rotation
			n := 1 + r.IntN(w-1)
			return irtest.N(ir.OpCat, irtest.Slice(x, 0, w-n), irtest.Slice(x, w-n, n))
		}
		return x
	case 2, 3:
		y := irtest.K(r.Uint64N(4), 2)
		if depth > 0 {
			y = word(r, sources, depth-1)
		}
		if r.IntN(2) == 0 {
			x, y = y, x
		}
		if x.Width+y.Width <= 64 {
			return irtest.N(ir.OpCat, x, y)
		}
		return x
	}
	lo := r.IntN(w)
	return irtest.Slice(x, lo, 1+r.IntN(w-lo))
}
