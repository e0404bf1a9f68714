package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// hfTokenizer is what makes a difference of a tokenizer.json of Hugging Face,
// as the tokenizers library writes one for a SentencePiece vocabulary: pieces by
// number, and the pairs that may be joined, the first of the list before others.
type hfTokenizer struct {
	Added []struct {
		ID      int    `json:"id"`
		Content string `json:"content"`
	} `json:"added_tokens"`
	Normalizer *hfStep `json:"normalizer"`
	Pre        *hfStep `json:"pre_tokenizer"`
	Post       *hfPost `json:"post_processor"`
	Model      hfModel `json:"model"`
}

type hfModel struct {
	Type         string         `json:"type"` // old files do not say
	ByteFallback bool           `json:"byte_fallback"`
	IgnoreMerges bool           `json:"ignore_merges"`
	Dropout      float64        `json:"dropout"`
	Prefix       string         `json:"continuing_subword_prefix"`
	Suffix       string         `json:"end_of_word_suffix"`
	Vocab        map[string]int `json:"vocab"`
	Merges       []hfMerge      `json:"merges"`
}

// hfMerge is a pair of pieces: "a b" in old files, ["a", "b"] in newer ones.
type hfMerge [2]string

// UnmarshalJSON reads either form.
func (m *hfMerge) UnmarshalJSON(text []byte) error {
	var parts []string
	if text[0] == '"' {
		var line string
		if err := json.Unmarshal(text, &line); err != nil {
			return err
		}
		parts = strings.Split(line, " ")
	} else if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	if len(parts) != 2 {
		return fmt.Errorf("merge %s: want two pieces", text)
	}
	*m = hfMerge(parts)
	return nil
}

// rank is the place of a pair in the list of merges, and what it becomes.
type rank struct{ place, joined int }

// parseHuggingFace reads tokenizer.json.
func parseHuggingFace(file []byte) (*Tokenizer, error) {
	var h hfTokenizer
	if err := json.Unmarshal(file, &h); err != nil {
		return nil, fmt.Errorf("not a tokenizer.json: %w", err)
	}
	read := h.sentencePiece
	if h.Pre.has("ByteLevel") {
		read = h.byteLevel
	}
	err := h.supported()
	if err != nil {
		return nil, fmt.Errorf("a tokenizer.json: %w", err)
	}
	t, err := read()
	if err != nil {
		return nil, fmt.Errorf("a tokenizer.json: %w", err)
	}
	return t, nil
}

// sentencePiece reads the vocabulary of a Llama-2 model.
func (h hfTokenizer) sentencePiece() (*Tokenizer, error) {
	once, err := h.spaces()
	if err != nil {
		return nil, err
	}
	pieces, err := h.pieces()
	if err != nil {
		return nil, err
	}
	t := &Tokenizer{ids: map[string]int{}, spaceOnce: once}
	for id, piece := range pieces {
		if piece = strings.ReplaceAll(piece, space, " "); id == BOS || id == EOS {
			piece = "\n" + piece + "\n"
		}
		t.add(piece, 0)
	}
	if t.ranks, err = h.ranks(); err != nil {
		return nil, err
	}
	return t, t.checkBytes()
}

// supported reports the first feature that would cut text in another way.
func (h hfTokenizer) supported() error {
	m, bytes := h.Model, h.Pre.has("ByteLevel")
	switch {
	case bytes && h.Normalizer != nil:
		return errors.New("byte-level pieces with a normalizer are not supported")
	case m.Type != "BPE" && m.Type != "":
		return fmt.Errorf("a model of type %q is not supported: want \"BPE\"", m.Type)
	case !m.ByteFallback && !bytes:
		return errors.New("without byte_fallback a model is not supported: some text would have no tokens")
	case m.IgnoreMerges && !bytes:
		return errors.New("ignore_merges is not supported: pieces come from merges only")
	case m.Dropout != 0:
		return errors.New("dropout is not supported: a text has one encoding")
	case m.Prefix != "" || m.Suffix != "":
		return errors.New("continuing_subword_prefix and end_of_word_suffix are not supported")
	}
	return nil
}

// pieces is the text of each token. Added tokens may follow the vocabulary.
func (h hfTokenizer) pieces() ([]string, error) {
	byID := map[int]string{}
	for piece, id := range h.Model.Vocab {
		if other, ok := byID[id]; ok {
			return nil, fmt.Errorf("token %d is both %q and %q", id, min(piece, other), max(piece, other))
		}
		byID[id] = piece
	}
	for _, a := range h.Added {
		if piece, ok := byID[a.ID]; ok && piece != a.Content {
			return nil, fmt.Errorf("token %d is %q in the vocabulary, %q among added_tokens", a.ID, piece, a.Content)
		}
		byID[a.ID] = a.Content
	}
	pieces := make([]string, len(byID))
	for id := range pieces {
		piece, ok := byID[id]
		switch {
		case !ok:
			return nil, fmt.Errorf("no token %d, though there are %d tokens", id, len(pieces))
		case piece == "" || len(piece) > maxPiece:
			return nil, fmt.Errorf("token %d: %d bytes, want 1..%d", id, len(piece), maxPiece)
		}
		pieces[id] = piece
	}
	return pieces, nil
}

// ranks is the merges by the tokens of the pair. As in the library, of equal
// pairs the last counts.
func (h hfTokenizer) ranks() (map[[2]int]rank, error) {
	ranks := map[[2]int]rank{}
	for place, m := range h.Model.Merges {
		var ids [3]int
		for i, piece := range []string{m[0], m[1], m[0] + m[1]} {
			id, ok := h.Model.Vocab[piece]
			if !ok {
				return nil, fmt.Errorf("merge %d of %q and %q: no piece %q in the vocabulary", place, m[0], m[1], piece)
			}
			ids[i] = id
		}
		ranks[[2]int(ids[:2])] = rank{place, ids[2]}
	}
	return ranks, nil
}
