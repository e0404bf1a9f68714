package config

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPresetsAreListed(t *testing.T) {
	onDisk, err := filepath.Glob("presets/*.yaml")
	require.NoError(t, err)
	list := Presets()
	require.Len(t, list, len(onDisk))
	for _, p := range list {
		c, err := LoadPreset(p.Name)
		require.NoError(t, err)
		require.Equal(t, p, Preset{c.Name, c.Summary})
		require.NotEmpty(t, c.Summary)
	}
}

// The numbers of the paper: 4 MiB of accumulators, 24 MiB of activations, 92
// tera-operations a second (two for each multiply-accumulate).
func TestTPU(t *testing.T) {
	c, err := LoadPreset("tpu-v1")
	require.NoError(t, err)
	require.Equal(t, 4<<20, c.Accumulators.Depth*c.Array.Cols*c.Types.AccWidth/8)
	require.Equal(t, 24<<20, c.UnifiedBuffer.Bytes)
	require.InDelta(t, 92e12, float64(2*c.Array.Rows*c.Array.Cols*c.ClockMHz)*1e6, 0.5e12)
}

func TestUnknownPreset(t *testing.T) {
	for name, want := range map[string]string{
		"edge16":       `preset "edge16": unknown; did you mean edge-16?`,
		"":             `preset "": unknown; known: edge-16, decode-64, tpu-v1`,
		"../presets/x": `preset "../presets/x": unknown; known: edge-16, decode-64, tpu-v1`,
	} {
		_, err := LoadPreset(name)
		require.EqualError(t, err, want)
	}
}
