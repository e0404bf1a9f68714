package sim

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/engine"
)

func TestAppendBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		words := make([]uint64, 1+r.IntN(3))
		for i := range words {
			words[i] = r.Uint64() >> r.IntN(65)
		}
		require.Equal(t, engine.FromWords(words).Text(2), string(appendBits(nil, words)), "%x", words)
	}
}
