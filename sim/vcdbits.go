package sim

import (
	"encoding/binary"
	"math/bits"
)

// appendBits writes a number, its low word first, in binary without leading
// zeros.
func appendBits(dst []byte, words []uint64) []byte {
	n := len(words)
	for n > 1 && words[n-1] == 0 {
		n--
	}
	top := words[n-1]
	count := max(1, bits.Len64(top)) // digits of the top word
	at := (count - 1) / 8
	start := len(dst)
	dst = appendOctets(dst, top, at)
	if extra := 8*(at+1) - count; extra > 0 {
		dst = append(dst[:start], dst[start+extra:]...)
	}
	for k := n - 2; k >= 0; k-- {
		dst = appendOctets(dst, words[k], 7)
	}
	return dst
}

// appendOctets writes the digits of byte at of a word and of those below it.
// Eight digits are made at once: a copy of the byte for each, of which one bit
// is kept and brought to the lowest place.
func appendOctets(dst []byte, word uint64, at int) []byte {
	const ones, pick = 0x0101010101010101, 0x0102040810204080
	for ; at >= 0; at-- {
		kept := word >> (8 * at) & 0xff * ones & pick
		digits := (kept + 0x7f*ones) >> 7 & ones
		dst = binary.LittleEndian.AppendUint64(dst, digits+'0'*ones)
	}
	return dst
}
