package npu

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa/order"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/tokenizer"
)

var edge = bundle.Shape{Rows: 16, Cols: 16, Lanes: 8, VBWords: 4096, ABRows: 2048, SBWords: 512, AccDepth: 64, Channels: 1}

func stories(t testing.TB, shape bundle.Shape) *compile.Program {
	c, err := checkpoint.Open(modeltest.File(t, modeltest.Stories))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	p, err := compile.Compile(compile.Model{Config: c.Config, Weights: c}, compile.Target{Shape: shape, MemoryBytes: 1 << 30})
	require.NoError(t, err)
	return p
}

func TestDecodeOnModel(t *testing.T) {
	p := stories(t, edge)
	m, err := NewModel(edge, order.Limits{Queue: 8, Weights: 80})
	require.NoError(t, err)
	all, err := Decode(context.Background(), m, p, Text{Prompt: []int{tokenizer.BOS}, Steps: 30}, nil)
	require.NoError(t, err)
	tok, err := tokenizer.Open(modeltest.File(t, modeltest.Tokenizer), 512)
	require.NoError(t, err)
	text, err := tok.Text(Tokens(all, []int{tokenizer.BOS}))
	require.NoError(t, err)
	t.Log(text)
}
