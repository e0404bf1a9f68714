package matrix_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/matrix"
	"npugen/hdl"
)

// TestRefusals: parameters that cannot be built are diagnostics that say what
// is wrong.
func TestRefusals(t *testing.T) {
	good := shape(8, 8, 2, 1)
	bad := good
	bad.Lanes = 9
	for want, u := range map[string]matrix.Unit{
		"lanes 9":         {Shape: bad},
		"rows 0":          {},
		"tiles of 9 x 9":  {Shape: good, Tile: 9},
		"tiles of -1 x":   {Shape: good, Tile: -1},
		"tiles of 16 x 1": {Shape: good, Tile: 16},
	} {
		_, err := hdl.Elaborate(u)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "panicked", want)
	}
}
