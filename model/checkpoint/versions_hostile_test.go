package checkpoint_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

func TestHostileVersions(t *testing.T) {
	edit := func(version, at int, v uint32) []byte {
		file := modeltest.Header(version, modeltest.Tiny(), 4)
		binary.LittleEndian.PutUint32(file[at:], v)
		return file
	}
	for name, tc := range map[string]struct {
		file []byte
		want string
	}{
		"magic alone":  {[]byte("24ka"), `a llama2.c checkpoint of an unknown version (it starts with "24ka"); want version 0, 1 or 2`},
		"version 3":    {edit(3, 60, 0), "a llama2.c checkpoint of an unknown version"},
		"short":        {edit(1, 60, 0)[:255], "truncated: a llama2.c header has 256 bytes, the file has 255"},
		"truncated 1":  {edit(1, 60, 0), "n_kv_heads 3, vocab_size 270, seq_len 16: needs 22672 bytes, file has 256: truncated"},
		"truncated 2":  {edit(2, 60, 0), "seq_len 16: needs 11584 bytes, file has 256: truncated"},
		"too long":     {append(modeltest.Llama2c1(known(t, true)), 1), "1 bytes too many: damaged, or of another version"},
		"dim":          {edit(1, 8, math.MaxInt32), "its header says dim is 2147483647, want 1..1048576"},
		"negative":     {edit(2, 28, 1<<31), "its header says vocab_size is -2147483648, want 1..16777216"},
		"shared":       {edit(2, 36, 7), "header says 7 for a shared classifier, want 0 or 1: damaged"},
		"group 0":      {edit(2, 37, 0), "its header says groups of 0: want a divisor of dim 12 and hidden_dim 20"},
		"group -1":     {edit(2, 37, math.MaxUint32), "its header says groups of -1: want a divisor"},
		"group of dim": {edit(2, 37, 12), "its header says groups of 12: want a divisor"},
		"huge": {modeltest.Header(2, checkpoint.Config{Dim: 1 << 20, Hidden: 1 << 20, Layers: 1 << 12, Heads: 1, KVHeads: 1, Vocab: 1 << 24, SeqLen: 1}, 1),
			"file has 256: truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := checkpoint.Read("x.bin", bytes.NewReader(tc.file), int64(len(tc.file)))
			require.ErrorContains(t, err, "x.bin: ")
			require.ErrorContains(t, err, tc.want)
		})
	}
}

// Scales that no quantiser writes, such as int8 values read as scales, are found.
func TestBadScale(t *testing.T) {
	file, err := checkpoint.EncodeInt8(known(t, true), 4)
	require.NoError(t, err)
	for _, bits := range []uint32{math.Float32bits(-1), 0x7f800000, 0x7fc00000} {
		binary.LittleEndian.PutUint32(file[len(file)-4:], bits)
		_, err = read(t, file).Tensor("w3", 1)
		require.ErrorContains(t, err, "tiny.bin: tensor w3 layer 1: scale of group 59 is ")
		require.ErrorContains(t, err, "early export.py")
	}
}
