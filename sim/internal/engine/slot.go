package engine

import "math/big"

// slot is where a value lives: lanes values of width bits, words uint64 each,
// from index off of the state on.
type slot struct {
	off   int32
	width int32
	words int32
	lanes int32
	store int32 // the storage it is in, or a part of
}

func (s slot) size() int { return int(s.words * s.lanes) }

func wordsFor(width int) int32 { return int32((width + 63) / 64) }

// store is one stretch of the state: what is computed, clocked or poked as a
// whole.
type store struct {
	off, size int32
	producer  int32 // instruction that computes it; noInstr for state, inputs and constants
}

const noInstr = -1

// mask is the mask of the top word of a value of the given width.
func mask(width int32) uint64 {
	if r := width & 63; r != 0 {
		return 1<<r - 1
	}
	return ^uint64(0)
}

// ToWords spreads v over len(dst) words.
func ToWords(dst []uint64, v *big.Int) {
	if v.IsUint64() {
		clear(dst)
		dst[0] = v.Uint64()
		return
	}
	t := new(big.Int).Set(v)
	low := new(big.Int).SetUint64(^uint64(0))
	word := new(big.Int)
	for i := range dst {
		dst[i] = word.And(t, low).Uint64()
		t.Rsh(t, 64)
	}
}

// FromWords gathers a value from its words.
func FromWords(src []uint64) *big.Int {
	v := new(big.Int)
	word := new(big.Int)
	for i := len(src) - 1; i >= 0; i-- {
		v.Lsh(v, 64)
		v.Or(v, word.SetUint64(src[i]))
	}
	return v
}
