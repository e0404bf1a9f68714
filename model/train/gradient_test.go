package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
)

// tiny has every feature of the architecture and no two widths alike.
func tiny() checkpoint.Config {
	return checkpoint.Config{Dim: 12, Hidden: 10, Layers: 2, Heads: 6, KVHeads: 3, Vocab: 17, SeqLen: 9, SharedClassifier: true}
}

func sequence(vocab, n int) []int {
	rng := rand.New(rand.NewPCG(9, 0))
	tokens := make([]int, n)
	for i := range tokens {
		tokens[i] = rng.IntN(vocab)
	}
	return tokens
}

// Every derivative equals the quotient of differences, for all 2,000 weights
// and each head layout.
func TestGradients(t *testing.T) {
	for _, heads := range [][3]int{{6, 3, 0}, {3, 3, 0}, {2, 1, 4}, {6, 1, 2}} {
		c := tiny()
		c.Heads, c.KVHeads, c.HeadDim = heads[0], heads[1], heads[2]
		m, err := New[float64](c, 1)
		require.NoError(t, err)
		for i := range m.weights.norms { // away from 1, where a mistake could hide
			m.weights.norms[i] += 0.3 * math.Sin(float64(i))
		}
		tokens := sequence(c.Vocab, c.SeqLen+1)
		_, err = m.Accumulate(tokens)
		require.NoError(t, err)
		const h = 1e-6
		for i, w := range m.flat {
			loss := func(at float64) float64 {
				m.flat[i] = at
				mean, err := m.Loss(tokens)
				require.NoError(t, err)
				return mean * float64(len(tokens)-1)
			}
			want := (loss(w+h) - loss(w-h)) / (2 * h)
			m.flat[i] = w
			require.InDelta(t, want, m.grad[i], 1e-6*(1+math.Abs(want)), "heads %v weight %d", heads, i)
		}
	}
}

// Two sequences add up, and an update clears.
func TestGradientsAddUp(t *testing.T) {
	m, err := New[float64](tiny(), 1)
	require.NoError(t, err)
	tokens := sequence(17, 8)
	_, err = m.Accumulate(tokens)
	require.NoError(t, err)
	once := append([]float64(nil), m.grad...)
	_, err = m.Accumulate(tokens)
	require.NoError(t, err)
	for i := range once {
		require.InDelta(t, 2*once[i], m.grad[i], 1e-9)
	}
	length := m.Update(AdamW{Rate: 0.01, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-8, Clip: 1}, 14)
	require.InDelta(t, norm(once)*2/14, length, 1e-9)
	require.Zero(t, norm(m.grad))
}
