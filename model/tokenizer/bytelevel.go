package tokenizer

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// byteLevel cuts text as GPT-2 and Llama 3 do: into words first, then each
// word's bytes are joined by the merges.
type byteLevel struct {
	cuts  []cut
	bytes [256]int // token of each byte
	begin []int    // what stands before every text

	special map[int]bool
	// whole is whether a word that is a piece becomes that token, though no
	// merges lead to it (ignore_merges).
	whole bool
}

// cut cuts a piece of text into smaller ones, all of it in their order.
type cut func(text string) []string

func (t *Tokenizer) encodeBytes(text string) []int {
	words := []string{text}
	for _, c := range t.level.cuts {
		var smaller []string
		for _, w := range words {
			smaller = append(smaller, c(w)...)
		}
		words = smaller
	}
	tokens := append([]int(nil), t.level.begin...)
	for _, w := range words {
		if id, ok := t.ids[w]; ok && t.level.whole {
			tokens = append(tokens, id)
			continue
		}
		var start []int
		for _, b := range []byte(w) {
			start = append(start, t.level.bytes[b])
		}
		tokens = append(tokens, t.merge(start)...)
	}
	return tokens
}

// byteLevel reads the vocabulary whose pieces are spelled with a character for
// each byte.
func (h hfTokenizer) byteLevel() (*Tokenizer, error) {
	l := &byteLevel{whole: h.Model.IgnoreMerges, special: map[int]bool{}}
	var err error
	if l.cuts, err = h.Pre.cuts(); err != nil {
		return nil, err
	}
	pieces, err := h.pieces()
	if err != nil {
		return nil, err
	}
	for _, a := range h.Added {
		l.special[a.ID] = true
	}
	t := &Tokenizer{ids: map[string]int{}, level: l}
	spelled := spelling()
	for id, piece := range pieces {
		if !l.special[id] {
			if piece, err = unspell(piece, spelled); err != nil {
				return nil, fmt.Errorf("token %d: %w", id, err)
			}
			t.ids[piece] = id
		}
		t.pieces, t.scores = append(t.pieces, piece), append(t.scores, 0)
	}
	for b := range l.bytes {
		id, ok := t.ids[string([]byte{byte(b)})]
		if !ok {
			return nil, fmt.Errorf("no token for byte %#02x: some text would have no tokens", b)
		}
		l.bytes[b] = id
	}
	if t.ranks, err = h.ranks(); err != nil {
		return nil, err
	}
	if l.begin, err = h.Post.begin(t.Vocab()); err != nil {
		return nil, err
	}
	return t, nil
}

// spelling is the byte that a character of a piece stands for. Printable ones of
// Latin-1 stand for themselves, those from U+0100 on for the others in turn
// (GPT-2, encoder.py).
func spelling() map[rune]byte {
	bytes, next := map[rune]byte{}, rune(0x100)
	for b := range rune(256) {
		if '!' <= b && b <= '~' || 0xa1 <= b && b <= 0xac || 0xae <= b && b <= 0xff {
			bytes[b] = byte(b)
			continue
		}
		bytes[next] = byte(b)
		next++
	}
	return bytes
}

// unspell is the bytes of a piece.
func unspell(piece string, bytes map[rune]byte) (string, error) {
	var out strings.Builder
	for _, r := range piece {
		b, ok := bytes[r]
		if !ok || r == utf8.RuneError {
			return "", fmt.Errorf("%q: %q stands for no byte", piece, r)
		}
		out.WriteByte(b)
	}
	return out.String(), nil
}

// hfPost is a post-processor of a tokenizer.json, or a sequence of them.
type hfPost struct {
	Type   string `json:"type"`
	Single []struct {
		Special *struct {
			ID string `json:"id"`
		} `json:"SpecialToken"`
		Sequence *struct{} `json:"Sequence"`
	} `json:"single"`
	Tokens map[string]struct {
		IDs []int `json:"ids"`
	} `json:"special_tokens"`
	Processors []hfPost `json:"processors"`
}

// begin is the tokens that stand before a text by itself.
func (p *hfPost) begin(vocab int) (tokens []int, err error) {
	if p == nil {
		return nil, nil
	}
	if p.Type == "Sequence" {
		for _, part := range p.Processors {
			more, err := part.begin(vocab)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, more...)
		}
		return tokens, nil
	}
	if p.Type != "TemplateProcessing" {
		return nil, nil // ByteLevel: it trims offsets
	}
	for _, part := range p.Single {
		if part.Special == nil {
			return tokens, nil
		}
		named := p.Tokens[part.Special.ID].IDs
		if len(named) == 0 {
			return nil, fmt.Errorf("post_processor: no token for %q", part.Special.ID)
		}
		for _, id := range named {
			if id < 0 || id >= vocab {
				return nil, fmt.Errorf("post_processor: %q is token %d: the vocabulary is 0..%d", part.Special.ID, id, vocab-1)
			}
		}
		tokens = append(tokens, named...)
	}
	return nil, errors.New("post_processor: its template has no text")
}
