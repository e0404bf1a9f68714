package gemm_test

import (
	"math/rand/v2"
	"testing"

	"npugen/gen/gemm"

	"github.com/stretchr/testify/require"
)

// TestMoreTilesThanACommandCounts: the second command reads the activations
// that the first kept.
func TestMoreTilesThanACommandCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("runs 200,000 cycles")
	}
	m, err := gemm.New(engine(1, 1))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 65536))
	requireSums(t, m, matrix(r, 1, 3), matrix(r, 65536+2, 3), gemm.Options{})
}
