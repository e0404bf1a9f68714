package npu_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/npu"
	"npugen/verif"
)

func TestLint(t *testing.T) {
	for _, name := range []string{"edge-16", "decode-64"} {
		c, err := npu.Elaborate(preset(t, name))
		require.NoError(t, err)
		verif.Lint(t, c.Design)
	}
}
