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
	"npugen/model/sample"
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

// The text of the functional model is that of the fp32 reference, and a prompt
// in batches gives what goes on like one token after the other.
func TestDecodeOnModel(t *testing.T) {
	t.Parallel()
	p := stories(t, edge)
	tok, err := tokenizer.Open(modeltest.File(t, modeltest.Tokenizer), 512)
	require.NoError(t, err)
	write := func(text Text) string {
		m, err := NewModel(edge, order.Limits{Queue: 8, Weights: 80})
		require.NoError(t, err)
		all, err := Decode(context.Background(), m, p, []Text{text}, nil)
		require.NoError(t, err)
		out, err := tok.Text(append([]int{tokenizer.BOS}, text.Tokens(p.Config, all, 0)...))
		require.NoError(t, err)
		return out
	}
	const want = "Once upon a time, there was a little girl named Lily. She loved to play outside in the park"
	require.Equal(t, want, write(Text{Prompt: []int{tokenizer.BOS}, Steps: 30}))
	prompt := tok.Encode("Once upon a time, there was a little girl named Lily.")
	require.GreaterOrEqual(t, len(prompt), 16)
	require.Equal(t, want, write(Text{Prompt: prompt, Steps: 30}))
}

func TestDecodeRefuses(t *testing.T) {
	p := stories(t, edge)
	for want, text := range map[string]Text{
		"the prompt has no tokens: give at least BOS":                {Steps: 1},
		"1 steps are too few for a prompt of 2 tokens, BOS included": {Prompt: []int{1, 2}, Steps: 1},
		"513 steps: the longest sequence is 512 tokens":              {Prompt: []int{1}, Steps: 513},
	} {
		_, err := Decode(context.Background(), nil, p, []Text{text}, nil)
		require.EqualError(t, err, want)
	}
}

// Without a list of logits in memory there is nothing to draw from, and what the
// host reads there is compared with the functional model.
func TestDrawing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := sample.New(1, 1)
	require.NoError(t, err)
	text := Text{Prompt: []int{tokenizer.BOS}, Steps: 1, Sampler: s}
	_, err = Decode(ctx, nil, stories(t, edge), []Text{text}, nil)
	require.EqualError(t, err, "tokens are to be drawn: compile the program with Target.TopK above 0")

	h, err := NewHardware(small(t), 1<<16, 1)
	require.NoError(t, err)
	require.NoError(t, h.Load(ctx, []compile.Segment{{Name: "x", Addr: 64, Data: []byte{1, 2, 3, 4, 5}}}))
	data, err := h.Read(ctx, 64, 5)
	require.NoError(t, err)
	require.Equal(t, []byte{1, 2, 3, 4, 5}, data)
	h.model.Memory.Write(66, []byte{7})
	_, err = h.Read(ctx, 64, 5)
	require.EqualError(t, err, "memory at 0x40: the host reads other bytes than those of the functional model")
}
