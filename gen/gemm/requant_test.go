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

// TestRequantised compares requantised products with the golden model, the
// factor of every column being another.
func TestRequantised(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for i := range 12 {
		e := gen.Requantised{Engine: engine(1+r.IntN(8), 1+r.IntN(8)), MultBits: 16, ShiftBits: 6}
		act, weight := matrix(r, 1+r.IntN(90), 1+r.IntN(40)), matrix(r, 1+r.IntN(40), 0)
		weight = matrix(r, weight.Rows, act.Cols)
		factors := make([]golden.Requant, weight.Rows)
		for n := range factors {
			factors[n] = golden.Requant{Mult: uint32(r.IntN(1 << 16)), Shift: uint(14 + r.IntN(14))}
		}
		t.Run(fmt.Sprintf("%d", i), func(t *testing.T) {
			sums, err := golden.GEMM(act, weight)
			require.NoError(t, err)
			want, err := golden.Requantise(sums, factors...)
			require.NoError(t, err)
			m, err := gemm.NewRequantised(e)
			require.NoError(t, err)
			p := gemm.Of(act, weight)
			p.Factor = func(n int) golden.Requant { return factors[n] }
			for _, o := range []gemm.Options{{Seed: 1}, {Seed: 2, Stalls: gemm.Stalls{Factors: 0.9, Result: 0.4, Act: 0.2}}} {
				res, err := m.Run(p, o)
				require.NoError(t, err)
				for i, v := range want.Data {
					require.EqualValues(t, v, res.Data[i], "row %d, column %d", i/want.Cols, i%want.Cols)
				}
			}
		})
	}
}

func TestFactorsMustFitTheEngine(t *testing.T) {
	m, err := gemm.New(engine(2, 2))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 1))
	p := gemm.Of(matrix(r, 2, 2), matrix(r, 2, 2))
	p.Factor = func(int) golden.Requant { return golden.Requant{} }
	_, err = m.Run(p, gemm.Options{})
	require.ErrorContains(t, err, "factors given: true, engine requantises: false")
}
