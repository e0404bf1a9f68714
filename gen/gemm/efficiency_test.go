package gemm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
	"npugen/gen/gemm"
)

// TestArrayNeverIdles counts: between the first and the last vector of
// results every cycle carries useful work, when nothing outside waits.
func TestArrayNeverIdles(t *testing.T) {
	for _, x := range []struct {
		rows, cols int
		m, k, n    int // k and n in tiles
	}{
		{4, 4, 4, 3, 5},    // as few vectors as rows
		{8, 8, 8, 1, 6},    // a single tile along the reduction
		{8, 4, 9, 4, 4},    //
		{1, 1, 1, 20, 20},  // a new tile every cycle
		{1, 6, 3, 12, 4},   //
		{6, 1, 7, 2, 9},    //
		{5, 7, 64, 4, 3},   // the accumulators are full
		{4, 4, 200, 3, 2},  // four commands
		{16, 16, 16, 4, 4}, //
	} {
		t.Run(fmt.Sprintf("%+v", x), func(t *testing.T) {
			m, err := gemm.New(engine(x.rows, x.cols))
			require.NoError(t, err)
			k, n := x.k*x.rows, x.n*x.cols
			r := rand.New(rand.NewPCG(1, 9))
			res := requireSums(t, m, matrix(r, x.m, k), matrix(r, n, k), gemm.Options{})

			plan, err := gen.NewPlan(m.Engine, x.m, k, n)
			require.NoError(t, err)
			before := plan.Steps[0].M * (x.k - 1) // vectors before the first that gives a result
			useful := x.m*x.k*x.n - before
			window := res.Last - res.First + 1
			t.Logf("%d useful cycles in %d", useful, window)
			require.Equal(t, window, useful)
			require.EqualValues(t, x.m*x.k*x.n, res.Counters.Useful)
			require.LessOrEqual(t, res.Cycles, plan.Cycles()+2*(x.rows+x.cols)+10)
		})
	}
}

// TestPartialTilesCostTheirRows: a tile with few rows of weights is loaded in
// as few cycles.
func TestPartialTilesCostTheirRows(t *testing.T) {
	m, err := gemm.New(engine(16, 4))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(2, 9))
	res := requireSums(t, m, matrix(r, 3, 3), matrix(r, 160, 3), gemm.Options{})
	require.EqualValues(t, 3*40, res.Counters.Useful)
	require.LessOrEqual(t, res.Cycles, 3*40+30)
}

// TestCountersSayWhy: stalls are counted where they come from, and every active
// cycle is counted once.
func TestCountersSayWhy(t *testing.T) {
	m, err := gemm.New(engine(4, 4))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(3, 9))
	act, weight := matrix(r, 12, 16), matrix(r, 16, 16)
	for name, x := range map[string]struct {
		stalls gemm.Stalls
		most   func(c gemm.Counters) uint64
	}{
		"none":    {gemm.Stalls{}, func(c gemm.Counters) uint64 { return c.Useful }},
		"weights": {gemm.Stalls{Weight: 0.9}, func(c gemm.Counters) uint64 { return c.WeightStall }},
		"acts":    {gemm.Stalls{Act: 0.9}, func(c gemm.Counters) uint64 { return c.DataStall }},
		"results": {gemm.Stalls{Result: 0.9}, func(c gemm.Counters) uint64 { return c.OutputStall }},
	} {
		t.Run(name, func(t *testing.T) {
			c := requireSums(t, m, act, weight, gemm.Options{Stalls: x.stalls}).Counters
			require.Equal(t, c.Active, c.Useful+c.WeightStall+c.DataStall+c.OutputStall)
			require.EqualValues(t, 12*4*4, c.Useful)
			require.Greater(t, x.most(c), c.Active/3, "%+v", c)
		})
	}
}
