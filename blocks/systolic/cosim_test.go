package systolic_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/systolic"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

func design[I, O any](t *testing.T, d hdl.Def[I, O]) *ir.Design {
	c, err := hdl.Elaborate(d)
	require.NoError(t, err)
	return c.Design
}

// blocks is every block at some of its parameters.
func blocks(t *testing.T) []*ir.Design {
	return []*ir.Design{
		design(t, systolic.PE{ActW: 8, WeightW: 4, AccW: 17}),
		design(t, systolic.Array{Rows: 1, Cols: 1, ActW: 2, WeightW: 2, AccW: 4}),
		design(t, systolic.Array{Rows: 3, Cols: 5, ActW: 8, WeightW: 8, AccW: 18}),
		design(t, systolic.Tiled{Rows: 4, Cols: 6, Tile: 2, ActW: 8, WeightW: 8, AccW: 18}),
		design(t, systolic.Tiled{Rows: 5, Cols: 8, Tile: 3, ActW: 8, WeightW: 8, AccW: 19}),
		design(t, systolic.Skew{Lanes: 35, Width: 3}),
		design(t, systolic.Skew{Lanes: 33, Width: 3, Back: true}),
		design(t, systolic.TagDelay{Cycles: 5, Depth: 9}),
		design(t, systolic.Unit{Rows: 4, Cols: 2, ActW: 8, WeightW: 8, AccW: 32, Depth: 8}),
	}
}

func TestAllSimulatorsAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	verif.Check(t, blocks(t), 200, 5)
}

func TestCleanVerilog(t *testing.T) {
	// An array of more than one tile is linted, not built: C++ takes minutes.
	verif.Lint(t, append(blocks(t), design(t, systolic.Array{Rows: 18, Cols: 17, ActW: 4, WeightW: 4, AccW: 13}),
		design(t, systolic.Tiled{Rows: 16, Cols: 8, Tile: 8, ActW: 8, WeightW: 8, AccW: 20}))...)
}
