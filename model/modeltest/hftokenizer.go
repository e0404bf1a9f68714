package modeltest

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"strings"
)

// HFTokenizer is the tokenizer.json of a vocabulary of llama2.c, as transformers
// converts one of SentencePiece, with the pairs to join ("a b"; U+2581 for a
// space) and with other fields in place of those of change. Newer files say
// otherwise how spaces are treated, and hold merges as lists.
func HFTokenizer(vocabulary []byte, merges []string, newer bool, change map[string]any) []byte {
	const space = "\u2581"
	vocab := map[string]int{}
	for at := 4; at < len(vocabulary); {
		n := int(binary.LittleEndian.Uint32(vocabulary[at+4:]))
		piece := string(vocabulary[at+8 : at+8+n])
		if len(vocab) < 3 {
			piece = strings.TrimSpace(piece)
		}
		vocab[strings.ReplaceAll(piece, " ", space)] = len(vocab)
		at += 8 + n
	}
	model := map[string]any{"type": "BPE", "dropout": nil, "unk_token": "<unk>", "continuing_subword_prefix": nil,
		"end_of_word_suffix": nil, "fuse_unk": true, "byte_fallback": true, "vocab": vocab, "merges": merges}
	file := map[string]any{
		"version": "1.0", "truncation": nil, "padding": nil, "pre_tokenizer": nil, "post_processor": nil, "model": model,
		"added_tokens": []map[string]any{{"id": 0, "content": "<unk>", "special": true, "normalized": false},
			{"id": 1, "content": "<s>", "special": true}, {"id": 2, "content": "</s>", "special": true}},
		"normalizer": map[string]any{"type": "Sequence", "normalizers": []map[string]any{{"type": "Prepend", "prepend": space},
			{"type": "Replace", "pattern": map[string]string{"String": " "}, "content": space}}},
	}
	if newer {
		lists := make([][]string, len(merges))
		for i, m := range merges {
			lists[i] = strings.Split(m, " ")
		}
		model["merges"], model["ignore_merges"], file["normalizer"] = lists, false, nil
		file["pre_tokenizer"] = map[string]any{"type": "Metaspace", "replacement": space, "prepend_scheme": "first", "split": false}
	}
	maps.Copy(file, change)
	text, err := json.Marshal(file)
	if err != nil {
		panic(err)
	}
	return text
}
