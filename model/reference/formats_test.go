package reference_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/reference"
)

// One model gives the same logits from every format that keeps its numbers,
// and nearly the same from int8.
func TestFormatsGiveTheSameLogits(t *testing.T) {
	for _, shared := range []bool{true, false} {
		c, m := tiny(t, shared)
		tokens := []int{1, 200, 3, 269, 17, 5}
		want, err := m.Logits(tokens)
		require.NoError(t, err)

		file := modeltest.Llama2c1(c)
		version1, err := checkpoint.Read("tiny.bin", bytes.NewReader(file), int64(len(file)))
		require.NoError(t, err)
		huggingFace, err := checkpoint.ReadFS("tiny", modeltest.HuggingFace(c, "F32"))
		require.NoError(t, err)
		for _, c := range []*checkpoint.Checkpoint{version1, huggingFace} {
			require.Equal(t, want, logits(t, c, tokens), c.Format)
		}

		file, err = checkpoint.EncodeInt8(c, 4)
		require.NoError(t, err)
		int8s, err := checkpoint.Read("tiny.bin", bytes.NewReader(file), int64(len(file)))
		require.NoError(t, err)
		agreement, err := reference.Compare(want, logits(t, int8s, tokens))
		require.NoError(t, err)
		require.Less(t, agreement.WorstKL, 0.01)
	}
}

func logits(t *testing.T, c *checkpoint.Checkpoint, tokens []int) [][]float32 {
	t.Helper()
	m, err := reference.New(c)
	require.NoError(t, err)
	got, err := m.Logits(tokens)
	require.NoError(t, err)
	return got
}
