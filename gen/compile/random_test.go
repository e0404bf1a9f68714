package compile_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa/isatest"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/reference"
)

// Random models on random arrays give the logits of fp32, but for what int8
// loses. Each step runs on the functional model, which refuses every read of
// what was not written.
func TestRandomModelsOnRandomArrays(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s, c := randomShape(rng), modeltest.RandomConfig(rng, 150)
		t.Run(fmt.Sprintf("%d: %dx%d, %d lanes, %d channels; dim %d, hidden %d, heads %d of %d on %d", seed,
			s.Rows, s.Cols, s.Lanes, s.Channels, c.Dim, c.Hidden, c.Heads, c.HeadSize(), c.KVHeads), func(t *testing.T) {
			open, err := checkpoint.ReadFS("random", modeltest.RandomFolder(c, rng))
			require.NoError(t, err)
			ref, err := reference.New(open)
			require.NoError(t, err)
			m := compile.Model{Config: open.Config, Weights: open}
			if rng.IntN(2) == 0 {
				m.Centres, err = compile.Centres(ref, 5)
				require.NoError(t, err)
			}
			k := rng.IntN(s.TopK + 1)
			p, err := compile.Compile(m, compile.Target{Shape: s, MemoryBytes: 1 << 26, TopK: k})
			require.NoError(t, err)
			tokens := make([]int, c.SeqLen)
			for i := range tokens {
				tokens[i] = rng.IntN(c.Vocab)
			}
			want, err := ref.Logits(tokens)
			require.NoError(t, err)
			got := forced(t, p, tokens)
			require.Less(t, distance(want, got), 0.02)
			prompt := 1 + rng.IntN(len(tokens))
			alone := rng.IntN(2) * rng.IntN(prompt) // so that batches begin anywhere
			at, got := prompted(t, p, tokens, alone, prompt)
			require.Less(t, distance(picked(want, at), got), 0.03, "prompt of %d, %d of it alone", prompt, alone)
		})
	}
}

// prompted is the logits where the first tokens of a prompt come alone and the
// others in batches, and the positions of which there are some.
func prompted(t *testing.T, p *compile.Program, tokens []int, alone, prompt int) (at []int, logits [][]float32) {
	t.Helper()
	m := newMachine(t, p)
	for pos := 0; pos < len(tokens); {
		until := prompt
		if pos >= prompt || pos < alone {
			until = pos + 1
		}
		run, n, err := p.Prefill(pos, tokens[pos:until])
		require.NoError(t, err)
		pos += n
		at, logits = append(at, pos-1), append(logits, m.step(t, run, n > 1))
	}
	return at, logits
}

func picked(all [][]float32, at []int) (some [][]float32) {
	for _, i := range at {
		some = append(some, all[i])
	}
	return some
}

// distance is the root mean square of the difference over that of want.
func distance(want, got [][]float32) float64 {
	var diff, norm float64
	for p := range want {
		for i, w := range want[p] {
			diff += math.Pow(float64(w-got[p][i]), 2)
			norm += math.Pow(float64(w), 2)
		}
	}
	return math.Sqrt(diff / norm)
}

func randomShape(rng *rand.Rand) bundle.Shape {
	side := func() int { return isatest.Side(rng, 128) }
	s := bundle.Shape{Rows: side(), Cols: side(), ABRows: 1 << 12, SBWords: 1 << 9, AccDepth: 64, Channels: 1 << rng.IntN(3), TopK: rng.IntN(65)}
	s.Lanes = isatest.Lanes(rng, s.Rows, s.Cols)
	s.VBWords = isatest.Words(1<<17, s.Lanes)
	return s
}
