package tokenizer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// Limits that no vocabulary in use reaches.
const (
	maxFile  = 1 << 28 // bytes
	maxPiece = 1 << 16 // bytes
	padding  = 1 << 10 // tokens by which models of Hugging Face round up, without text
)

// A folder of Hugging Face has its tokenizer in one of these files, or the same
// in both.
const (
	modelFile = "tokenizer.model"
	jsonFile  = "tokenizer.json"
)

// Tokenizer is a vocabulary. It does not change after Read, so it may be used
// by several goroutines.
type Tokenizer struct {
	pieces []string
	scores []float32
	ids    map[string]int // first token of each piece that text can become

	ranks     map[[2]int]rank // pairs that may be joined; nil: those whose text is a piece, best score first
	spaceOnce bool            // no space is put before a text that starts with one
	level     *byteLevel      // nil: pieces are characters, as SentencePiece has them
}

// Vocab is the number of tokens.
func (t *Tokenizer) Vocab() int { return len(t.pieces) }

// Open reads a tokenizer file, or that of a folder: tokenizer.model, else
// tokenizer.json. vocab is the
// number of tokens that the model has; 0 takes what the file holds.
func Open(path string, vocab int) (*Tokenizer, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		path, info, err = inFolder(path)
	}
	if err != nil {
		return nil, fmt.Errorf("tokenizer: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: neither a regular file nor a folder", path)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s: %d bytes: a tokenizer has %d at most; is this the model?", path, info.Size(), maxFile)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("tokenizer: %w", err)
	}
	return Read(path, file, vocab)
}

// inFolder finds the tokenizer of a folder.
func inFolder(folder string) (string, os.FileInfo, error) {
	for _, name := range []string{modelFile, jsonFile} {
		path := filepath.Join(folder, name)
		if info, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			return path, info, err
		}
	}
	return "", nil, fmt.Errorf("no %s or %s in %s: %w", modelFile, jsonFile, folder, os.ErrNotExist)
}

// Read reads a tokenizer from the bytes of its file. name stands in the errors.
func Read(name string, file []byte, vocab int) (*Tokenizer, error) {
	t, err := parse(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if t.ranks != nil && vocab > t.Vocab() && vocab-t.Vocab() < padding {
		t.pieces = append(t.pieces, make([]string, vocab-t.Vocab())...)
	}
	if vocab != 0 && vocab != t.Vocab() {
		return nil, fmt.Errorf("%s: it has %d tokens, the model has %d: they do not belong together", name, t.Vocab(), vocab)
	}
	return t, nil
}

func parse(file []byte) (*Tokenizer, error) {
	if isSentencePiece(file) {
		return parseSentencePiece(file)
	}
	if text := bytes.TrimSpace(file[:min(len(file), 64)]); len(text) > 0 && text[0] == '{' {
		return parseHuggingFace(file)
	}
	if len(file) < 4 {
		return nil, fmt.Errorf("truncated: a llama2.c tokenizer starts with 4 bytes, the file has %d", len(file))
	}
	longest := binary.LittleEndian.Uint32(file)
	if longest < 1 || longest > maxPiece {
		return nil, fmt.Errorf("not a llama2.c tokenizer: as length of the longest piece its first 4 bytes (%q) say %d, want 1..%d", file[:4], int32(longest), maxPiece)
	}
	t := &Tokenizer{ids: map[string]int{}}
	for at := 4; at < len(file); {
		score, piece, err := parseToken(file[at:], int(longest))
		if err != nil {
			return nil, fmt.Errorf("token %d at byte %d: %w", t.Vocab(), at, err)
		}
		t.add(piece, score)
		at += 8 + len(piece)
	}
	return t, t.checkBytes()
}

// add appends a token. Of equal pieces text becomes the first.
func (t *Tokenizer) add(piece string, score float32) {
	if _, ok := t.ids[piece]; !ok && t.Vocab() >= firstPiece {
		t.ids[piece] = t.Vocab()
	}
	t.pieces = append(t.pieces, piece)
	t.scores = append(t.scores, score)
}

// parseToken reads the token that the file goes on with.
func parseToken(file []byte, longest int) (score float32, piece string, err error) {
	if len(file) < 8 {
		return 0, "", fmt.Errorf("truncated: a token starts with 8 bytes, %d are left", len(file))
	}
	score = math.Float32frombits(binary.LittleEndian.Uint32(file))
	if math.IsNaN(float64(score)) {
		return 0, "", errors.New("its score is NaN: the file is damaged")
	}
	n := int(int32(binary.LittleEndian.Uint32(file[4:])))
	switch {
	case n < 1 || n > longest:
		return 0, "", fmt.Errorf("length %d, want 1..%d (the longest piece, as the file starts)", n, longest)
	case n > len(file)-8:
		return 0, "", fmt.Errorf("truncated: length %d, %d bytes are left", n, len(file)-8)
	}
	return score, string(file[8 : 8+n]), nil
}

// checkBytes checks that the tokens which Encode relies on are there.
func (t *Tokenizer) checkBytes() error {
	if t.Vocab() < firstPiece {
		return fmt.Errorf("%d tokens: <unk>, BOS, EOS and the 256 byte tokens are %d", t.Vocab(), firstPiece)
	}
	for b := range 256 {
		if want := byteToken(b); t.pieces[firstByte+b] != want {
			return fmt.Errorf("token %d is %q, want the byte token %s", firstByte+b, t.pieces[firstByte+b], want)
		}
	}
	if _, ok := t.ids[" "]; !ok {
		return errors.New("no token for a space, which stands before every text")
	}
	return nil
}

// byteToken is the piece that stands for a byte.
func byteToken(b int) string { return fmt.Sprintf("<0x%02X>", b) }
