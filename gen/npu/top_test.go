package npu_test

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm/profile"
	"npugen/gen/npu"
	"npugen/verif"
)

var presets = flag.Bool("presets", false, "lint the largest preset too, which takes a minute")

// TestLint: no warning from any tool, at the sizes users build.
func TestLint(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a quarter of a minute")
	}
	names := []string{"edge-16"}
	if *presets {
		names = append(names, "decode-64")
	}
	for _, name := range names {
		c, err := npu.Elaborate(preset(t, name))
		require.NoError(t, err)
		verif.Lint(t, c.Design)
	}
}

// TestMemories: every kind of memory can be built, on one channel and more.
func TestMemories(t *testing.T) {
	for i, name := range profile.Names() {
		c := preset(t, "edge-16")
		c.NPU.Memory, c.NPU.Channels = name, 1<<i
		_, err := npu.Elaborate(c)
		require.NoError(t, err, name)
	}
}
