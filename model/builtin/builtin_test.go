package builtin

import (
	"bytes"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/builtin/story"
	"npugen/model/checkpoint"
	"npugen/model/quant"
	"npugen/model/reference"
	"npugen/model/tokenizer"
)

var update = flag.Bool("update", false, "write the golden files")

func model(t *testing.T) *reference.Model {
	t.Helper()
	m, err := reference.New(Checkpoint())
	require.NoError(t, err)
	return m
}

func TestSize(t *testing.T) {
	require.LessOrEqual(t, len(modelFile)+len(tokenizerFile), 300<<10)
	c := Checkpoint().Config
	require.Equal(t, c.Vocab, Tokenizer().Vocab())
	for _, width := range []int{c.Dim, c.Hidden, c.HeadSize(), c.KVDim(), c.Vocab, c.SeqLen} {
		require.Zero(t, width%16, "the chip's tiles divide every width")
	}
}

// The greedy texts after a few prompts, the first from BOS alone. A text that
// ends before the last position does so by BOS, which Generate leaves out.
func TestStories(t *testing.T) {
	m, tok := model(t), Tokenizer()
	var texts bytes.Buffer
	for _, prompt := range []string{"", "Once upon a time, there was a shy fox named Rosie.", "Ben was"} {
		tokens, err := m.Generate(tok.Encode(prompt), m.Config.SeqLen)
		require.NoError(t, err)
		require.Greater(t, len(tokens), 60)
		require.Less(t, len(tokens), m.Config.SeqLen, "it ends")
		text, err := tok.Text(tokens)
		require.NoError(t, err)
		require.Equal(t, byte('.'), text[len(text)-1])
		texts.WriteString(text + "\n")
	}
	golden := filepath.Join("testdata", "stories.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, texts.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), texts.String())
}

// After a story comes the next one: BOS, as in the files of llama2.c.
func TestBOSFollowsTheStory(t *testing.T) {
	m, tok := model(t), Tokenizer()
	tokens, err := m.Generate([]int{tokenizer.BOS}, m.Config.SeqLen)
	require.NoError(t, err)
	logits, err := m.Logits(tokens)
	require.NoError(t, err)
	require.Greater(t, probability(logits[len(tokens)-1], tokenizer.BOS), 0.9)
	require.NotContains(t, tokens[1:], tokenizer.BOS)
	_, err = tok.Text(tokens)
	require.NoError(t, err)
}

// The loss on stories that the training did not see, 1,500 tokens or so.
func TestHeldOutLoss(t *testing.T) {
	m, tok := model(t), Tokenizer()
	rng := rand.New(rand.NewPCG(12345, 0))
	var loss float64
	var n int
	for range 10 {
		tokens := append(tok.Encode(story.Write(rng)), tokenizer.BOS)
		logits, err := m.Logits(tokens[:len(tokens)-1])
		require.NoError(t, err)
		for p := range logits {
			loss -= math.Log(probability(logits[p], tokens[p+1]))
		}
		n += len(logits)
	}
	require.Less(t, loss/float64(n), 0.21, "nats a token")
}

func probability(logits []float32, token int) float64 {
	var sum float64
	for _, v := range logits {
		sum += math.Exp(float64(v - logits[token]))
	}
	return 1 / sum
}

// Quantised again in the same groups, the model is the same file.
func TestQuantisedAgain(t *testing.T) {
	again, err := checkpoint.EncodeInt8(Checkpoint(), 64)
	require.NoError(t, err)
	require.True(t, bytes.Equal(modelFile, again))
}

// With one scale for a whole row, as the chip's weights have for an output,
// nothing is lost where a row is one group, and little in w2, where it is two.
func TestOneScaleARow(t *testing.T) {
	c := Checkpoint()
	for _, name := range reference.Products() {
		_, _, layers, err := c.Shape(name)
		require.NoError(t, err)
		for layer := range layers {
			w, err := c.Tensor(name, layer)
			require.NoError(t, err)
			off, err := quant.RelativeError(w.Data, requantised(t, w))
			require.NoError(t, err)
			most := 1e-6
			if name == "w2" {
				most = 0.01
			}
			require.Less(t, off, most, "%s layer %d", name, layer)
		}
	}
}

// requantised is a tensor after int8 with one scale a row.
func requantised(t *testing.T, w checkpoint.Tensor) []float32 {
	m, err := quant.NewMatrix(w.Rows, w.Cols, w.Data)
	require.NoError(t, err)
	q, err := quant.PerRow(m)
	require.NoError(t, err)
	out := make([]float32, len(w.Data))
	for i, v := range q.Data {
		out[i] = float32(v) * q.RowScale(i/w.Cols)
	}
	return out
}
