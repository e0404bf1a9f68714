package reference_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/reference"
	"npugen/model/tokenizer"
)

// story is what run.c gives for stories260K at temperature 0 in 200 steps, as
// llama2.c's own test (test_all.py) and model card state it.
const story = `Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball. She wanted to play with it, but it was too high.
Lily's mom said, "Lily, let's go to the park." Lily was sad and didn't know what to do. She said, "I want to play with your ball, but I can't find it."
Lily was sad and didn't know what to do. She said, "I'm sorry, Lily. I didn't know what to do."
Lily didn't want to help her mom, so she`

func stories(t *testing.T) (*reference.Model, *tokenizer.Tokenizer) {
	t.Helper()
	c, err := checkpoint.Open(modeltest.File(t, modeltest.Stories))
	require.NoError(t, err)
	defer c.Close()
	m, err := reference.New(c)
	require.NoError(t, err)
	tok, err := tokenizer.Open(modeltest.File(t, modeltest.Tokenizer), m.Config.Vocab)
	require.NoError(t, err)
	return m, tok
}

func TestStory(t *testing.T) {
	m, tok := stories(t)
	tokens, err := m.Generate([]int{tokenizer.BOS}, 200)
	require.NoError(t, err)
	text, err := tok.Text(tokens)
	require.NoError(t, err)
	require.Equal(t, story, text)
	require.Equal(t, []int{1, 403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421, 395, 317, 426, 338, 401, 396, 267, 337,
		410, 408, 419, 292, 411, 322, 265, 282, 295, 433, 426, 385, 328, 432, 358, 394, 261, 370, 432, 352}, tokens[:41])
}

// The same story follows when its beginning is given as a prompt.
func TestStoryFromPrompt(t *testing.T) {
	m, tok := stories(t)
	tokens, err := m.Generate(tok.Encode(story[:len("Once upon a time, there was a little girl")]), 200)
	require.NoError(t, err)
	text, err := tok.Text(tokens)
	require.NoError(t, err)
	require.Equal(t, story, text)
}

// Real activations of wq at layer 0 depend on the token alone: positions with
// the same token have the same vector, others do not.
func TestCaptureOfStory(t *testing.T) {
	m, _ := stories(t)
	tokens, err := m.Generate([]int{tokenizer.BOS}, 64)
	require.NoError(t, err)
	inputs, err := m.Capture("wq", 0, 64)
	require.NoError(t, err)
	require.Len(t, inputs, 64)
	for p := range inputs {
		require.Len(t, inputs[p], 64)
		for q := range p {
			require.Equal(t, tokens[p] == tokens[q], equal(inputs[p], inputs[q]), "positions %d, %d", q, p)
		}
	}
}

func equal(a, b []float32) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
