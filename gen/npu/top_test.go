package npu_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/gen/npu"
	"npugen/hdl"
	"npugen/verif"
)

func top(t testing.TB, s bundle.Shape) npu.Top {
	p, err := profile.Preset("hbm2-2000-8gb")
	require.NoError(t, err)
	return npu.Top{Shape: s, Queue: 8, Flight: 8, Fetch: 16, Memory: hbm.Default(p, 64), Depth: 128}
}

func TestLint(t *testing.T) {
	c, err := hdl.Elaborate(top(t, bundle.Shape{Rows: 8, Cols: 16, Lanes: 4, VBWords: 256, ABRows: 64, SBWords: 32, AccDepth: 8, Channels: 2}))
	require.NoError(t, err)
	verif.Lint(t, c.Design)
}
