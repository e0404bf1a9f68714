package tokenizer

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/modeltest"
)

// bytesField is a field that holds a string or message.
func bytesField(number int, data []byte) []byte {
	head := binary.AppendUvarint(nil, uint64(number<<3|2))
	return append(binary.AppendUvarint(head, uint64(len(data))), data...)
}

func number(number int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number<<3)), v)
}

// sentencePiece is a vocabulary as its SentencePiece model; kind is its type.
func sentencePiece(t *Tokenizer, kind uint64) []byte {
	var file []byte
	for i, text := range t.pieces {
		score := binary.LittleEndian.AppendUint32([]byte{2<<3 | 5}, math.Float32bits(t.scores[i]))
		text = strings.ReplaceAll(strings.TrimSpace(text), " ", "\u2581")
		if t.pieces[i][0] == ' ' {
			text = strings.ReplaceAll(t.pieces[i], " ", "\u2581")
		}
		piece := append(append(bytesField(1, []byte(text)), score...), number(3, 6)...)
		file = append(file, bytesField(1, piece)...)
	}
	trainer := append(bytesField(1, []byte("corpus.txt")), number(3, kind)...)
	other := append([]byte{9<<3 | 1}, make([]byte, 8)...) // a field to skip
	return append(append(file, bytesField(2, trainer)...), other...)
}

func TestSentencePiece(t *testing.T) {
	want, err := Read("tok.bin", modeltest.Vocabulary(" ", "a", "b", "ab", " a", "é"), 0)
	require.NoError(t, err)
	file := sentencePiece(want, 2)
	got, err := Read("tokenizer.model", file, 265)
	require.NoError(t, err)
	require.Equal(t, want, got)

	dir := t.TempDir()
	_, err = Open(dir, 0)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tokenizer.model"), file, 0o600))
	got, err = Open(dir, 0)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestBadSentencePiece(t *testing.T) {
	tok := small(t, "a")
	good := sentencePiece(tok, 2)
	nan := binary.LittleEndian.AppendUint32([]byte{2<<3 | 5}, 0x7fc00000)
	for _, tc := range []struct {
		file []byte
		want string
	}{
		{sentencePiece(tok, 1), "a SentencePiece model that is not byte-pair encoding"},
		{good[:200], "a SentencePiece model: truncated or damaged"},
		{append(good[:len(good):len(good)], 7), "a SentencePiece model: truncated or damaged"},
		{bytesField(1, bytesField(1, []byte("a"))), "a SentencePiece model that is not byte-pair encoding"},
		{append(bytesField(1, bytesField(1, []byte("a"))), bytesField(2, number(3, 2))...), "1 tokens: <unk>, BOS, EOS and the 256 byte tokens are 259"},
		{bytesField(1, append(bytesField(1, nil), number(3, 1)...)), "a SentencePiece model: token 0: 0 bytes with score 0: damaged"},
		{bytesField(1, append(bytesField(1, []byte("a")), nan...)), "a SentencePiece model: token 0: 1 bytes with score NaN: damaged"},
	} {
		_, err := Read("t", tc.file, 0)
		require.ErrorContains(t, err, "t: "+tc.want)
	}
}
