package npu_test

import (
	"flag"
	"os"
	"strings"
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
	odd := preset(t, "edge-16")
	odd.Array.Rows, odd.Array.Cols, odd.NPU.Lanes = 12, 20, 6 // 6 does not divide 20
	c, err := npu.Elaborate(odd)
	require.NoError(t, err)
	verif.Lint(t, c.Design)
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

// TestPortsAreDocumented: docs/npu.md names every port, alone or as name_*.
func TestPortsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/npu.md")
	require.NoError(t, err)
	c, err := npu.Elaborate(preset(t, "edge-16"))
	require.NoError(t, err)
	for _, s := range c.Design.Top.Signals {
		if !s.IsPort() {
			continue
		}
		named := strings.Contains(string(page), "`"+s.Name+"`")
		for i := range s.Name {
			named = named || s.Name[i] == '_' && strings.Contains(string(page), "`"+s.Name[:i]+"_*`")
		}
		require.True(t, named, s.Name)
	}
}
