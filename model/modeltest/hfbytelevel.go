package modeltest

import (
	"encoding/json"
	"maps"
	"strings"
)

// HFByteLevel is a tokenizer.json as GPT-2, SmolLM and Llama 3 have it: a token
// for each byte (0 to 255), one for each pair that is joined, then special ones.
// The pairs are "a b", spelled with U+0120 for a space, as in such files. Fields
// are replaced by those of change.
func HFByteLevel(merges, special []string, change map[string]any) []byte {
	vocab := map[string]int{}
	next := rune(0x100)
	for b := range rune(256) {
		char := b
		if b < '!' || '~' < b && b < 0xa1 || b == 0xad {
			char = next
			next++
		}
		vocab[string(char)] = len(vocab)
	}
	for _, m := range merges {
		vocab[strings.ReplaceAll(m, " ", "")] = len(vocab)
	}
	added := []map[string]any{}
	for i, s := range special {
		added = append(added, map[string]any{"id": len(vocab) + i, "content": s, "special": true, "normalized": false})
	}
	file := map[string]any{
		"version": "1.0", "truncation": nil, "padding": nil, "normalizer": nil, "added_tokens": added,
		"pre_tokenizer":  map[string]any{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
		"post_processor": map[string]any{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true},
		"decoder":        map[string]any{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
		"model": map[string]any{"type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
			"end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false, "vocab": vocab, "merges": merges},
	}
	maps.Copy(file, change)
	text, err := json.Marshal(file)
	if err != nil {
		panic(err)
	}
	return text
}
