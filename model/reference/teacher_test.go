package reference_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/reference"
)

// Forced over a sequence, each position gives what the textbook gives, for
// every grouping of heads.
func TestLogitsForEveryGrouping(t *testing.T) {
	tokens := []int{1, 200, 3, 3, 269, 17}
	for _, heads := range [][2]int{{6, 6}, {6, 3}, {6, 2}, {6, 1}, {2, 2}, {2, 1}, {1, 1}} {
		cfg := modeltest.Tiny()
		cfg.Heads, cfg.KVHeads = heads[0], heads[1]
		file := modeltest.Llama2c(cfg, 3)
		c, err := checkpoint.Read("tiny.bin", bytes.NewReader(file), int64(len(file)))
		require.NoError(t, err)
		m, err := reference.New(c)
		require.NoError(t, err)
		got, err := m.Logits(tokens)
		require.NoError(t, err)
		want := textbook(t, c, tokens)
		require.Len(t, got, len(tokens))
		for p := range got {
			for i := range got[p] {
				require.InDelta(t, want[p][i], got[p][i], 1e-4, "heads %v position %d logit %d", heads, p, i)
			}
		}
	}
}

// The base of the rotary angles, their scaling and the epsilon of the norm count.
func TestThetaAndEpsilon(t *testing.T) {
	for _, change := range []func(*checkpoint.Config){
		func(*checkpoint.Config) {},
		func(c *checkpoint.Config) { c.RopeTheta = 500000 },
		func(c *checkpoint.Config) {
			c.Scaling = checkpoint.RopeScaling{Factor: 8, Low: 5, High: 20, Original: 64}
		},
		func(c *checkpoint.Config) { c.NormEps = 0.5 },
	} {
		c, _ := tiny(t, true)
		change(&c.Config)
		m, err := reference.New(c)
		require.NoError(t, err)
		tokens := []int{1, 9, 9, 44, 3, 5, 7, 3}
		got, err := m.Logits(tokens)
		require.NoError(t, err)
		want := textbook(t, c, tokens)
		for p := range got {
			for i := range got[p] {
				require.InDelta(t, want[p][i], got[p][i], 1e-4)
			}
		}
	}
}

func TestLogitsErrors(t *testing.T) {
	_, m := tiny(t, true)
	for _, tc := range []struct {
		tokens []int
		want   string
	}{
		{nil, "logits: no tokens: give at least BOS"},
		{make([]int, 17), "logits: 17 positions: want 1..16, the model's longest sequence"},
		{[]int{1, 270}, "logits: token 270: the vocabulary is 0..269"},
	} {
		_, err := m.Logits(tc.tokens)
		require.EqualError(t, err, tc.want)
	}
}

func TestCompare(t *testing.T) {
	same, err := reference.Compare([][]float32{{1, 2}, {3, 0}}, [][]float32{{5, 6}, {3, 0}})
	require.NoError(t, err)
	require.Equal(t, 2, same.SameArgmax)
	require.InDelta(t, 0, same.MeanKL, 1e-12, "a shift of all logits changes nothing")

	// p = (3/4, 1/4), q = (1/4, 3/4): KL = 1/2 ln 3.
	three := float32(math.Log(3))
	a, err := reference.Compare([][]float32{{0, 0}, {three, 0}}, [][]float32{{0, 0}, {0, three}})
	require.NoError(t, err)
	require.Equal(t, 2, a.Positions)
	require.Equal(t, 1, a.SameArgmax)
	require.InDelta(t, math.Log(3)/4, a.MeanKL, 1e-6)
	require.InDelta(t, math.Log(3)/2, a.WorstKL, 1e-6)
	require.Equal(t, 1, a.WorstAt)

	for _, tc := range []struct {
		want, got [][]float32
		err       string
	}{
		{nil, nil, "compare logits: 0 positions with 0: want the same number, at least 1"},
		{[][]float32{{1}}, [][]float32{{1}, {1}}, "compare logits: 1 positions with 2: want the same number, at least 1"},
		{[][]float32{{1}}, [][]float32{{1, 2}}, "compare logits: position 0: 1 tokens with 2: want the same number, at least 1"},
		{[][]float32{{1}}, [][]float32{{float32(math.NaN())}}, "compare logits: position 0: not all are finite numbers"},
	} {
		_, err := reference.Compare(tc.want, tc.got)
		require.EqualError(t, err, tc.err)
	}
}
