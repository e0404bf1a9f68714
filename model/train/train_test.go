package train

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
)

func rule() AdamW {
	return AdamW{Rate: 0.01, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-8, WeightDecay: 0.01, Clip: 1}
}

// A model learns one sequence by heart, the same way each time.
func TestStepsReduceTheLoss(t *testing.T) {
	run := func() (before, after float64, weights []float32) {
		m, err := New[float32](tiny(), 1)
		require.NoError(t, err)
		tokens := sequence(17, 10)
		before, err = m.Loss(tokens)
		require.NoError(t, err)
		for range 60 {
			_, err := m.Accumulate(tokens)
			require.NoError(t, err)
			m.Update(rule(), 9)
		}
		after, err = m.Loss(tokens)
		require.NoError(t, err)
		return before, after, m.flat
	}
	before, after, weights := run()
	require.InDelta(t, math.Log(17), before, 0.5, "at first all tokens are about equally likely")
	require.Less(t, after, 0.1)
	_, _, again := run()
	require.Equal(t, weights, again)
}

// One step by hand: of the first step, mean/unbias is g and square/unbias g^2.
func TestFirstUpdate(t *testing.T) {
	m, err := New[float64](tiny(), 1)
	require.NoError(t, err)
	last := len(m.flat) - 1
	w, n := m.flat[last], m.flat[0]
	m.grad[last], m.grad[0] = 0.3, -0.1
	m.Update(rule(), 1)
	require.InDelta(t, w-0.01*(1+0.01*w), m.flat[last], 1e-8)
	require.InDelta(t, n+0.01, m.flat[0], 1e-8, "a norm does not decay")
}

func TestClip(t *testing.T) {
	m, err := New[float64](tiny(), 1)
	require.NoError(t, err)
	m.grad[0] = 50
	require.InDelta(t, 5, m.Update(rule(), 10), 1e-12)
	require.InDelta(t, 0.1, m.mean[0], 1e-12, "as if the gradient were 1")
}

func TestSchedule(t *testing.T) {
	s := Schedule{Peak: 1, Last: 0.2, Warmup: 4, Steps: 104}
	for step, want := range map[int]float64{0: 0.25, 3: 1, 4: 1, 54: 0.6, 104: 0.2, 500: 0.2} {
		require.InDelta(t, want, s.Rate(step), 1e-12, "step %d", step)
	}
}

func TestErrors(t *testing.T) {
	m, err := New[float32](tiny(), 1)
	require.NoError(t, err)
	for _, tc := range []struct {
		tokens []int
		want   string
	}{
		{[]int{1}, "train: a sequence of 1 tokens: want 2..10"},
		{make([]int, 11), "train: a sequence of 11 tokens: want 2..10"},
		{[]int{1, 17}, "train: position 1: token 17: the vocabulary is 0..16"},
	} {
		_, err := m.Loss(tc.tokens)
		require.EqualError(t, err, tc.want)
		_, err = m.Accumulate(tc.tokens)
		require.EqualError(t, err, tc.want)
	}
	_, err = New[float32](checkpoint.Config{}, 1)
	require.ErrorContains(t, err, "train: dim is 0")
	c := tiny()
	c.SharedClassifier = false
	_, err = New[float32](c, 1)
	require.ErrorContains(t, err, "set SharedClassifier")
}

func BenchmarkAccumulate(b *testing.B) {
	c := checkpoint.Config{Dim: 64, Hidden: 128, Layers: 3, Heads: 4, KVHeads: 2, Vocab: 512, SeqLen: 256, SharedClassifier: true}
	m, err := New[float32](c, 1)
	require.NoError(b, err)
	tokens := sequence(512, 257)
	for b.Loop() {
		_, err := m.Accumulate(tokens)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(256*b.N)/b.Elapsed().Seconds(), "tokens/s")
}
