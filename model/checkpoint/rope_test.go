package checkpoint

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// The frequencies of a head of 64 as the wavelengths of the published formula
// have them (transformers, modeling_rope_utils: llama3), with the numbers of
// Llama 3.2 1B.
func TestFrequency(t *testing.T) {
	c := Config{
		Dim: 2048, Hidden: 8192, Layers: 16, Heads: 32, KVHeads: 8, Vocab: 128256, SeqLen: 131072, RopeTheta: 500000,
		Scaling: RopeScaling{Factor: 32, Low: 1, High: 4, Original: 8192},
	}
	require.NoError(t, c.Check())
	kinds := map[string]int{}
	for i := range 32 {
		f := math.Pow(500000, -float64(i)/32)
		want, kind := f, "kept"
		switch wave := 2 * math.Pi / f; {
		case wave > 8192/1:
			want, kind = f/32, "slow"
		case wave >= 8192/4:
			smooth := (8192/wave - 1) / (4 - 1)
			want, kind = (1-smooth)*f/32+smooth*f, "blended"
		}
		kinds[kind]++
		require.InEpsilon(t, want, c.Frequency(i), 1e-5, "pair %d", i)
	}
	require.Equal(t, map[string]int{"kept": 15, "blended": 3, "slow": 14}, kinds)

	c.Scaling = RopeScaling{Factor: 4}
	require.NoError(t, c.Check())
	require.InEpsilon(t, math.Pow(500000, -7./32)/4, c.Frequency(7), 1e-5)
	c.Scaling = RopeScaling{}
	require.InEpsilon(t, math.Pow(500000, -7./32), c.Frequency(7), 1e-5)
}
