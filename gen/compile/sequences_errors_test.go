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

// several is the tiny model for some sequences on a chip.
func several(t testing.TB, n int, s bundle.Shape, memory uint64) (*compile.Program, error) {
	t.Helper()
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	open, err := checkpoint.Read("tiny", bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	return compile.Compile(compile.Model{Config: open.Config, Weights: open}, compile.Target{Shape: s, MemoryBytes: memory, Sequences: n})
}

func roomy() bundle.Shape {
	return bundle.Shape{Rows: 8, Cols: 8, Lanes: 4, VBWords: 4096, ABRows: 1024, SBWords: 512, AccDepth: 64, Channels: 2, TopK: 4}
}

func TestTooManySequences(t *testing.T) {
	for _, c := range []struct {
		n      int
		change func(*bundle.Shape)
		memory uint64
		want   string
	}{
		{-1, func(*bundle.Shape) {}, 1 << 24, "compile: -1 sequences: want 1 to 32, for which there are registers"},
		{33, func(*bundle.Shape) {}, 1 << 24, "compile: 33 sequences: want 1 to 32, for which there are registers"},
		{2, func(s *bundle.Shape) { s.TopK = 0 }, 1 << 24,
			"compile: 2 sequences: the chip must have TOPK, to leave the token of each in memory: want npu.topk of at least 1 in its configuration"},
		{9, func(s *bundle.Shape) { s.AccDepth = 8 }, 1 << 24,
			"compile: 9 sequences: npu.vectors 8 is too small: 9 sequences go through the array together, so at least 16; 8 would fit"},
		{16, func(s *bundle.Shape) { s.VBWords = 1024 }, 1 << 24,
			"compile: 16 sequences: npu.vector_words 1024 is too small: the model needs 1680, so at least 2048 as a power of two; most of it, 1088, holds the logits; 9 would fit"},
		{8, func(*bundle.Shape) {}, 1 << 17,
			"compile: 8 sequences: memory of 131072 bytes is too small: the model with its cache and programs needs "},
		{2, func(*bundle.Shape) {}, 1 << 10, "compile: memory of 1024 bytes is too small: the model with its cache and programs needs "},
	} {
		s := roomy()
		c.change(&s)
		_, err := several(t, c.n, s, c.memory)
		require.ErrorContains(t, err, c.want)
	}
}

// As many sequences as are said to fit do, and not one more.
func TestSequencesThatFit(t *testing.T) {
	found := 0
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 6))
		s, memory := roomy(), uint64(1<<24)
		switch rng.IntN(4) {
		case 0:
			s.VBWords = 256 << rng.IntN(4)
		case 1:
			s.ABRows = 64 << rng.IntN(4)
		case 2:
			s.SBWords, s.AccDepth = 32<<rng.IntN(3), 8<<rng.IntN(3)
		case 3:
			memory = uint64(80_000 + rng.IntN(1_000_000))
		}
		_, err := several(t, 32, s, memory)
		if err == nil {
			continue
		}
		_, said, ok := strings.Cut(err.Error(), "; ")
		for ok && !strings.HasSuffix(said, " would fit") || strings.Contains(said, ";") {
			_, said, ok = strings.Cut(said, "; ")
		}
		if !ok {
			_, err = several(t, 1, s, memory)
			require.Error(t, err)
			continue
		}
		n := 0
		_, err = fmt.Sscanf(said, "%d would fit", &n)
		require.NoError(t, err, said)
		_, err = several(t, n, s, memory)
		require.NoError(t, err)
		_, err = several(t, n+1, s, memory)
		require.ErrorContains(t, err, "is too small")
		found++
	}
	require.Greater(t, found, 5)
}

func TestStepsErrors(t *testing.T) {
	p, err := several(t, 3, roomy(), 1<<24)
	require.NoError(t, err)
	for want, sequences := range map[string][]compile.Sequence{
		"step: no sequences": nil,
		"4 sequences together: the program is compiled for 3 (Target.Sequences)": make([]compile.Sequence, 4),
		"cache 3: the program is compiled for 3 (Target.Sequences)":              {{Cache: 1}, {Cache: 3}},
		"cache -1: the program is compiled for 3 (Target.Sequences)":             {{Cache: -1}},
		"sequences 0 and 2 of a run both have cache 1: want a cache for each":    {{Cache: 1}, {Cache: 2}, {Cache: 1}},
		"position 16: the model's longest sequence is 16 tokens":                 {{Cache: 1}, {Position: 16}},
		"token 270: the vocabulary is 0..269":                                    {{Cache: 1}, {Token: 270}},
	} {
		_, err := p.Steps(sequences...)
		require.EqualError(t, err, want)
	}
	_, _, err = p.PrefillCache(3, 0, []int{1})
	require.EqualError(t, err, "cache 3: the program is compiled for 3 (Target.Sequences)")
}
