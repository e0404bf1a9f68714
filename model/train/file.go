package train

import (
	"encoding/binary"
	"math"

	"npugen/model/checkpoint"
)

// Bytes is the model as a llama2.c checkpoint of version 1, in fp32.
func (m *Model[F]) Bytes() []byte {
	file := checkpoint.Header(1, m.Config, 0)
	for _, w := range m.flat {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(float32(w)))
	}
	return file
}
