package checkpoint_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

func read(t *testing.T, file []byte) *checkpoint.Checkpoint {
	t.Helper()
	c, err := checkpoint.Read("tiny.bin", bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	return c
}

func TestConfigOfSynthetic(t *testing.T) {
	for _, shared := range []bool{true, false} {
		want := modeltest.Tiny()
		want.SharedClassifier = shared
		c := read(t, modeltest.Llama2c(want, 1))
		require.Equal(t, want, c.Config)
		require.Equal(t, "llama2.c version 0", c.Format)
		require.NoError(t, c.Close())
	}
}

// Every value of a file whose words count upwards must be found exactly once,
// in llama2.c's order, whatever the directory says.
func TestTensorsTileTheFile(t *testing.T) {
	cfg := modeltest.Tiny()
	cfg.SharedClassifier = false
	file := modeltest.Llama2c(cfg, 1)
	for i := 28; i < len(file); i += 4 {
		binary.LittleEndian.PutUint32(file[i:], math.Float32bits(float32(i/4)))
	}
	c := read(t, file)
	next := float32(7)
	for _, name := range c.Names() {
		rows, cols, layers, err := c.Shape(name)
		require.NoError(t, err)
		for layer := range layers {
			tensor, err := c.Tensor(name, layer)
			require.NoError(t, err)
			require.Equal(t, []int{rows, cols, rows * cols}, []int{tensor.Rows, tensor.Cols, len(tensor.Data)})
			for _, v := range tensor.Data {
				require.Equal(t, next, v, "%s layer %d", name, layer)
				next++
			}
		}
	}
	require.EqualValues(t, len(file)/4, next)
}

func TestSharedClassifierIsTheEmbedding(t *testing.T) {
	c := read(t, modeltest.Llama2c(modeltest.Tiny(), 1))
	wcls, err := c.Tensor("wcls", 0)
	require.NoError(t, err)
	embedding, err := c.Tensor("token_embedding", 0)
	require.NoError(t, err)
	require.Equal(t, embedding.Data, wcls.Data)
}

func TestTensorErrors(t *testing.T) {
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	for _, tc := range []struct {
		tensor string
		layer  int
		want   string
	}{
		{"wz", 0, `tiny.bin: no tensor "wz"; it has token_embedding, rms_att, wq, wk, wv, wo, rms_ffn, w1, w2, w3, rms_final, freq_cis_real, freq_cis_imag, wcls`},
		{"wq", 2, "tiny.bin: tensor wq has no layer 2: layers are 0..1"},
		{"wq", -1, "tiny.bin: tensor wq has no layer -1: layers are 0..1"},
		{"rms_final", 1, "tiny.bin: tensor rms_final has no layer 1: it exists once, as layer 0"},
	} {
		_, err := read(t, file).Tensor(tc.tensor, tc.layer)
		require.EqualError(t, err, tc.want)
	}
	_, _, _, err := read(t, file).Shape("wz")
	require.ErrorContains(t, err, `no tensor "wz"`)

	binary.LittleEndian.PutUint32(file[28+4*13:], math.Float32bits(float32(math.NaN())))
	_, err = read(t, file).Tensor("token_embedding", 0)
	require.EqualError(t, err, "tiny.bin: tensor token_embedding layer 0: element (1, 1) is NaN: the file is damaged")
}

// A file that shrinks after it was opened is an error, not short data.
func TestTensorOfShrunkFile(t *testing.T) {
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	c, err := checkpoint.Read("tiny.bin", bytes.NewReader(file[:100]), int64(len(file)))
	require.NoError(t, err)
	_, err = c.Tensor("wq", 1)
	require.ErrorIs(t, err, io.EOF)
	require.ErrorContains(t, err, "tiny.bin: tensor wq layer 1: 0 of 576 bytes")
}

type brokenReader struct{}

func (brokenReader) ReadAt([]byte, int64) (int, error) { return 0, errors.New("disk on fire") }

func TestReadError(t *testing.T) {
	_, err := checkpoint.Read("x.bin", brokenReader{}, 1000)
	require.EqualError(t, err, "x.bin: read header: disk on fire")
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "tiny.bin")
	require.NoError(t, os.WriteFile(path, modeltest.Llama2c(modeltest.Tiny(), 1), 0o600))
	c, err := checkpoint.Open(path)
	require.NoError(t, err)
	_, err = c.Tensor("w2", 1)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	_, err = c.Tensor("w2", 1)
	require.ErrorIs(t, err, os.ErrClosed)

	_, err = checkpoint.Open(filepath.Join(dir, "none.bin"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = checkpoint.Open(dir)
	require.ErrorContains(t, err, "no config.json: want a llama2.c checkpoint, such as stories260K.bin, or the folder of a Hugging Face Llama model")
	_, err = checkpoint.Open(os.DevNull)
	require.ErrorContains(t, err, "neither a regular file nor a folder")
}

func TestRealModel(t *testing.T) {
	c, err := checkpoint.Open(modeltest.File(t, modeltest.Stories))
	require.NoError(t, err)
	defer c.Close()
	require.Equal(t, checkpoint.Config{Dim: 64, Hidden: 172, Layers: 5, Heads: 8, KVHeads: 4, Vocab: 512, SeqLen: 512, SharedClassifier: true}, c.Config)

	wq, err := c.Tensor("wq", 0)
	require.NoError(t, err)
	require.Equal(t, [2]int{64, 64}, [2]int{wq.Rows, wq.Cols})
	w2, err := c.Tensor("w2", 4)
	require.NoError(t, err)
	require.Equal(t, [2]int{64, 172}, [2]int{w2.Rows, w2.Cols})
	require.Equal(t, "42ae9485806ab626", checksum(wq))
	require.Equal(t, "414592b302b72ae5", checksum(w2))
}

// checksum is that of the tensor's bytes in the file.
func checksum(t checkpoint.Tensor) string {
	raw, _ := binary.Append(nil, binary.LittleEndian, t.Data)
	return fmt.Sprintf("%x", sha256.Sum256(raw))[:16]
}

// The rotary tables of the file are angles pos / 10000^(2i/HS): proof that they
// are found where they are, and that the file is little-endian fp32.
func TestRealRotaryTables(t *testing.T) {
	c, err := checkpoint.Open(modeltest.File(t, modeltest.Stories))
	require.NoError(t, err)
	defer c.Close()
	re, err := c.Tensor("freq_cis_real", 0)
	require.NoError(t, err)
	im, err := c.Tensor("freq_cis_imag", 0)
	require.NoError(t, err)
	for i := range re.Data {
		angle := float64(i/re.Cols) / math.Pow(10000, float64(2*(i%re.Cols))/8)
		require.InDelta(t, math.Cos(angle), re.Data[i], 1e-4)
		require.InDelta(t, math.Sin(angle), im.Data[i], 1e-4)
	}
}
