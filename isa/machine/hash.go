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

// FoldBytes is Fold of bytes as little-endian words, zeros filling the last.
func FoldBytes(b []byte) (x uint32) {
	for i := 0; i < len(b); i += 4 {
		var w uint32
		for k, v := range b[i:min(i+4, len(b))] {
			w |= uint32(v) << (8 * k)
		}
		x ^= bits.RotateLeft32(w, i/4%32)
	}
	return x
}
