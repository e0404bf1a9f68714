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
	if token >= firstByte && token < firstPiece {
		return string([]byte{byte(token - firstByte)}), nil
	}
	if prev == BOS {
		return strings.TrimPrefix(t.pieces[token], " "), nil
	}
	return t.pieces[token], nil
}

// Text is the text of a sequence of tokens. BOS and EOS have none.
func (t *Tokenizer) Text(tokens []int) (string, error) {
	var text strings.Builder
	prev := EOS
	for i, token := range tokens {
		if token != BOS && token != EOS {
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
