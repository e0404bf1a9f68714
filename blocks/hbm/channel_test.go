package hbm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

func TestElaborates(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := profile.Preset(name)
		require.NoError(t, err)
		_, err = hdl.Elaborate(Channel{Default(p, 64)})
		require.NoError(t, err)
	}
}
