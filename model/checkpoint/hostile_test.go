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

// header is a file of size bytes that starts with seven int32.
func header(size int, fields ...int32) []byte {
	file := make([]byte, size)
	for i, v := range fields {
		binary.LittleEndian.PutUint32(file[4*i:], uint32(v))
	}
	return file
}

func TestHostileHeaders(t *testing.T) {
	const huge = math.MaxInt32
	for _, tc := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "the file is empty"},
		{"short", make([]byte, 27), "truncated: a llama2.c header has 28 bytes, the file has 27"},
		{"truncated", header(1000, 64, 172, 5, 8, 4, 512, 512), "header says dim 64, hidden_dim 172, n_layers 5, n_heads 8, n_kv_heads 4, vocab_size 512, seq_len 512: needs 1056540 bytes, file has 1000: truncated"},
		{"unshared", header(1000, 64, 172, 5, 8, 4, -512, 512), "vocab_size -512, seq_len 512: needs 1187612 bytes, file has 1000: truncated"},
		{"too long", header(1000, 2, 1, 1, 1, 1, 1, 1), "844 bytes too many: damaged, or of another version"},
		{"huge", header(1000, 1<<20, 1<<20, 1<<12, 1, 1, -1<<24, 1<<24), "needs 126311930162839580 bytes"},
		{"dim 0", header(28), "dim is 0, want 1..1048576"},
		{"dim huge", header(28, huge, 1, 1, 1, 1, 1, 1), "dim is 2147483647, want 1..1048576"},
		{"negative hidden", header(28, 8, -1, 1, 1, 1, 1, 1), "hidden_dim is -1, want 1..1048576"},
		{"layers", header(28, 8, 1, huge, 1, 1, 1, 1), "n_layers is 2147483647, want 1..4096"},
		{"no heads", header(28, 8, 1, 1, 0, 1, 1, 1), "n_heads is 0, want 1.."},
		{"no kv heads", header(28, 8, 1, 1, 1, 0, 1, 1), "n_kv_heads is 0, want 1.."},
		{"vocab of least int", header(28, 8, 1, 1, 1, 1, math.MinInt32, 1), "vocab_size is 2147483648, want 1..16777216"},
		{"negative sequence", header(28, 8, 1, 1, 1, 1, 1, -5), "seq_len is -5, want 1..16777216"},
		{"heads", header(28, 8, 1, 1, 3, 1, 1, 1), "dim 8 is not a multiple of n_heads 3: heads share the model dimension equally"},
		{"odd head", header(28, 6, 1, 1, 2, 1, 1, 1), "head size 3 (dim 6, n_heads 2) is odd: rotary embedding turns pairs"},
		{"kv heads", header(28, 8, 1, 1, 4, 3, 1, 1), "n_heads 4 is not a multiple of n_kv_heads 3: query heads share key heads equally"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := checkpoint.Read("x.bin", bytes.NewReader(tc.file), int64(len(tc.file)))
			require.ErrorContains(t, err, "x.bin: ")
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestForeignFiles(t *testing.T) {
	for head, want := range map[string]string{
		"GGUF\x03\x00\x00\x00": "a GGUF model",
		"PK\x03\x04\x00":       "a zip archive",
		"\x1f\x8b\x08":         "gzip-compressed",
		"\x28\xb5\x2f\xfd":     "zstd-compressed",
		"\x7fELF\x02\x01":      "an ELF program",
		"\x80\x02}q":           "a Python pickle",
		"\x93NUMPY\x01\x00":    "a NumPy array",
		"\x40\x00\x00\x00\x00\x00\x00\x00{\"__metadata__": "a safetensors model",
		" <!DOCTYPE html><html>":                          "an HTML page",
		"version https://git-lfs.github.com/spec/v1\n":    "a Git LFS pointer",
		"rows: 3\nname: düne\n":                           "text",
	} {
		_, err := checkpoint.Read("x.bin", bytes.NewReader([]byte(head)), int64(len(head)))
		require.ErrorContains(t, err, "x.bin: the file is "+want)
		require.ErrorContains(t, err, "want a llama2.c checkpoint, such as stories260K.bin, or the folder of a Hugging Face Llama model")
	}
}

// Whatever the bytes, reading gives an error or tensors that lie in the file.
func FuzzRead(f *testing.F) {
	f.Add(modeltest.Llama2c(modeltest.Tiny(), 1))
	f.Add(header(120, 2, 1, 1, 1, 1, 1, 1))
	f.Add(header(128, 2, 1, 1, 1, 1, -1, 1))
	f.Add([]byte("GGUF"))
	tiny, err := checkpoint.Read("tiny.bin", bytes.NewReader(modeltest.Llama2c(modeltest.Tiny(), 1)), int64(len(modeltest.Llama2c(modeltest.Tiny(), 1))))
	require.NoError(f, err)
	f.Add(modeltest.Llama2c1(tiny))
	int8s, err := checkpoint.EncodeInt8(tiny, 4)
	require.NoError(f, err)
	f.Add(int8s)
	f.Add(modeltest.Header(2, modeltest.Tiny(), 4))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := checkpoint.Read("x.bin", bytes.NewReader(file), int64(len(file)))
		if err == nil {
			requireTensorsFit(t, c)
		}
	})
}

// requireTensorsFit reads all tensors: each has its size, or an error.
func requireTensorsFit(t *testing.T, c *checkpoint.Checkpoint) {
	for _, name := range c.Names() {
		_, _, layers, err := c.Shape(name)
		require.NoError(t, err)
		for layer := range layers {
			tensor, err := c.Tensor(name, layer)
			if err == nil {
				require.Len(t, tensor.Data, tensor.Rows*tensor.Cols)
			}
		}
	}
}
