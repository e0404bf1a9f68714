package compile_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// What does not fit is said in one sentence, with what would.
func TestErrors(t *testing.T) {
	large := bundle.Shape{Rows: 8, Cols: 8, Lanes: 4, VBWords: 4096, ABRows: 256, SBWords: 128, AccDepth: 16, Channels: 2}
	for _, c := range []struct {
		change func(*bundle.Shape, *compile.Model, *uint64)
		want   string
	}{
		{func(s *bundle.Shape, _ *compile.Model, _ *uint64) { s.Rows = 129 }, "compile: rows 129: use 4 to 128"},
		{func(s *bundle.Shape, _ *compile.Model, _ *uint64) { s.Cols = 12; s.Lanes = 9 },
			"compile: lanes 9: use 1 to 8"},
		{func(s *bundle.Shape, _ *compile.Model, _ *uint64) { s.VBWords = 64 },
			"compile: npu.vector_words 64 is too small: the model needs 176, so at least 256 as a power of two; most of it, 68, holds the logits"},
		{func(s *bundle.Shape, _ *compile.Model, _ *uint64) { s.ABRows = 4 },
			"compile: npu.activation_rows 4 is too small: the model needs 46, so at least 64 as a power of two; most of it, 16, holds the probabilities"},
		{func(s *bundle.Shape, _ *compile.Model, _ *uint64) { s.SBWords = 8 },
			"compile: npu.scalars 8 is too small: the model needs 35, so at least 64 as a power of two; most of it, 8, holds the softmax"},
		{func(s *bundle.Shape, _ *compile.Model, _ *uint64) { s.AccDepth = 2 },
			"compile: npu.vectors 2 is too small: 8 queries of 4 key heads go through the array together, so at least 8"},
		{func(_ *bundle.Shape, _ *compile.Model, memory *uint64) { *memory = 1 << 10 },
			"compile: memory of 1024 bytes is too small: the model with its cache and programs needs"},
		{func(_ *bundle.Shape, m *compile.Model, _ *uint64) { m.Centres = make([][]float32, 1) },
			"compile: centres of 1 layers: the model has 2"},
		{func(_ *bundle.Shape, m *compile.Model, _ *uint64) { m.Centres = make([][]float32, 2) },
			"compile: centre of layer 0 has 0 elements: its keys have 6"},
		{func(_ *bundle.Shape, m *compile.Model, _ *uint64) { m.Config.Heads = 4 },
			"compile: 4 heads of 3 elements on 3 key heads: want an even head size and a multiple of the key heads"},
		{func(_ *bundle.Shape, m *compile.Model, _ *uint64) { m.Config.KVHeads = 0 },
			"compile: a dimension of the model is 0: want at least 1"},
		{func(_ *bundle.Shape, m *compile.Model, _ *uint64) { m.Config.Hidden = 10 },
			"compile: tensor w1 layer 0 is 20 x 12: the model's dimensions want 10 x 12"},
	} {
		file := modeltest.Llama2c(modeltest.Tiny(), 1)
		open, err := checkpoint.Read("tiny", bytes.NewReader(file), int64(len(file)))
		require.NoError(t, err)
		s, m, memory := large, compile.Model{Config: open.Config, Weights: open}, uint64(1<<20)
		c.change(&s, &m, &memory)
		_, err = compile.Compile(m, compile.Target{Shape: s, MemoryBytes: memory})
		require.ErrorContains(t, err, c.want)
	}
}

// The context that is said to fit does, and not one position more.
func TestContextThatFits(t *testing.T) {
	found := 0
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 2))
		s, c := randomShape(rng), modeltest.RandomConfig(rng, 150)
		s.VBWords, c.SeqLen = max(2, s.VBWords/16), 1<<14
		with := func(positions int) error {
			c := c
			c.SeqLen = positions
			_, err := compile.Compile(compile.Model{Config: c, Weights: modeltest.Noise{Config: c}}, compile.Target{Shape: s, MemoryBytes: 1 << 32})
			return err
		}
		err := with(c.SeqLen)
		require.Error(t, err)
		_, said, ok := strings.Cut(err.Error(), "; a context of ")
		if !ok {
			require.Error(t, with(1))
			continue
		}
		n := 0
		_, err = fmt.Sscanf(said, "%d positions would fit, instead of 16384", &n)
		require.NoError(t, err, said)
		require.NoError(t, with(n))
		require.ErrorContains(t, with(n+1), "is too small")
		found++
	}
	require.Greater(t, found, 5)
}

func TestTopKErrors(t *testing.T) {
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	open, err := checkpoint.Read("tiny", bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	s := bundle.Shape{Rows: 8, Cols: 8, Lanes: 4, VBWords: 4096, ABRows: 256, SBWords: 128, AccDepth: 16, Channels: 2, TopK: 3}
	for _, k := range []int{-1, 4} {
		_, err = compile.Compile(compile.Model{Config: open.Config, Weights: open}, compile.Target{Shape: s, MemoryBytes: 1 << 20, TopK: k})
		require.EqualError(t, err, fmt.Sprintf("compile: the %d greatest logits: the chip finds 1 to 3, npu.topk in its configuration", k))
	}
}

func TestStepErrors(t *testing.T) {
	p := tiny(t)
	_, err := p.Step(16, 0)
	require.EqualError(t, err, "position 16: the model's longest sequence is 16 tokens")
	_, err = p.Step(0, 270)
	require.EqualError(t, err, "token 270: the vocabulary is 0..269")
	_, _, err = p.Prefill(15, []int{1, 2})
	require.EqualError(t, err, "position 16: the model's longest sequence is 16 tokens")
	_, _, err = p.Prefill(0, nil)
	require.EqualError(t, err, "prefill: no tokens")
	_, err = p.Instructions(compile.Run{})
	require.EqualError(t, err, "no program starts at line 0")
}

func tiny(t testing.TB) *compile.Program {
	t.Helper()
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	open, err := checkpoint.Read("tiny", bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	s := bundle.Shape{Rows: 8, Cols: 8, Lanes: 4, VBWords: 4096, ABRows: 256, SBWords: 128, AccDepth: 16, Channels: 2}
	p, err := compile.Compile(compile.Model{Config: open.Config, Weights: open}, compile.Target{Shape: s, MemoryBytes: 1 << 20})
	require.NoError(t, err)
	return p
}
