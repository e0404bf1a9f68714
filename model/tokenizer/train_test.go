package tokenizer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// "ab" occurs three times, " c" two: worked by hand.
func TestTrain(t *testing.T) {
	tok, err := Train([]string{"ab abd", "cab c"}, firstPiece+8)
	require.NoError(t, err)
	require.Equal(t, []string{" ", "a", "b", "c", "d", "ab", " ab", " c"}, tok.pieces[firstPiece:])
	require.Equal(t, []int{BOS, firstPiece + 7, firstPiece + 5, firstPiece + 6, firstPiece + 4, 3 + '!'}, tok.Encode("cab abd!"))
}

func TestTrainErrors(t *testing.T) {
	_, err := Train([]string{"ab"}, 300)
	require.EqualError(t, err, "train tokenizer: 300 tokens: the texts give 264 at most")
	_, err = Train([]string{"ab"}, 260)
	require.EqualError(t, err, "train tokenizer: 260 tokens: the characters of the texts alone need 262")
}

func TestWriteReadsBack(t *testing.T) {
	tok, err := Train([]string{"the cat sat on the mat", "a rat sat"}, 280)
	require.NoError(t, err)
	back, err := Read("tok.bin", tok.Bytes(), 280)
	require.NoError(t, err)
	require.Equal(t, tok, back)
}
