package gemm_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
	"npugen/gen/config"
	"npugen/gen/gemm"
)

// TestTPU runs a product of two and a half by one and a half tiles on the
// 256 x 256 array.
func TestTPU(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates 65,536 cells")
	}
	cfg, err := config.LoadPreset("tpu-v1")
	require.NoError(t, err)
	m, err := gemm.New(gen.New(cfg))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(256, 256))
	res := requireSums(t, m, matrix(r, 20, 384), matrix(r, 640, 384), gemm.Options{Seed: 4})
	t.Logf("%d cycles, %+v", res.Cycles, res.Counters)
}
