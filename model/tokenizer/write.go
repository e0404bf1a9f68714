package tokenizer

import (
	"encoding/binary"
	"math"
)

// Bytes is the tokenizer as a file, which Read takes.
func (t *Tokenizer) Bytes() []byte {
	longest := 0
	for _, piece := range t.pieces {
		longest = max(longest, len(piece))
	}
	file := binary.LittleEndian.AppendUint32(nil, uint32(longest))
	for i, piece := range t.pieces {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(t.scores[i]))
		file = binary.LittleEndian.AppendUint32(file, uint32(len(piece)))
		file = append(file, piece...)
	}
	return file
}
