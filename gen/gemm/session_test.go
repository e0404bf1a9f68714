package gemm_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
	"npugen/gen/gemm"
	golden "npugen/model/quant"
)

// TestProductsFollowEachOther: nothing of a product is left in the engine for
// the next.
func TestProductsFollowEachOther(t *testing.T) {
	m, err := gemm.New(engine(5, 3))
	require.NoError(t, err)
	s, err := m.Start(gemm.Options{Seed: 3, Stalls: gemm.Stalls{Result: 0.3}})
	require.NoError(t, err)
	defer s.Close()
	r := rand.New(rand.NewPCG(5, 5))
	for range 8 {
		act := matrix(r, 1+r.IntN(30), 1+r.IntN(30))
		weight := matrix(r, 1+r.IntN(30), act.Cols)
		want, err := golden.GEMM(act, weight)
		require.NoError(t, err)
		res, err := s.Multiply(gemm.Of(act, weight))
		require.NoError(t, err)
		got, ok := res.Int32()
		require.True(t, ok)
		require.Equal(t, want, got)
	}
}

// TestWidths: other widths of numbers are as exact.
func TestWidths(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for _, w := range []struct{ act, weight, acc int }{{2, 2, 12}, {16, 16, 48}, {4, 8, 20}, {8, 4, 64}} {
		e := gen.Engine{Rows: 3, Cols: 4, ActW: w.act, WeightW: w.weight, AccW: w.acc, AccDepth: 8, BufDepth: 32, BufBanks: 4, WeightFIFO: 5}
		m, err := gemm.New(e)
		require.NoError(t, err)
		const M, K, N = 11, 17, 9
		number := func(w int) int32 { return int32(r.Uint32()) >> (32 - w) }
		var act [M][K]int32
		var weight [N][K]int32
		for i := range act {
			for k := range K {
				act[i][k] = number(w.act)
			}
		}
		for i := range weight {
			for k := range K {
				weight[i][k] = number(w.weight)
			}
		}
		res, err := m.Run(gemm.Product{M: M, K: K, N: N,
			Act:    func(m, k int) int32 { return act[m][k] },
			Weight: func(n, k int) int32 { return weight[n][k] }}, gemm.Options{Seed: 8})
		require.NoError(t, err)
		for i := range M {
			for j := range N {
				want := int64(0)
				for k := range K {
					want += int64(act[i][k]) * int64(weight[j][k])
				}
				require.Equal(t, want, res.At(i, j), "%+v: row %d, column %d", w, i, j)
			}
		}
	}
}
