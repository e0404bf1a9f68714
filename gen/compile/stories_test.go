package compile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/reference"
	"npugen/model/tokenizer"
)

// decode64 is an array of 64 x 64 with two channels of memory.
func decode64() bundle.Shape {
	return bundle.Shape{Rows: 64, Cols: 64, Lanes: 16, VBWords: 65536, ABRows: 16384, SBWords: 512, AccDepth: 64, Channels: 2}
}

func TestStoriesAgree(t *testing.T) {
	c, err := checkpoint.Open(modeltest.File(t, modeltest.Stories))
	require.NoError(t, err)
	defer c.Close()
	ref, err := reference.New(c)
	require.NoError(t, err)
	centres, err := compile.Centres(ref, 64)
	require.NoError(t, err)
	p, err := compile.Compile(compile.Model{Config: c.Config, Weights: c, Centres: centres}, compile.Target{Shape: decode64(), MemoryBytes: 1 << 30})
	require.NoError(t, err)
	tokens, err := ref.Generate([]int{tokenizer.BOS}, 256)
	require.NoError(t, err)
	tokens = tokens[:256]
	want, err := ref.Logits(tokens)
	require.NoError(t, err)
	got := forced(t, p, tokens)
	a, err := reference.Compare(want, got)
	require.NoError(t, err)
	t.Logf("%+v", a)
	require.GreaterOrEqual(t, a.SameArgmax*256, 253*a.Positions)
	require.Less(t, a.MeanKL, 0.002)
}

func TestStoriesCycles(t *testing.T) {
	c, err := checkpoint.Open(modeltest.File(t, modeltest.Stories))
	require.NoError(t, err)
	defer c.Close()
	p, err := compile.Compile(compile.Model{Config: c.Config, Weights: c}, compile.Target{Shape: decode64(), MemoryBytes: 1 << 30})
	require.NoError(t, err)
	var sum int
	const each = 15
	for pos := 0; pos < 256; pos += each {
		n := cycles(t, p, pos)
		sum += n
		if pos == 0 {
			require.Less(t, n, 6000)
		}
	}
	mean := sum / (256/each + 1)
	t.Log("mean", mean)
	require.Less(t, mean, 8000)
}
