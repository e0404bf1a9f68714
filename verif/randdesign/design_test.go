package randdesign_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/verif/randdesign"
)

func TestLegal(t *testing.T) {
	for seed := range uint64(300) {
		_, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: int(seed % 6)})
		require.NoError(t, err, "seed %d", seed)
	}
}
