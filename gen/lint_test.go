package gen_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
	"npugen/verif"
)

// TestPresetsAreCleanVerilog: no warning from any tool, at a size users
// build.
func TestPresetsAreCleanVerilog(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a quarter of a minute")
	}
	sums, err := gen.Elaborate(preset(t, "edge-16"))
	require.NoError(t, err)
	verif.Lint(t, sums.Design)
	narrow, err := gen.ElaborateRequantised(preset(t, "edge-16"))
	require.NoError(t, err)
	verif.Lint(t, narrow.Design)
}
