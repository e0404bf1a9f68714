package train

import (
	"encoding/binary"
	"math"
)

// Bytes is the model as a llama2.c checkpoint of version 1, in fp32.
func (m *Model[F]) Bytes() []byte {
	c := m.Config
	file := binary.LittleEndian.AppendUint32(nil, 0x616b3432)
	for _, v := range []int{1, c.Dim, c.Hidden, c.Layers, c.Heads, c.KVHeads, c.Vocab, c.SeqLen} {
		file = binary.LittleEndian.AppendUint32(file, uint32(v))
	}
	file = append(file, 1) // the classifier is the embedding
	file = append(file, make([]byte, 256-len(file))...)
	for _, w := range m.flat {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(float32(w)))
	}
	return file
}
