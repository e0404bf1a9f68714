package gemm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
	"npugen/gen/gemm"
	golden "npugen/model/quant"
)

// matrix is random int8, often an extreme.
func matrix(r *rand.Rand, rows, cols int) golden.Matrix[int8] {
	m := golden.Matrix[int8]{Rows: rows, Cols: cols, Data: make([]int8, rows*cols)}
	for i := range m.Data {
		switch r.IntN(8) {
		case 0:
			m.Data[i] = -128
		case 1:
			m.Data[i] = 127
		default:
			m.Data[i] = int8(r.Uint32())
		}
	}
	return m
}

func engine(rows, cols int) gen.Engine {
	return gen.Engine{Rows: rows, Cols: cols, ActW: 8, WeightW: 8, AccW: 32, AccDepth: 64, BufDepth: 256, BufBanks: 2, WeightFIFO: 4 * rows}
}

// requireSums computes a product and compares it with the golden model.
func requireSums(t *testing.T, m *gemm.Machine, act, weight golden.Matrix[int8], o gemm.Options) *gemm.Result {
	t.Helper()
	want, err := golden.GEMM(act, weight)
	require.NoError(t, err)
	res, err := m.Run(gemm.Of(act, weight), o)
	require.NoError(t, err)
	got, ok := res.Int32()
	require.True(t, ok)
	require.Equal(t, want, got)
	return res
}

func TestProduct(t *testing.T) {
	m, err := gemm.New(engine(4, 4))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 1))
	res := requireSums(t, m, matrix(r, 9, 10), matrix(r, 6, 10), gemm.Options{})
	require.Equal(t, 18, res.Vectors)
}

// TestShapes multiplies random shapes on random engines, with and without
// stalls, from two power-up states: the results equal the golden model.
func TestShapes(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	r := rand.New(rand.NewPCG(7, 7))
	for i := range rounds {
		e := gen.Engine{Rows: 1 + r.IntN(16), Cols: 1 + r.IntN(16), ActW: 8, WeightW: 8, AccW: 32,
			AccDepth: 1 + r.IntN(80), BufBanks: 1 << r.IntN(4)}
		e.BufDepth = e.BufBanks * (1 + r.IntN(300/e.BufBanks))
		e.WeightFIFO = 1 + r.IntN(4*e.Rows)
		shape := [3]int{1 + r.IntN(70), 1 + r.IntN(70), 1 + r.IntN(70)}
		stalls := gemm.Stalls{}
		if i%3 > 0 {
			p := func() float64 { return r.Float64() * float64(r.IntN(2)) * 0.9 }
			stalls = gemm.Stalls{Command: p(), Weight: p(), Act: p(), Result: p()}
		}
		act, weight := matrix(r, shape[0], shape[1]), matrix(r, shape[2], shape[1])
		t.Run(fmt.Sprintf("%d: %v on %+v", i, shape, e), func(t *testing.T) {
			m, err := gemm.New(e)
			require.NoError(t, err)
			for seed := range uint64(2) {
				requireSums(t, m, act, weight, gemm.Options{Seed: seed, Stalls: stalls})
			}
		})
	}
}
