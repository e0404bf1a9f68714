package checkpoint

import (
	"encoding/binary"
	"fmt"
)

// Versions 1 and 2 of llama2.c start with 256 bytes: "ak42" as a number, the
// version, the seven fields, a byte that says whether the classifier is the
// embedding, and in version 2 the size of a group. Zeros follow.
const (
	llama2cMagic  = 0x616b3432
	llama2cHeader = 256
	atVersion     = 4
	atFields      = 8
	atShared      = atFields + llama2cFields
	atGroup       = atShared + 1
)

// hasVersion says whether a file is of that version. Without a version it says
// whether the file is of any.
func hasVersion(head []byte, version ...uint32) bool {
	if len(head) < 4 || binary.LittleEndian.Uint32(head) != llama2cMagic {
		return false
	}
	return len(version) == 0 || len(head) >= 8 && binary.LittleEndian.Uint32(head[atVersion:]) == version[0]
}

// Header is the header of a llama2.c checkpoint of version 1 or 2. group is the
// size of a group, 0 in version 1.
func Header(version int, c Config, group int) []byte {
	file := binary.LittleEndian.AppendUint32(nil, llama2cMagic)
	for _, v := range []int{version, c.Dim, c.Hidden, c.Layers, c.Heads, c.KVHeads, c.Vocab, c.SeqLen} {
		file = binary.LittleEndian.AppendUint32(file, uint32(v))
	}
	shared := byte(0)
	if c.SharedClassifier {
		shared = 1
	}
	file = binary.LittleEndian.AppendUint32(append(file, shared), uint32(group))
	return append(file, make([]byte, llama2cHeader-len(file))...)
}

// parseHeader reads the header of versions 1 and 2.
func parseHeader(head []byte, size int64) (Config, error) {
	if len(head) < llama2cHeader {
		return Config{}, fmt.Errorf("truncated: a llama2.c header has %d bytes, the file has %d", llama2cHeader, size)
	}
	cfg := parseFields(head[atFields:])
	if head[atShared] > 1 {
		return Config{}, fmt.Errorf("header says %d for a shared classifier, want 0 or 1: damaged", head[atShared])
	}
	cfg.SharedClassifier = head[atShared] == 1
	if err := cfg.Check(); err != nil {
		return Config{}, fmt.Errorf("its header says %w", err)
	}
	return cfg, nil
}

// readLlama2c1 lays out version 1: all tensors in fp32 (version1_export).
func readLlama2c1(head []byte, size int64) (Config, []entry, error) {
	cfg, err := parseHeader(head, size)
	if err != nil {
		return Config{}, nil, err
	}
	l := layoutNorms(cfg)
	l.matrices(form{}, cfg)
	return cfg, l.dir, checkSize(cfg, l.end, size)
}

// readLlama2c2 lays out version 2: norms in fp32, matrices in int8, each with
// its scales behind it (version2_export, runq.c).
func readLlama2c2(head []byte, size int64) (Config, []entry, error) {
	cfg, err := parseHeader(head, size)
	if err != nil {
		return Config{}, nil, err
	}
	f := form{int8kind, int(int32(binary.LittleEndian.Uint32(head[atGroup:])))}
	if err := f.fits(cfg); err != nil {
		return Config{}, nil, fmt.Errorf("its header says %w", err)
	}
	l := layoutNorms(cfg)
	l.matrices(f, cfg)
	return cfg, l.dir, checkSize(cfg, l.end, size)
}

// fits checks that groups divide the rows that they quantise.
func (f form) fits(c Config) error {
	for _, width := range []int{c.Dim, c.QDim(), c.Hidden} {
		if f.group < 1 || width%f.group != 0 {
			return fmt.Errorf("groups of %d: want a divisor of dim %d and hidden_dim %d: a group lies in one row", f.group, c.Dim, c.Hidden)
		}
	}
	return nil
}

func layoutNorms(c Config) layout {
	l := layout{end: llama2cHeader}
	l.add(form{}, "rms_att", c.Layers, 1, c.Dim)
	l.add(form{}, "rms_ffn", c.Layers, 1, c.Dim)
	l.add(form{}, "rms_final", 0, 1, c.Dim)
	return l
}

// matrices is the order of the matrices in versions 1 and 2.
func (l *layout) matrices(f form, c Config) {
	l.add(f, "token_embedding", 0, c.Vocab, c.Dim)
	l.add(f, "wq", c.Layers, c.QDim(), c.Dim)
	l.add(f, "wk", c.Layers, c.KVDim(), c.Dim)
	l.add(f, "wv", c.Layers, c.KVDim(), c.Dim)
	l.add(f, "wo", c.Layers, c.Dim, c.QDim())
	l.add(f, "w1", c.Layers, c.Hidden, c.Dim)
	l.add(f, "w2", c.Layers, c.Dim, c.Hidden)
	l.add(f, "w3", c.Layers, c.Hidden, c.Dim)
	l.classifier(f, c)
}
