package gemm_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
	"npugen/gen/gemm"
	"npugen/hdl/ir"
	golden "npugen/model/quant"
	"npugen/verif"
)

// job is a recorded run as stimulus for any simulator.
func job(t *testing.T, d *ir.Design, r *gemm.Recording, seed uint64) verif.Job {
	s, err := verif.NewStimulus(d, r.Cycles())
	require.NoError(t, err)
	require.Equal(t, s.In.Stride, r.Stride)
	copy(s.In.Data, r.Data)
	s.Seed = seed
	return verif.Job{Design: d, Stim: s}
}

// TestAllSimulatorsAgree replays products with stalls in every simulator and
// compares every output in every cycle.
func TestAllSimulatorsAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	r := rand.New(rand.NewPCG(9, 9))
	opts := gemm.Options{Seed: 11, Record: true, Stalls: gemm.Stalls{Weight: 0.2, Act: 0.2, Result: 0.2, Factors: 0.2}}
	act, weight := matrix(r, 13, 11), matrix(r, 9, 11)

	sums, err := gemm.New(engine(4, 3))
	require.NoError(t, err)
	a := requireSums(t, sums, act, weight, opts)

	narrow, err := gemm.NewRequantised(gen.Requantised{Engine: engine(3, 5), MultBits: 16, ShiftBits: 6})
	require.NoError(t, err)
	p := gemm.Of(act, weight)
	p.Factor = func(n int) golden.Requant { return golden.Requant{Mult: uint32(40000 + n), Shift: 24} }
	b, err := narrow.Run(p, opts)
	require.NoError(t, err)

	verif.CosimAll(t, []verif.Job{job(t, sums.Design, a.Recording, opts.Seed), job(t, narrow.Design, b.Recording, opts.Seed)})
}

func TestCleanVerilog(t *testing.T) {
	a, err := gemm.New(engine(4, 3))
	require.NoError(t, err)
	b, err := gemm.NewRequantised(gen.Requantised{Engine: engine(1, 1), MultBits: 8, ShiftBits: 3})
	require.NoError(t, err)
	verif.Lint(t, a.Design, b.Design)
}
