package fp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/fp"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

func design[I, O any](t *testing.T, d hdl.Def[I, O]) *ir.Design {
	c, err := hdl.Elaborate(d)
	require.NoError(t, err)
	return c.Design
}

func designs(t *testing.T) (all []*ir.Design) {
	for _, f := range []fp.Format{fp.FP32, fp.BF16.FlushToZero(), fp.E4M3, fp.E5M2.Saturating(), {Exp: 2, Man: 1, Subnormals: true}} {
		all = append(all, design(t, fp.Add{Format: f}), design(t, fp.Mul{Format: f}), design(t, fp.FMA{Format: f}), design(t, fp.Compare{Format: f}), design(t, fp.MinMax{Format: f}),
			design(t, fp.FromInt{Format: f, Width: 32}), design(t, fp.ToInt{Format: f, Width: 8, Symmetric: true}))
	}
	for _, c := range []fp.Convert{{From: fp.FP32, To: fp.E4M3.Saturating()}, {From: fp.BF16, To: fp.FP32}, {From: fp.FP32, To: fp.FP16}, {From: fp.FP16, To: fp.BF16.FlushToZero()}} {
		all = append(all, design(t, c))
	}
	return append(all, design(t, fp.ToInt{Format: fp.FP32, Width: 32}),
		design(t, fp.Exp{}), design(t, fp.ExpSigmoid{}), design(t, fp.Recip{}), design(t, fp.Rsqrt{}), design(t, fp.Silu{}))
}

// TestAllSimulatorsAgree joins all modules in one build of each simulator.
func TestAllSimulatorsAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	verif.Check(t, designs(t), 400, 5)
}

func TestCleanVerilog(t *testing.T) { verif.Lint(t, designs(t)...) }
