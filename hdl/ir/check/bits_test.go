package check

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

// The dependencies are sound: when flipping one bit of an argument changes a
// bit of the result, argBits lists it. Tried on the operators of random DAGs.
func TestArgBitsSound(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	tried := map[ir.Op]int{}
	for seed := range 400 {
		m := Random(uint64(seed), 20)
		seen := map[*ir.Node]bool{}
		var visit func(n *ir.Node)
		visit = func(n *ir.Node) {
			if seen[n] || len(n.Args) == 0 {
				return
			}
			seen[n] = true
			for range 10 {
				tried[n.Op] += flip(t, r, n)
			}
			for _, a := range n.Args {
				visit(a)
			}
		}
		m.Roots(func(root ir.Root) { visit(*root.Node) })
	}
	for op := ir.OpNot; op <= ir.OpIndex; op++ {
		require.Positive(t, tried[op], "no bit of %s ever depended on anything", op)
	}
}

// flip changes one bit of one argument and counts the bits of the result that
// follow.
func flip(t *testing.T, r *rand.Rand, n *ir.Node) int {
	args := make([]*big.Int, len(n.Args))
	for i, a := range n.Args {
		args[i] = RandomBits(r, a.Width)
	}
	before := ir.Eval(n, args)
	arg := r.IntN(len(args))
	bit := r.IntN(n.Args[arg].Width)
	args[arg] = new(big.Int).SetBit(args[arg], bit, args[arg].Bit(bit)^1)
	diff := new(big.Int).Xor(before, ir.Eval(n, args))
	changed := 0
	for b := range diff.BitLen() {
		if diff.Bit(b) == 0 {
			continue
		}
		changed++
		listed := false
		argBits(n, b, func(a, c int) { listed = listed || a == arg && (c == bit || c == all) })
		require.True(t, listed, "bit %d of %s depends on bit %d of argument %d", b, ir.FormatNode(n), bit, arg)
	}
	return changed
}
