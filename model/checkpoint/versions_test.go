package checkpoint_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// requireSameTensors compares all that both formats have, within a factor of
// each tensor's greatest magnitude.
func requireSameTensors(t *testing.T, want, got *checkpoint.Checkpoint, off float64) {
	t.Helper()
	for _, name := range want.Names() {
		rows, cols, layers, err := want.Shape(name)
		require.NoError(t, err)
		if name == "freq_cis_real" || name == "freq_cis_imag" {
			continue // follow from the config
		}
		r, c, l, err := got.Shape(name)
		require.NoError(t, err)
		require.Equal(t, []int{rows, cols, layers}, []int{r, c, l}, name)
		for layer := range layers {
			a, err := want.Tensor(name, layer)
			require.NoError(t, err)
			b, err := got.Tensor(name, layer)
			require.NoError(t, err)
			top := 0.0
			for _, v := range a.Data {
				top = max(top, math.Abs(float64(v)))
			}
			for i := range a.Data {
				require.InDelta(t, a.Data[i], b.Data[i], top*off, "%s layer %d element %d", name, layer, i)
			}
		}
	}
}

func known(t *testing.T, shared bool) *checkpoint.Checkpoint {
	cfg := modeltest.Tiny()
	cfg.SharedClassifier = shared
	return read(t, modeltest.Llama2c(cfg, 5))
}

func TestVersion1(t *testing.T) {
	for _, shared := range []bool{true, false} {
		want := known(t, shared)
		got := read(t, modeltest.Llama2c1(want))
		require.Equal(t, "llama2.c version 1", got.Format)
		require.Equal(t, want.Config, got.Config)
		requireSameTensors(t, want, got, 0)
	}
}

// A file of version 2 written by hand: values and scales count upwards.
func TestVersion2Layout(t *testing.T) {
	cfg := modeltest.Tiny()
	cfg.SharedClassifier = false
	const group = 4
	file := modeltest.Header(2, cfg, group)
	norms := (2*cfg.Layers + 1) * cfg.Dim
	for i := range norms {
		file = binary.LittleEndian.AppendUint32(file, math.Float32bits(float32(i)))
	}
	value, scale := int8(0), float32(0)
	matrix := func(n int) (want []float32) {
		for i := range n {
			file = append(file, byte(value))
			want = append(want, float32(value)*(scale+float32(i/group)+1))
			value++
		}
		for range n / group {
			scale++
			file = binary.LittleEndian.AppendUint32(file, math.Float32bits(scale))
		}
		return want
	}
	var want [][]float32
	kv := cfg.KVDim()
	sizes := []int{cfg.Dim * cfg.Dim, kv * cfg.Dim, kv * cfg.Dim, cfg.Dim * cfg.Dim, cfg.Hidden * cfg.Dim, cfg.Dim * cfg.Hidden, cfg.Hidden * cfg.Dim}
	want = append(want, matrix(cfg.Vocab*cfg.Dim))
	for _, n := range sizes {
		for range cfg.Layers {
			want = append(want, matrix(n))
		}
	}
	want = append(want, matrix(cfg.Vocab*cfg.Dim))

	c := read(t, file)
	require.Equal(t, "llama2.c version 2", c.Format)
	require.Equal(t, cfg, c.Config)
	norm, err := c.Tensor("rms_final", 0)
	require.NoError(t, err)
	require.Equal(t, float32(norms-1), norm.Data[cfg.Dim-1])
	for _, name := range c.Names()[3:] {
		_, _, layers, err := c.Shape(name)
		require.NoError(t, err)
		for layer := range layers {
			tensor, err := c.Tensor(name, layer)
			require.NoError(t, err)
			require.Equal(t, want[0], tensor.Data, "%s layer %d", name, layer)
			want = want[1:]
		}
	}
	require.Empty(t, want)
}

// What EncodeInt8 writes is within half a step, and is a fixed point.
func TestEncodeInt8(t *testing.T) {
	for _, shared := range []bool{true, false} {
		want := known(t, shared)
		file, err := checkpoint.EncodeInt8(want, 4)
		require.NoError(t, err)
		got := read(t, file)
		require.Equal(t, want.Config, got.Config)
		requireSameTensors(t, want, got, 1.0/254+1e-6)
		again, err := checkpoint.EncodeInt8(got, 4)
		require.NoError(t, err)
		require.Equal(t, file, again)
	}
}

func TestEncodeInt8Errors(t *testing.T) {
	c := known(t, true)
	for _, group := range []int{0, -4, 8, 24} {
		_, err := checkpoint.EncodeInt8(c, group)
		require.ErrorContains(t, err, "want a divisor of dim 12 and hidden_dim 20")
	}
	c.Config.RopeTheta = 500000
	_, err := checkpoint.EncodeInt8(c, 4)
	require.EqualError(t, err, "encode int8: head size 2, rope theta 500000, norm epsilon 1e-05: llama2.c fixes them to dim/n_heads, 10000 and 1e-5")
}
