package machine

import "math/bits"

// Hash is over a list of items: docs/npu.md, Retirement.
type Hash uint32

// Add adds an item.
func (h *Hash) Add(x uint32) { *h = Hash(bits.RotateLeft32(uint32(*h), 1) ^ x) }

// Fold is the xor of words, each rotated by its place.
func Fold(words []uint32) (x uint32) {
	for i, w := range words {
		x ^= bits.RotateLeft32(w, i%32)
	}
	return x
}

// FoldBytes is Fold of bytes as little-endian words.
func FoldBytes(b []byte) (x uint32) {
	for i := 0; i+4 <= len(b); i += 4 {
		w := uint32(b[i]) | uint32(b[i+1])<<8 | uint32(b[i+2])<<16 | uint32(b[i+3])<<24
		x ^= bits.RotateLeft32(w, i/4%32)
	}
	return x
}
