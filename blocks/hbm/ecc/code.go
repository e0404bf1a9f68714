package ecc

import (
	"math/bits"

	"npugen/hdl"
)

// WordBits is the data bits of a word, CheckBits its check bits.
const (
	WordBits  = 64
	CheckBits = 8
)

// columns is the syndrome of an error in each data bit.
func columns() [WordBits]uint8 {
	var out [WordBits]uint8
	n := 0
	for _, weight := range []int{3, 5} {
		for v := 0; v < 256 && n < WordBits; v++ {
			if bits.OnesCount8(uint8(v)) == weight {
				out[n] = uint8(v)
				n++
			}
		}
	}
	return out
}

// CheckOf is the check byte of a word, for test benches.
func CheckOf(word uint64) uint8 {
	var c uint8
	for i, col := range columns() {
		if word>>i&1 == 1 {
			c ^= col
		}
	}
	return c
}

// check is the check bits of a word: 8 parities of 26 to 27 bits.
func check(word hdl.UInt) hdl.UInt {
	parts := make([]hdl.Bool, CheckBits)
	for b := range parts {
		var mask uint64
		for i, col := range columns() {
			mask |= uint64(col>>b&1) << i
		}
		parts[b] = word.And(hdl.U(mask, WordBits)).XorR()
	}
	return hdl.Pack(parts)
}

// Encode is a word with its check byte above it.
func Encode(word hdl.UInt) hdl.UInt { return hdl.Cat(check(word), word) }

// Decoded is a word that was read.
type Decoded struct {
	Word      hdl.UInt // 64 bits
	Corrected hdl.Bool // one bit was wrong, of the data or the check byte
	Bad       hdl.Bool // more were: the word is not to be trusted
}

// Decode corrects a stored word of 72 bits.
func Decode(stored hdl.UInt) Decoded {
	word, got := stored.Bits(WordBits-1, 0), stored.Bits(WordBits+CheckBits-1, WordBits)
	syndrome := check(word).Xor(got)
	flips := make([]hdl.Bool, WordBits)
	known := make([]hdl.Bool, 0, WordBits+CheckBits)
	for i, col := range columns() {
		flips[i] = syndrome.Is(uint64(col))
		known = append(known, flips[i])
	}
	for b := range CheckBits {
		known = append(known, syndrome.Is(1<<b))
	}
	one := hdl.Any(known...)
	return Decoded{
		Word:      word.Xor(hdl.Pack(flips)),
		Corrected: one,
		Bad:       syndrome.OrR().And(one.Not()),
	}
}
