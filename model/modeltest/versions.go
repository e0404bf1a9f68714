package modeltest

import (
	"encoding/binary"
	"strings"

	"npugen/model/checkpoint"
)

// Llama2c1 is a checkpoint as a llama2.c file of version 1.
func Llama2c1(c *checkpoint.Checkpoint) []byte {
	file := Header(1, c.Config, 0)
	order := "rms_att rms_ffn rms_final token_embedding wq wk wv wo w1 w2 w3"
	if !c.Config.SharedClassifier {
		order += " wcls"
	}
	for _, name := range strings.Fields(order) {
		_, _, layers, err := c.Shape(name)
		if err != nil {
			panic(err)
		}
		for layer := range layers {
			t, err := c.Tensor(name, layer)
			if err != nil {
				panic(err)
			}
			file, _ = binary.Append(file, binary.LittleEndian, t.Data)
		}
	}
	return file
}

// Header is the 256 bytes that a llama2.c file of version 1 or 2 starts with.
func Header(version int, c checkpoint.Config, group int) []byte {
	file := []byte("24ka")
	for _, v := range []int{version, c.Dim, c.Hidden, c.Layers, c.Heads, c.KVHeads, c.Vocab, c.SeqLen} {
		file = binary.LittleEndian.AppendUint32(file, uint32(v))
	}
	shared := byte(0)
	if c.SharedClassifier {
		shared = 1
	}
	file = binary.LittleEndian.AppendUint32(append(file, shared), uint32(group))
	return append(file, make([]byte, 256-len(file))...)
}
