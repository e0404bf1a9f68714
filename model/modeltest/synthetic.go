package modeltest

import (
	"encoding/binary"
	"math"
	"math/rand/v2"

	"npugen/model/checkpoint"
)

// Tiny is an architecture with every feature of the real one (more query than
// key heads, no two widths alike) and 2,000 weights or so.
func Tiny() checkpoint.Config {
	return checkpoint.Config{Dim: 12, Hidden: 20, Layers: 2, Heads: 6, KVHeads: 3, Vocab: 270, SeqLen: 16, SharedClassifier: true}
}

// Llama2c is a llama2.c checkpoint (version 0) of random weights in -1..1. The
// same config and seed give the same bytes.
func Llama2c(c checkpoint.Config, seed uint64) []byte {
	vocab := c.Vocab
	if !c.SharedClassifier {
		vocab = -vocab
	}
	var file []byte
	for _, v := range []int{c.Dim, c.Hidden, c.Layers, c.Heads, c.KVHeads, vocab, c.SeqLen} {
		file = binary.LittleEndian.AppendUint32(file, uint32(int32(v)))
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for range weights(c) {
		w := float32(int32(rng.Uint32())) / (1 << 31)
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(w))
	}
	return file
}

// weights counts the values of a checkpoint, freq_cis tables included.
func weights(c checkpoint.Config) int {
	attention := 2*c.Dim*c.Dim + 2*c.KVDim()*c.Dim
	layer := c.Dim + attention + c.Dim + 3*c.Dim*c.Hidden
	n := c.Vocab*c.Dim + c.Layers*layer + c.Dim + c.SeqLen*c.HeadSize()
	if !c.SharedClassifier {
		n += c.Vocab * c.Dim
	}
	return n
}

// Vocabulary is a tokenizer file: <unk>, BOS, EOS, the 256 byte tokens, then
// the given pieces with falling scores.
func Vocabulary(pieces ...string) []byte {
	all := []string{"<unk>", "\n<s>\n", "\n</s>\n"}
	for b := range 256 {
		const hex = "0123456789ABCDEF"
		all = append(all, "<0x"+hex[b>>4:b>>4+1]+hex[b&15:b&15+1]+">")
	}
	all = append(all, pieces...)
	longest := 0
	for _, p := range all {
		longest = max(longest, len(p))
	}
	file := binary.LittleEndian.AppendUint32(nil, uint32(longest))
	for i, p := range all {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(-float32(i)))
		file = binary.LittleEndian.AppendUint32(file, uint32(len(p)))
		file = append(file, p...)
	}
	return file
}
