package tokenizer

import (
	"fmt"
	"strings"
)

// Decode is the text of a token that follows another. After BOS the space that
// Encode put in front is taken away again.
func (t *Tokenizer) Decode(prev, token int) (string, error) {
	if token < 0 || token >= t.Vocab() {
		return "", fmt.Errorf("token %d: the vocabulary is 0..%d", token, t.Vocab()-1)
	}
	if t.level != nil {
		return t.pieces[token], nil
	}
	if token >= firstByte && token < firstPiece {
		return string([]byte{byte(token - firstByte)}), nil
	}
	if prev == BOS {
		return strings.TrimPrefix(t.pieces[token], " "), nil
	}
	return t.pieces[token], nil
}

// Text is the text of a sequence of tokens. Those that begin or end one have
// none, nor have other special tokens of a byte-level vocabulary.
func (t *Tokenizer) Text(tokens []int) (string, error) {
	var text strings.Builder
	prev := EOS
	for i, token := range tokens {
		if !t.special(token) {
			piece, err := t.Decode(prev, token)
			if err != nil {
				return "", fmt.Errorf("position %d: %w", i, err)
			}
			text.WriteString(piece)
		}
		prev = token
	}
	return text.String(), nil
}

func (t *Tokenizer) special(token int) bool {
	if t.level != nil {
		return t.level.special[token]
	}
	return token == BOS || token == EOS
}
