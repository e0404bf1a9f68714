package npu_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/config"
	"npugen/gen/npu"
)

func preset(t testing.TB, name string) config.Config {
	c, err := config.LoadPreset(name)
	require.NoError(t, err)
	return c
}

func TestNew(t *testing.T) {
	top, p, err := npu.New(preset(t, "decode-64"))
	require.NoError(t, err)
	require.Equal(t, 2, top.Channels)
	require.Equal(t, 16, top.Lanes)
	require.Equal(t, "hbm2-2000-8gb", p.Name)
}

// What is no chip is refused with what would be one.
func TestRefused(t *testing.T) {
	_, err := npu.Elaborate(preset(t, "tpu-v1"))
	require.EqualError(t, err, "tpu-v1: a chip with rows 256: use 4 to 128")
	c := preset(t, "edge-16")
	c.NPU.Lanes = 32
	_, err = npu.Elaborate(c)
	require.EqualError(t, err, "edge-16: a chip with lanes 32: use 1 to 16")
	c = preset(t, "edge-16")
	c.Types.ActWidth = 4
	_, err = npu.Elaborate(c)
	require.ErrorContains(t, err, "activations of 4 bits and weights of 8")
}
