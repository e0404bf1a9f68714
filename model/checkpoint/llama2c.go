package checkpoint

import (
	"encoding/binary"
	"fmt"
)

// llama2cFields is seven little-endian int32: dim, hidden_dim, n_layers,
// n_heads, n_kv_heads, vocab_size, seq_len (llama2.c, export.py).
const llama2cFields = 7 * 4

// parseFields reads the seven numbers. A negative vocab_size says that wcls
// stands at the end (version 0).
func parseFields(head []byte) Config {
	field := func(i int) int { return int(int32(binary.LittleEndian.Uint32(head[4*i:]))) }
	return Config{
		Dim: field(0), Hidden: field(1), Layers: field(2), Heads: field(3), KVHeads: field(4),
		Vocab: field(5), SeqLen: field(6),
	}
}

// readLlama2c0 lays out a llama2.c checkpoint of version 0: the fields, then all
// tensors in fp32 (legacy_export).
func readLlama2c0(head []byte, size int64) (Config, []entry, error) {
	if len(head) < llama2cFields {
		return Config{}, nil, fmt.Errorf("truncated: a llama2.c header has %d bytes, the file has %d", llama2cFields, size)
	}
	written := parseFields(head)
	cfg := written
	cfg.SharedClassifier, cfg.Vocab = written.Vocab > 0, max(written.Vocab, -written.Vocab)
	if err := cfg.Check(); err != nil {
		return Config{}, nil, fmt.Errorf("not a llama2.c checkpoint of version 0: as its header, the first %d bytes say %w", llama2cFields, err)
	}
	l := layoutVersion0(cfg)
	return cfg, l.dir, checkSize(written, l.end, size)
}

// layoutVersion0 is the order of the tensors in the file.
func layoutVersion0(c Config) layout {
	l := layout{end: llama2cFields}
	l.add(form{}, "token_embedding", 0, c.Vocab, c.Dim)
	l.add(form{}, "rms_att", c.Layers, 1, c.Dim)
	l.add(form{}, "wq", c.Layers, c.QDim(), c.Dim)
	l.add(form{}, "wk", c.Layers, c.KVDim(), c.Dim)
	l.add(form{}, "wv", c.Layers, c.KVDim(), c.Dim)
	l.add(form{}, "wo", c.Layers, c.Dim, c.QDim())
	l.add(form{}, "rms_ffn", c.Layers, 1, c.Dim)
	l.add(form{}, "w1", c.Layers, c.Hidden, c.Dim)
	l.add(form{}, "w2", c.Layers, c.Dim, c.Hidden)
	l.add(form{}, "w3", c.Layers, c.Hidden, c.Dim)
	l.add(form{}, "rms_final", 0, 1, c.Dim)
	l.add(form{}, "freq_cis_real", 0, c.SeqLen, c.HeadSize()/2)
	l.add(form{}, "freq_cis_imag", 0, c.SeqLen, c.HeadSize()/2)
	l.classifier(form{}, c)
	return l
}

// classifier places wcls at the end, or where the embedding is.
func (l *layout) classifier(f form, c Config) {
	if c.SharedClassifier {
		l.alias("wcls", "token_embedding")
		return
	}
	l.add(f, "wcls", 0, c.Vocab, c.Dim)
}

// checkSize compares the size that the header asks for with that of the file.
func checkSize(c Config, need, size int64) error {
	if size == need {
		return nil
	}
	what := "truncated"
	if size > need {
		what = fmt.Sprintf("%d bytes too many: damaged, or of another version", size-need)
	}
	return fmt.Errorf("header says dim %d, hidden_dim %d, n_layers %d, n_heads %d, n_kv_heads %d, vocab_size %d, seq_len %d: needs %d bytes, file has %d: %s",
		c.Dim, c.Hidden, c.Layers, c.Heads, c.KVHeads, c.Vocab, c.SeqLen, need, size, what)
}
