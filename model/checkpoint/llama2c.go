package checkpoint

import (
	"encoding/binary"
	"fmt"
)

// llama2cHeader is seven little-endian int32: dim, hidden_dim, n_layers,
// n_heads, n_kv_heads, vocab_size, seq_len (llama2.c, export.py,
// legacy_export). A negative vocab_size says that wcls stands at the end.
const llama2cHeader = 7 * 4

// readLlama2c lays out a llama2.c checkpoint of version 0.
func readLlama2c(head []byte, size int64) (Config, []entry, error) {
	if len(head) < llama2cHeader {
		return Config{}, nil, fmt.Errorf("truncated: a llama2.c header has %d bytes, the file has %d", llama2cHeader, size)
	}
	field := func(i int) int { return int(int32(binary.LittleEndian.Uint32(head[4*i:]))) }
	vocab := field(5)
	cfg := Config{
		Dim: field(0), Hidden: field(1), Layers: field(2), Heads: field(3), KVHeads: field(4),
		Vocab: max(vocab, -vocab), SeqLen: field(6), SharedClassifier: vocab > 0,
	}
	if err := cfg.check(); err != nil {
		return Config{}, nil, fmt.Errorf("not a llama2.c checkpoint of version 0: as its header, the first %d bytes say %w", llama2cHeader, err)
	}
	dir := llama2cLayout(cfg)
	last := dir[len(dir)-1]
	need := last.offset + last.bytes()
	if cfg.SharedClassifier {
		need = last.offset // wcls is an alias and takes no room
		dir[len(dir)-1].offset = dir[0].offset
	}
	if size != need {
		what := "truncated"
		if size > need {
			what = fmt.Sprintf("%d bytes too many: damaged, or not a checkpoint of version 0", size-need)
		}
		return Config{}, nil, fmt.Errorf("header says dim %d, hidden_dim %d, n_layers %d, n_heads %d, n_kv_heads %d, vocab_size %d, seq_len %d: needs %d bytes, file has %d: %s",
			cfg.Dim, cfg.Hidden, cfg.Layers, cfg.Heads, cfg.KVHeads, vocab, cfg.SeqLen, need, size, what)
	}
	return cfg, dir, nil
}

// llama2cLayout is the order of the tensors in the file, wcls last.
func llama2cLayout(c Config) []entry {
	dir := []entry{
		{"token_embedding", 0, c.Vocab, c.Dim, 0},
		{"rms_att", c.Layers, 1, c.Dim, 0},
		{"wq", c.Layers, c.QDim(), c.Dim, 0},
		{"wk", c.Layers, c.KVDim(), c.Dim, 0},
		{"wv", c.Layers, c.KVDim(), c.Dim, 0},
		{"wo", c.Layers, c.Dim, c.QDim(), 0},
		{"rms_ffn", c.Layers, 1, c.Dim, 0},
		{"w1", c.Layers, c.Hidden, c.Dim, 0},
		{"w2", c.Layers, c.Dim, c.Hidden, 0},
		{"w3", c.Layers, c.Hidden, c.Dim, 0},
		{"rms_final", 0, 1, c.Dim, 0},
		{"freq_cis_real", 0, c.SeqLen, c.HeadSize() / 2, 0},
		{"freq_cis_imag", 0, c.SeqLen, c.HeadSize() / 2, 0},
		{"wcls", 0, c.Vocab, c.Dim, 0},
	}
	offset := int64(llama2cHeader)
	for i := range dir {
		dir[i].offset = offset
		offset += dir[i].bytes()
	}
	return dir
}
