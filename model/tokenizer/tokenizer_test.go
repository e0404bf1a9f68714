package tokenizer

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/model/modeltest"
)

func small(t testing.TB, pieces ...string) *Tokenizer {
	t.Helper()
	tok, err := Read("tok.bin", modeltest.Vocabulary(append([]string{" "}, pieces...)...), 0)
	require.NoError(t, err)
	return tok
}

func TestEncode(t *testing.T) {
	tok := small(t, "a", "b", "aa", "ab", "é", " a") // 259 is " "
	for text, want := range map[string][]int{
		"":         {BOS},
		"b":        {BOS, 259, 261},
		"a":        {BOS, 265},
		"aab":      {BOS, 259, 262, 261},           // aa scores better than ab
		"aaaa":     {BOS, 259, 262, 262},           // leftmost first
		"bab":      {BOS, 259, 261, 263},           // no merge over a gap
		"é":        {BOS, 259, 264},                // a character of two bytes
		"ü":        {BOS, 259, 3 + 0xc3, 3 + 0xbc}, // one without a token
		"\x80\xff": {BOS, 259, 3 + 0x80, 3 + 0xff}, // not UTF-8
		"<0x41>":   {BOS, 259, 3 + '<', 3 + '0', 3 + 'x', 3 + '4', 3 + '1', 3 + '>'},
	} {
		require.Equal(t, want, tok.Encode(text), "%q", text)
	}
}

func TestDecode(t *testing.T) {
	tok := small(t, " a")
	for _, tc := range []struct {
		prev, token int
		want        string
	}{
		{BOS, 260, "a"}, {260, 260, " a"}, {BOS, 259, ""}, {0, 3, "\x00"}, {0, 258, "\xff"}, {0, Unknown, "<unk>"},
	} {
		got, err := tok.Decode(tc.prev, tc.token)
		require.NoError(t, err)
		require.Equal(t, tc.want, got)
	}
	for _, token := range []int{-1, 261} {
		_, err := tok.Decode(0, token)
		require.EqualError(t, err, fmt.Sprintf("token %d: the vocabulary is 0..260", token))
	}
	_, err := tok.Text([]int{1, 3, 999})
	require.EqualError(t, err, "position 2: token 999: the vocabulary is 0..260")
}

func TestBadFiles(t *testing.T) {
	good := modeltest.Vocabulary(" ", "ab")
	edit := func(at int, v uint32) []byte {
		file := bytes.Clone(good)
		binary.LittleEndian.PutUint32(file[at:], v)
		return file
	}
	other := bytes.Replace(good, []byte("<0x07>"), []byte("<0x7 >"), 1)
	for _, tc := range []struct {
		file []byte
		want string
	}{
		{nil, "truncated: a llama2.c tokenizer starts with 4 bytes, the file has 0"},
		{[]byte("GGUF...."), `not a llama2.c tokenizer: as length of the longest piece its first 4 bytes ("GGUF") say 1179993927, want 1..65536`},
		{edit(0, 0), `not a llama2.c tokenizer: as length of the longest piece its first 4 bytes ("\x00\x00\x00\x00") say 0, want 1..65536`},
		{good[:4], "0 tokens: <unk>, BOS, EOS and the 256 byte tokens are 259"},
		{good[:9], "token 0 at byte 4: truncated: a token starts with 8 bytes, 5 are left"},
		{good[:len(good)-1], "token 260 at byte 3637: truncated: length 2, 1 bytes are left"},
		{edit(8, 99), "token 0 at byte 4: length 99, want 1..6 (the longest piece, as the file starts)"},
		{edit(8, 1<<31), "token 0 at byte 4: length -2147483648, want 1..6"},
		{edit(4, math.Float32bits(float32(math.NaN()))), "token 0 at byte 4: its score is NaN: the file is damaged"},
		{other, `token 10 is "<0x7 >", want the byte token <0x07>`},
		{modeltest.Vocabulary("a"), "no token for a space, which stands before every text"},
	} {
		_, err := Read("tok.bin", tc.file, 0)
		require.ErrorContains(t, err, "tok.bin: "+tc.want)
	}
	_, err := Read("tok.bin", good, 512)
	require.EqualError(t, err, "tok.bin: it has 261 tokens, the model has 512: they do not belong together")
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tok.bin")
	require.NoError(t, os.WriteFile(path, modeltest.Vocabulary(" "), 0o600))
	tok, err := Open(path, 260)
	require.NoError(t, err)
	require.Equal(t, 260, tok.Vocab())
	_, err = Open(path+"x", 0)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.Truncate(path, maxFile+1))
	_, err = Open(path, 0)
	require.ErrorContains(t, err, "is this the model?")
	_, err = Open(os.DevNull, 0)
	require.ErrorContains(t, err, "neither a regular file nor a folder")
}

// scan merges as run.c does: all pairs each time, the first of the best.
func scan(t *Tokenizer, tokens []int) []int {
	for {
		best, at, id := float32(math.Inf(-1)), -1, 0
		for i := range len(tokens) - 1 {
			joined, ok := t.ids[t.pieces[tokens[i]]+t.pieces[tokens[i+1]]]
			if ok && (at < 0 || t.scores[joined] > best) {
				best, at, id = t.scores[joined], i, joined
			}
		}
		if at < 0 {
			return tokens
		}
		tokens = append(append(append([]int(nil), tokens[:at]...), id), tokens[at+2:]...)
	}
}

// Random vocabularies over two letters merge in every order there is.
func TestMergeEqualsScan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pieces := rapid.SliceOfNDistinct(rapid.StringMatching(`[ab]{1,5}`), 1, 30, rapid.ID[string]).Draw(rt, "pieces")
		tok := small(t, pieces...)
		for i := range tok.scores {
			tok.scores[i] = float32(rapid.IntRange(-4, 0).Draw(rt, "score")) // many ties
		}
		start := tok.characters(" " + rapid.StringMatching(`[ab ]{0,40}`).Draw(rt, "text"))
		require.Equal(t, scan(tok, start), tok.merge(start))
	})
}

func TestLongText(t *testing.T) {
	tok := small(t, "a", "aa", "aaaa", "aaaaaaaa")
	text := strings.Repeat("a", 1<<18) // a scan would take hours
	got, err := tok.Text(tok.Encode(text))
	require.NoError(t, err)
	require.Equal(t, text, got)
}

func stories(t testing.TB) *Tokenizer {
	t.Helper()
	tok, err := Open(modeltest.File(t, modeltest.Tokenizer), 512)
	require.NoError(t, err)
	return tok
}

func TestRealVocabulary(t *testing.T) {
	tok := stories(t)
	story := "Once upon a time, there was a little girl named Lily."
	tokens := tok.Encode(story)
	// The tokens that the model itself begins its greedy story with.
	require.Equal(t, []int{1, 403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421, 395, 317, 426}, tokens)
	text, err := tok.Text(tokens)
	require.NoError(t, err)
	require.Equal(t, story, text)
}

func FuzzRead(f *testing.F) {
	f.Add(modeltest.Vocabulary(" ", "ab", "a"))
	f.Add([]byte("\x07\x00\x00\x00"))
	f.Add(sentencePiece(small(f, "a"), 2))
	f.Add(modeltest.HFTokenizer(modeltest.Vocabulary(" ", "a", " a"), []string{"\u2581 a"}, true, nil))
	f.Add(modeltest.HFByteLevel([]string{"h e", "l l"}, []string{"<s>"}, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		tok, err := Read("x", file, 0)
		if err != nil {
			return
		}
		text, err := tok.Text(tok.Encode("hello ab\xff"))
		require.NoError(t, err)
		require.Equal(t, "hello ab\xff", strings.TrimPrefix(text, " "), "add_prefix_space keeps its space")
	})
}

func FuzzRoundTrip(f *testing.F) {
	tok := small(f, "a", "b", "ab", "  ", " a", "é", "<", "0", "<0")
	for _, text := range []string{"", " ", "  ab", "é\xff", "<0x41>", "\n<s>\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := tok.Text(tok.Encode(text))
		require.NoError(t, err)
		require.Equal(t, text, got)
	})
}
