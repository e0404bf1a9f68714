package systolic_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/systolic"
	"npugen/hdl"
)

func refusal[I, O any](d hdl.Def[I, O]) error {
	_, err := hdl.Elaborate(d)
	return err
}

// TestRefusals: parameters that cannot be built are diagnostics that say what
// is wrong.
func TestRefusals(t *testing.T) {
	for want, err := range map[string]error{
		"sums of 18 bits for 5 products of 8 x 8 bits": refusal(systolic.Array{Rows: 5, Cols: 2, ActW: 8, WeightW: 8, AccW: 18}),
		"activations of 17 bits":                       refusal(systolic.Array{Rows: 2, Cols: 2, ActW: 17, WeightW: 8, AccW: 32}),
		"an array of 0 x 2 cells":                      refusal(systolic.Array{Rows: 0, Cols: 2, ActW: 8, WeightW: 8, AccW: 32}),
		"1 columns of 0 entries":                       refusal(systolic.Accumulators{Cols: 1, Depth: 0, SumW: 8, AccW: 8}),
		"entries of 7 bits for sums of 8":              refusal(systolic.Accumulators{Cols: 1, Depth: 4, SumW: 8, AccW: 7}),
		"a skew of 0 lanes":                            refusal(systolic.Skew{Lanes: 0, Width: 8}),
		"lanes of -1 bits":                             refusal(systolic.Skew{Lanes: 3, Width: -1}),
		"a delay of 0 cycles":                          refusal(systolic.DelayLine{Lanes: 3, Width: 8}),
		"a delay of -2 cycles":                         refusal(systolic.TagDelay{Cycles: -2, Depth: 8}),
		"tags for 0 entries":                           refusal(systolic.TagDelay{Cycles: 2}),
		"tiles of 7 x 7 in an array of 6 x 8":          refusal(systolic.Tiled{Rows: 6, Cols: 8, Tile: 7, ActW: 8, WeightW: 8, AccW: 32}),
		"tiles of 0 x 0 in an array of 6 x 8":          refusal(systolic.Tiled{Rows: 6, Cols: 8, ActW: 8, WeightW: 8, AccW: 32}),
		"weights of 1 bits":                            refusal(systolic.Unit{Rows: 2, Cols: 2, ActW: 8, WeightW: 1, AccW: 32, Depth: 8}),
	} {
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "panicked", want)
	}
}
