package checkpoint

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// headBytes is how much of a file is read to recognise its format.
const headBytes = 512

// format reads one kind of file. read gets the first bytes (at most headBytes)
// and the size of the whole file.
type format struct {
	name  string
	match func(head []byte) bool
	read  func(head []byte, size int64) (Config, []entry, error)
}

// formats in the order in which they are tried. Version 0 of llama2.c has no
// magic number, so it comes last and takes all that is not known as foreign.
func formats() []format {
	return []format{
		{"llama2.c version 1", func(head []byte) bool { return hasVersion(head, 1) }, readLlama2c1},
		{"llama2.c version 2", func(head []byte) bool { return hasVersion(head, 2) }, readLlama2c2},
		{"llama2.c version 0", func(head []byte) bool { return !hasVersion(head) }, readLlama2c0},
	}
}

// detect picks the reader of a file, or says what the file is instead.
func detect(head []byte) (format, error) {
	if len(head) == 0 {
		return format{}, errors.New("the file is empty")
	}
	if what := foreign(head); what != "" && !hasVersion(head) {
		return format{}, fmt.Errorf("the file is %s (it starts with %q); want %s", what, head[:min(len(head), 8)], wanted)
	}
	for _, f := range formats() {
		if f.match(head) {
			return f, nil
		}
	}
	return format{}, fmt.Errorf("a llama2.c checkpoint of an unknown version (it starts with %q); want version 0, 1 or 2", head[:min(len(head), 8)])
}

// wanted is what Open takes.
const wanted = "a llama2.c checkpoint, such as stories260K.bin, or the folder of a Hugging Face Llama model"

// foreign names the kind of a file that no reader here takes, or "".
func foreign(head []byte) string {
	for _, m := range []struct{ magic, what string }{
		{"GGUF", "a GGUF model"},
		{"tjgg", "a GGML (ggjt) model"},
		{"lmgg", "a GGML model"},
		{"PK\x03\x04", "a zip archive, as PyTorch writes"},
		{"\x80\x02", "a Python pickle"},
		{"\x1f\x8b", "gzip-compressed"},
		{"\x28\xb5\x2f\xfd", "zstd-compressed"},
		{"\xfd7zXZ", "xz-compressed"},
		{"\x7fELF", "an ELF program"},
		{"\x89HDF", "an HDF5 file"},
		{"\x93NUMPY", "a NumPy array"},
		{"version https://git-lfs", "a Git LFS pointer, not the file itself (git lfs pull)"},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.what
		}
	}
	switch {
	case len(head) >= 9 && head[8] == '{' && binary.LittleEndian.Uint64(head) < 1<<32:
		return "a safetensors model (open it by its folder, or name it .safetensors, with config.json beside it)"
	case isText(head):
		if text := bytes.ToLower(bytes.TrimSpace(head)); bytes.HasPrefix(text, []byte("<!doctype")) || bytes.HasPrefix(text, []byte("<html")) {
			return "an HTML page, probably of a failed download"
		}
		return "text"
	}
	return ""
}

// isText says whether the first bytes can only be text: printable UTF-8. Real
// headers hold zero bytes.
func isText(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && n == 1 {
			return len(head) < utf8.UTFMax && !utf8.FullRune(head)
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return false
		}
		head = head[n:]
	}
	return true
}
