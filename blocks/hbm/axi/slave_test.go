package axi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

func TestElaborates(t *testing.T) {
	p, err := profile.Preset("hbm2-2000-8gb")
	require.NoError(t, err)
	_, err = hdl.Elaborate(Slave{Config: hbm.Default(p, 64), ID: 4, Addr: 32, Depth: 128})
	require.NoError(t, err)
	_, err = hdl.Elaborate(Slave{Config: hbm.Default(p, 64), ID: 4, Addr: 28, Depth: 128})
	require.ErrorContains(t, err, "addresses that do not reach the end of the memory")
}
