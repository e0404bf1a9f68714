package engine

import "encoding/binary"

// Place is where a word of a traced value is in the image: the memory that
// looks at many values describe, in blocks of BlockBytes. A word that never
// changes has no bytes.
type Place struct {
	At    int    // in the image, a multiple of Bytes
	Bytes int    // 1, 2, 4 or 8, little-endian; 0 for a constant
	Const uint64 // its value
}

// A look is a record for each block that has changed since the last look, in
// ascending order, and LookEnd. A record is the number of the block in 8 bytes,
// a bit for each byte that has changed in 8 more, and the bytes of the block.
// Before the first look all bytes of the image are 0.
const (
	BlockBytes  = 64
	RecordBytes = 8 + 8 + BlockBytes

	LookEnd = 1<<64 - 1
)

// AppendLookEnd appends a look that sees no change, or ends one.
func AppendLookEnd(dst []byte) []byte { return binary.LittleEndian.AppendUint64(dst, LookEnd) }

const blockSlots = BlockBytes / 8

// Trace looks at many values at once.
type Trace struct {
	e      *Engine
	slots  []int32  // of the words of the image
	shadow []uint64 // what they were
	places [][]Place
}

// Trace prepares to look at signals.
func (e *Engine) Trace(locs []Loc) *Trace {
	t := &Trace{e: e}
	for _, l := range locs {
		var words []Place
		for k := range l.Words {
			words = append(words, Place{At: 8 * len(t.slots), Bytes: 8})
			t.slots = append(t.slots, l.off+int32(k))
		}
		t.places = append(t.places, words)
	}
	t.shadow = make([]uint64, len(t.slots))
	return t
}

// Places is where each value is in the image.
func (t *Trace) Places() [][]Place { return t.places }

// ImageBytes is the size of the image, in whole blocks.
func (t *Trace) ImageBytes() int { return (len(t.slots) + blockSlots - 1) / blockSlots * BlockBytes }

// Image appends the image, as of the last look.
func (t *Trace) Image(dst []byte) []byte {
	end := len(dst) + t.ImageBytes()
	for _, v := range t.shadow {
		dst = binary.LittleEndian.AppendUint64(dst, v)
	}
	return append(dst, make([]byte, end-len(dst))...)
}

// Look appends the look at the present values, after Settle.
func (t *Trace) Look(dst []byte) []byte {
	for i := 0; i < len(t.slots); i += blockSlots {
		var block [blockSlots]uint64
		changed := uint64(0)
		for k := range min(blockSlots, len(t.slots)-i) {
			block[k] = t.e.st[t.slots[i+k]]
			if block[k] != t.shadow[i+k] {
				t.shadow[i+k] = block[k]
				changed |= 0xff << (8 * k)
			}
		}
		if changed != 0 {
			dst = binary.LittleEndian.AppendUint64(dst, uint64(i/blockSlots))
			dst = binary.LittleEndian.AppendUint64(dst, changed)
			for _, v := range block {
				dst = binary.LittleEndian.AppendUint64(dst, v)
			}
		}
	}
	return AppendLookEnd(dst)
}
