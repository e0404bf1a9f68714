package tokenizer

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/modeltest"
)

type fields = map[string]any

// pairs make he (256), ll, hell, hello, " w" (260), " wo", 12 (262), 23.
var pairs = []string{"h e", "l l", "he ll", "hell o", "\u0120 w", "\u0120w o", "1 2", "2 3"}

func TestByteLevel(t *testing.T) {
	file := modeltest.HFByteLevel(pairs, []string{"<|endoftext|>", "<|user|>"}, nil)
	tok, err := Read("tokenizer.json", file, 0)
	require.NoError(t, err)
	require.Equal(t, 266, tok.Vocab())
	for text, want := range map[string][]int{
		"":              nil,
		"hello":         {259},
		"hello world":   {259, 261, 'r', 'l', 'd'},
		"hell  w":       {258, ' ', 260}, // the blank goes to the word
		"123":           {262, '3'},      // the first merge of the list
		" 12":           {' ', 262},
		"é\x80":         {0xc3, 0xa9, 0x80},
		"\n\x00":        {'\n', 0},
		"<|endoftext|>": {'<', '|', 'e', 'n', 'd', 'o', 'f', 't', 'e', 'x', 't', '|', '>'},
	} {
		require.Equal(t, want, tok.Encode(text), "%q", text)
		back, err := tok.Text(want)
		require.NoError(t, err)
		require.Equal(t, text, back)
	}
	text, err := tok.Text([]int{264, 259, 1, 265, 260})
	require.NoError(t, err)
	require.Equal(t, "hello\x01 w", text, "1 is a byte, 264 and 265 are special")
	text, err = tok.Decode(264, 265)
	require.NoError(t, err)
	require.Equal(t, "<|user|>", text)
}

// Llama 3: its own pattern, words that are pieces without merges, BOS in front.
func TestByteLevelLikeLlama3(t *testing.T) {
	var file fields
	require.NoError(t, json.Unmarshal(modeltest.HFByteLevel(pairs, []string{"<|begin_of_text|>"}, nil), &file))
	model := file["model"].(fields)
	model["ignore_merges"] = true
	model["vocab"].(fields)["hello!"] = 265
	model["vocab"].(fields)["\u0120to"] = 266
	file["pre_tokenizer"] = fields{"type": "Sequence", "pretokenizers": []fields{
		{"type": "Split", "pattern": fields{"Regex": llama3}, "behavior": "Isolated", "invert": false},
		{"type": "ByteLevel", "add_prefix_space": false, "use_regex": false},
	}}
	file["post_processor"] = fields{"type": "Sequence", "processors": []fields{
		{"type": "ByteLevel"},
		{
			"type":           "TemplateProcessing",
			"single":         []fields{{"SpecialToken": fields{"id": "<|begin_of_text|>"}}, {"Sequence": fields{"id": "A"}}},
			"special_tokens": fields{"<|begin_of_text|>": fields{"ids": []int{264}, "tokens": []string{"<|begin_of_text|>"}}},
		},
	}}
	text, err := json.Marshal(file)
	require.NoError(t, err)
	tok, err := Read("tokenizer.json", text, 300) // the model's vocabulary is padded
	require.NoError(t, err)
	require.Equal(t, []int{264}, tok.Encode(""))
	require.Equal(t, []int{264, 259, 266, '!'}, tok.Encode("hello to!"))
	require.Equal(t, []int{264, 262, '3', '4', '\n'}, tok.Encode("1234\n"))
	out, err := tok.Text([]int{264, 259, 266, 299})
	require.NoError(t, err)
	require.Equal(t, "hello to", out)
}

func TestBadByteLevel(t *testing.T) {
	split := func(change fields) fields {
		step := fields{"type": "Split", "pattern": fields{"Regex": "a"}, "behavior": "Isolated", "invert": false}
		for k, v := range change {
			step[k] = v
		}
		return fields{"pre_tokenizer": fields{"type": "Sequence", "pretokenizers": []fields{step, {"type": "ByteLevel"}}}}
	}
	template := func(single []fields) fields {
		return fields{"post_processor": fields{"type": "TemplateProcessing", "single": single, "special_tokens": fields{"<s>": fields{"ids": []int{264}}, "<big>": fields{"ids": []int{265}}}}}
	}
	vocab := func(change fields) fields {
		var file fields
		require.NoError(t, json.Unmarshal(modeltest.HFByteLevel(pairs, nil, nil), &file))
		for k, v := range change {
			file["model"].(fields)["vocab"].(fields)[k] = v
		}
		return fields{"model": file["model"]}
	}
	for _, tc := range []struct {
		change fields
		want   string
	}{
		{fields{"normalizer": fields{"type": "NFC"}}, "byte-level pieces with a normalizer are not supported"},
		{split(fields{"behavior": "Removed"}), "pre_tokenizer: Split is not supported: want Split by a Regex into Isolated pieces"},
		{split(fields{"invert": true}), "pre_tokenizer: Split is not supported"},
		{split(fields{"pattern": fields{"String": "a"}}), "pre_tokenizer: Split is not supported"},
		{split(fields{"pattern": fields{"Regex": "(?<=a)b"}}), "is not supported"},
		{split(fields{"type": "Whitespace"}), "pre_tokenizer: Whitespace is not supported"},
		{split(fields{"type": "ByteLevel"}), "want ByteLevel, and that as its last step"},
		{template([]fields{{"SpecialToken": fields{"id": "<t>"}}}), `no token for "<t>"`},
		{template([]fields{{"SpecialToken": fields{"id": "<big>"}}}), `"<big>" is token 265: the vocabulary is 0..264`},
		{template([]fields{{"SpecialToken": fields{"id": "<s>"}}}), "its template has no text"},
		{vocab(fields{"\u2581a": 265}), "token 265: \"\u2581a\": '\u2581' stands for no byte"},
		{vocab(fields{"A": 265}), "no token 65, though there are 265 tokens"},
		{fields{"added_tokens": []fields{{"id": 65, "content": "A"}}}, "no token for byte 0x41: some text would have no tokens"},
	} {
		_, err := Read("tokenizer.json", modeltest.HFByteLevel(pairs, []string{"<s>"}, tc.change), 0)
		require.ErrorContains(t, err, tc.want)
	}
	_, err := Read("tokenizer.json", modeltest.HFByteLevel(pairs, nil, nil), 263)
	require.ErrorContains(t, err, "it has 264 tokens, the model has 263")
	_, err = Read("tokenizer.json", modeltest.HFByteLevel(pairs, nil, nil), 264+padding)
	require.ErrorContains(t, err, "do not belong together")
}
