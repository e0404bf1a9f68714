package reference_test

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/reference"
	"npugen/model/tokenizer"
)

func tiny(t testing.TB, shared bool) (*checkpoint.Checkpoint, *reference.Model) {
	t.Helper()
	cfg := modeltest.Tiny()
	cfg.SharedClassifier = shared
	file := modeltest.Llama2c(cfg, 7)
	c, err := checkpoint.Read("tiny.bin", bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	m, err := reference.New(c)
	require.NoError(t, err)
	return c, m
}

// The incremental fp32 pass agrees with the textbook one: float64, all
// positions at once, no cache.
func TestForwardEqualsTextbook(t *testing.T) {
	for _, shared := range []bool{true, false} {
		c, m := tiny(t, shared)
		tokens := []int{1, 200, 3, 3, 269, 17, 0, 99, 100, 101, 5, 6, 7, 8, 9, 10}
		want := textbook(t, c, tokens)
		s := m.NewSession()
		for p, token := range tokens {
			got, err := s.Forward(token)
			require.NoError(t, err)
			require.Len(t, got, 270)
			for i := range got {
				require.InDelta(t, want[p][i], got[i], 1e-4, "position %d logit %d", p, i)
			}
		}
		require.Equal(t, len(tokens), s.Pos())
		_, err := s.Forward(1)
		require.EqualError(t, err, "position 16: the model's longest sequence is 16 tokens")
	}
}

func TestErrors(t *testing.T) {
	_, m := tiny(t, true)
	generate := func(prompt []int, steps int) error { _, err := m.Generate(prompt, steps); return err }
	capture := func(tensor string, layer, n int) error { _, err := m.Capture(tensor, layer, n); return err }
	for _, tc := range []struct {
		err  error
		want string
	}{
		{generate(nil, 3), "generate: empty prompt: give at least BOS"},
		{generate([]int{1}, 0), "generate: 0 positions: want 1..16, the model's longest sequence"},
		{generate([]int{1}, 17), "generate: 17 positions: want 1..16, the model's longest sequence"},
		{generate([]int{1, 2, 3}, 2), "generate: 2 steps are too few for a prompt of 3 tokens"},
		{generate(make([]int, 17), 17), "generate: a prompt of 17 tokens: the model's longest sequence is 16"},
		{generate([]int{-1}, 2), "generate: token -1: the vocabulary is 0..269"},
		{generate([]int{270}, 2), "generate: token 270: the vocabulary is 0..269"},
		{capture("rms_att", 0, 1), `capture: tensor "rms_att" is not a matrix product: want one of wq, wk, wv, wo, w1, w2, w3, wcls`},
		{capture("wq", 2, 1), "capture: tensor wq has no layer 2: layers are 0..1"},
		{capture("wcls", 1, 1), "capture: tensor wcls has no layer 1: layers are 0..0"},
		{capture("wq", 1, 17), "capture: 17 positions: want 1..16, the model's longest sequence"},
	} {
		require.EqualError(t, tc.err, tc.want)
	}
}

// A damaged weight is found when the model is read.
func TestNewError(t *testing.T) {
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	c, err := checkpoint.Read("tiny.bin", bytes.NewReader(file[:4000]), int64(len(file)))
	require.NoError(t, err)
	_, err = reference.New(c)
	require.ErrorContains(t, err, "reference model: tiny.bin: tensor token_embedding")
}

func TestCaptureShapes(t *testing.T) {
	c, m := tiny(t, true)
	for _, name := range reference.Products() {
		_, cols, _, err := c.Shape(name)
		require.NoError(t, err)
		got, err := m.Capture(name, 0, 5)
		require.NoError(t, err)
		require.Len(t, got, 5)
		for _, in := range got {
			require.Len(t, in, cols)
		}
	}
}

// What enters wq at the first position is the normalised embedding of BOS.
func TestCaptureIsTheInput(t *testing.T) {
	c, m := tiny(t, true)
	embedding, err := c.Tensor("token_embedding", 0)
	require.NoError(t, err)
	weight, err := c.Tensor("rms_att", 0)
	require.NoError(t, err)
	x := embedding.Data[tokenizer.BOS*12 : tokenizer.BOS*12+12]
	var squares float64
	for _, v := range x {
		squares += float64(v) * float64(v)
	}
	got, err := m.Capture("wq", 0, 1)
	require.NoError(t, err)
	for i := range x {
		require.InDelta(t, float64(x[i]*weight.Data[i])/math.Sqrt(squares/12+1e-5), got[0][i], 1e-6)
	}
}

func Example() {
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	c, err := checkpoint.Read("tiny.bin", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := reference.New(c)
	if err != nil {
		fmt.Println(err)
		return
	}
	inputs, err := m.Capture("w2", 1, 3)
	fmt.Println(len(inputs), "vectors of", len(inputs[0]), err)
	_, err = m.Capture("w9", 1, 3)
	fmt.Println(err)
	// Output:
	// 3 vectors of 20 <nil>
	// capture: tensor "w9" is not a matrix product: want one of wq, wk, wv, wo, w1, w2, w3, wcls
}
