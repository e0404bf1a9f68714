package tokenizer

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// A SentencePiece model (tokenizer.model of Llama) is a protocol buffer. What
// counts of it: field 1, once for each piece, holds its text (field 1), score
// (2) and type (3); field 2, how it was trained, holds the model's type (3).
const (
	modelPieces  = 1
	modelTrainer = 2

	pieceText  = 1
	pieceScore = 2

	trainerType = 3
	typeBPE     = 2
)

// isSentencePiece says whether a file starts with a piece: no llama2.c
// tokenizer does, as its first 4 bytes would say a piece of 64 kB or more.
func isSentencePiece(file []byte) bool {
	return len(file) > 4 && file[0] == modelPieces<<3|wireBytes && file[2] == pieceText<<3|wireBytes
}

// parseSentencePiece reads the pieces. Text marks a space with U+2581; BOS and
// EOS get the text that llama2.c gives them.
func parseSentencePiece(file []byte) (*Tokenizer, error) {
	t := &Tokenizer{ids: map[string]int{}}
	kind := uint64(1) // unigram, if not said
	err := eachField(file, func(f field) error {
		switch f.number {
		case modelPieces:
			return t.addPiece(f.bytes)
		case modelTrainer:
			return eachField(f.bytes, func(f field) error {
				if f.number == trainerType {
					kind = f.value
				}
				return nil
			})
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("a SentencePiece model: %w", err)
	case kind != typeBPE:
		return nil, errors.New("a SentencePiece model that is not byte-pair encoding: want that of a Llama model")
	}
	return t, t.checkBytes()
}

func (t *Tokenizer) addPiece(message []byte) error {
	var piece string
	var score float32
	if err := eachField(message, func(f field) error {
		switch f.number {
		case pieceText:
			piece = strings.ReplaceAll(string(f.bytes), space, " ")
		case pieceScore:
			score = math.Float32frombits(uint32(f.value))
		}
		return nil
	}); err != nil {
		return fmt.Errorf("token %d: %w", t.Vocab(), err)
	}
	if n := len(piece); n < 1 || n > maxPiece || math.IsNaN(float64(score)) {
		return fmt.Errorf("token %d: %d bytes with score %v: damaged", t.Vocab(), n, score)
	}
	if id := t.Vocab(); id == BOS || id == EOS {
		piece = "\n" + piece + "\n"
	}
	t.add(piece, score)
	return nil
}
