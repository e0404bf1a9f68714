package tokenizer

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/modeltest"
)

func TestHuggingFace(t *testing.T) {
	vocab := modeltest.Vocabulary(" ", "a", "b", "aa", "ab", "é", " a", "aab") // 259 is " "
	merges := []string{"a b", "a a", "a ab", "\u2581 a"}
	for _, newer := range []bool{false, true} {
		tok, err := Read("tokenizer.json", modeltest.HFTokenizer(vocab, merges, newer, nil), 267)
		require.NoError(t, err)
		for text, want := range map[string][]int{
			"":         {BOS},
			"b":        {BOS, 259, 261},
			"a":        {BOS, 265},
			"aab":      {BOS, 259, 266},      // ab comes before aa, which a score would not say
			"aaaa":     {BOS, 259, 262, 262}, // leftmost first
			"aaba":     {BOS, 259, 266, 260},
			"aa b":     {BOS, 259, 262, 259, 261}, // a merge that is not listed is none: no " b"
			"aaab":     {BOS, 259, 262, 263},      // all ab, then aa
			"é\n":      {BOS, 259, 264, 3 + '\n'},
			"ü":        {BOS, 259, 3 + 0xc3, 3 + 0xbc},
			"</s>":     {BOS, 259, 3 + '<', 3 + '/', 3 + 's', 3 + '>'},
			"\x80\xff": {BOS, 259, 3 + 0x80, 3 + 0xff},
		} {
			require.Equal(t, want, tok.Encode(text), "%q", text)
			if text != "" {
				back, err := tok.Text(want)
				require.NoError(t, err)
				require.Equal(t, text, back)
			}
		}
		spaced := []int{BOS, 259, 265} // Prepend: always a space in front
		if newer {
			spaced = []int{BOS, 265} // Metaspace: unless there is one
		}
		require.Equal(t, spaced, tok.Encode(" a"))
	}
}

// The merges of a SentencePiece vocabulary, listed as transformers converts it,
// cut text as its scores do.
func TestHuggingFaceLikeSentencePiece(t *testing.T) {
	path := modeltest.File(t, "tok512.bin")
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	want, err := Read(path, file, 512)
	require.NoError(t, err)
	got, err := Read("tokenizer.json", modeltest.HFTokenizer(file, converted(want), false, nil), 512)
	require.NoError(t, err)
	require.Equal(t, want.pieces, got.pieces)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var text strings.Builder
		for range 1 + rng.IntN(40) {
			text.WriteString(want.pieces[firstPiece+rng.IntN(512-firstPiece)])
		}
		require.Equal(t, want.Encode(text.String()), got.Encode(text.String()), "%q", text.String())
	}
}

// converted is every way to make a piece of two, by the score of the piece.
func converted(t *Tokenizer) []string {
	type pair struct {
		score float32
		text  string
	}
	var pairs []pair
	for joined, id := range t.ids {
		for cut := 1; cut < len(joined); cut++ {
			_, left := t.ids[joined[:cut]]
			_, right := t.ids[joined[cut:]]
			if left && right {
				pairs = append(pairs, pair{t.scores[id], strings.ReplaceAll(joined[:cut], " ", space) + " " + strings.ReplaceAll(joined[cut:], " ", space)})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if a.score != b.score {
			return int(b.score - a.score)
		}
		return strings.Compare(a.text, b.text)
	})
	merges := make([]string, len(pairs))
	for i, p := range pairs {
		merges[i] = p.text
	}
	return merges
}

func TestHuggingFaceFolder(t *testing.T) {
	dir := t.TempDir()
	vocab := modeltest.Vocabulary(" ", "a", " a")
	file := modeltest.HFTokenizer(vocab, []string{"\u2581 a"}, true, map[string]any{
		"added_tokens": []map[string]any{{"id": 2, "content": "</s>"}, {"id": 262, "content": "<|user|>"}},
	})
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tokenizer.json"), file, 0o600))
	tok, err := Open(dir, 263)
	require.NoError(t, err)
	require.Equal(t, []int{BOS, 261}, tok.Encode("a"))
	text, err := tok.Decode(261, 262)
	require.NoError(t, err)
	require.Equal(t, "<|user|>", text)
	_, err = Open(dir, 262)
	require.ErrorContains(t, err, "it has 263 tokens, the model has 262")

	// tokenizer.model goes first
	tokens, err := Read("tok.bin", vocab, 0)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tokenizer.model"), sentencePiece(tokens, 2), 0o600))
	tok, err = Open(dir, 0)
	require.NoError(t, err)
	require.Equal(t, tokens, tok)
}

func TestBadHuggingFace(t *testing.T) {
	vocab := modeltest.Vocabulary(" ", "a", "b", "ab")
	model := func(change map[string]any) map[string]any {
		var file struct{ Model map[string]any }
		require.NoError(t, json.Unmarshal(modeltest.HFTokenizer(vocab, []string{"a b"}, true, nil), &file))
		for k, v := range change {
			file.Model[k] = v
		}
		return map[string]any{"model": file.Model}
	}
	metaspace := func(scheme string, split bool) map[string]any {
		return map[string]any{"pre_tokenizer": map[string]any{"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": scheme, "split": split}}
	}
	for _, tc := range []struct {
		change map[string]any
		want   string
	}{
		{model(map[string]any{"type": "Unigram"}), `a model of type "Unigram" is not supported`},
		{model(map[string]any{"byte_fallback": false}), "without byte_fallback"},
		{model(map[string]any{"ignore_merges": true}), "ignore_merges is not supported"},
		{model(map[string]any{"dropout": 0.1}), "dropout is not supported"},
		{model(map[string]any{"end_of_word_suffix": "</w>"}), "end_of_word_suffix are not supported"},
		{model(map[string]any{"merges": []string{"a b c"}}), `merge "a b c": want two pieces`},
		{model(map[string]any{"merges": []string{"b a"}}), `merge 0 of "b" and "a": no piece "ba" in the vocabulary`},
		{model(map[string]any{"merges": [][]string{{"a", "x"}}}), `merge 0 of "a" and "x": no piece "x" in the vocabulary`},
		{model(map[string]any{"vocab": map[string]int{"a": 0, "b": 0}}), `token 0 is both "a" and "b"`},
		{model(map[string]any{"vocab": map[string]int{"<unk>": 0, "a": 4}}), "no token 3, though there are 4 tokens"},
		{model(map[string]any{"vocab": map[string]int{"": 3}}), "token 3: 0 bytes, want 1..65536"},
		{model(map[string]any{"merges": nil, "vocab": map[string]int{"<unk>": 0, "<s>": 1, "</s>": 2}}), "3 tokens: <unk>, BOS, EOS and the 256 byte tokens are 259"},
		{map[string]any{"added_tokens": []map[string]any{{"id": 2, "content": "<eos>"}}}, `token 2 is "</s>" in the vocabulary, "<eos>" among added_tokens`},
		{map[string]any{"added_tokens": []map[string]any{{"id": 300, "content": "<pad>"}}}, "no token 263, though there are 264 tokens"},
		{map[string]any{"added_tokens": []map[string]any{{"id": -1, "content": "<pad>"}}}, "no token 263, though there are 264 tokens"},
		{metaspace("first", true), "its normalizer and pre_tokenizer are not supported"},
		{metaspace("never", false), "its normalizer and pre_tokenizer are not supported"},
		{map[string]any{"pre_tokenizer": nil}, "its normalizer and pre_tokenizer are not supported"},
		{map[string]any{"normalizer": map[string]any{"type": "NFC"}}, "its normalizer and pre_tokenizer are not supported"},
	} {
		_, err := Read("t", modeltest.HFTokenizer(vocab, []string{"a b"}, true, tc.change), 0)
		require.ErrorContains(t, err, tc.want)
	}
	_, err := Read("t", []byte(" {\n \"version\": "), 0)
	require.ErrorContains(t, err, "t: not a tokenizer.json: unexpected end of JSON input")
}
