package checkpoint_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

func readFS(t *testing.T, folder fstest.MapFS) *checkpoint.Checkpoint {
	t.Helper()
	c, err := checkpoint.ReadFS("model", folder)
	require.NoError(t, err)
	return c
}

func TestHuggingFace(t *testing.T) {
	for _, shared := range []bool{true, false} {
		for dtype, off := range map[string]float64{"F32": 0, "F16": 1.0 / 1024, "BF16": 1.0 / 128} {
			want := known(t, shared)
			got := readFS(t, modeltest.HuggingFace(want, dtype))
			require.Equal(t, "safetensors", got.Format)
			cfg := want.Config
			cfg.RopeTheta, cfg.NormEps = 10000, 1e-5
			require.Equal(t, cfg, got.Config)
			requireSameTensors(t, want, got, off)
			require.NoError(t, got.Close())
		}
	}
}

// Turned as transformers does (rows i and i+size/2 of a head), the stored
// weights give the scores that the loaded ones give turned as llama2.c does.
func TestRotaryOrder(t *testing.T) {
	cfg := modeltest.Tiny()
	cfg.Heads, cfg.KVHeads = 3, 3 // heads of two pairs
	source := read(t, modeltest.Llama2c(cfg, 5))
	loaded := readFS(t, modeltest.HuggingFace(source, "F32"))
	stored := map[string][]float32{}
	for _, tensor := range modeltest.HFTensors(source) {
		stored[tensor.Name] = tensor.Data
	}
	q, err := loaded.Tensor("wq", 1)
	require.NoError(t, err)
	k, err := loaded.Tensor("wk", 1)
	require.NoError(t, err)
	x := make([]float64, q.Cols)
	for i := range x {
		x[i] = math.Sin(float64(3*i + 1))
	}
	size := cfg.HeadSize()
	product := func(w []float32) []float64 {
		y := make([]float64, size)
		for i := range size * len(x) {
			y[i/len(x)] += float64(w[i]) * x[i%len(x)]
		}
		return y
	}
	turn := func(y []float64, pos int, pair func(i int) (int, int)) []float64 {
		for i := range size / 2 {
			a, b := pair(i)
			sin, cos := math.Sincos(float64(pos) * math.Pow(10000, -2*float64(i)/float64(size)))
			y[a], y[b] = y[a]*cos-y[b]*sin, y[a]*sin+y[b]*cos
		}
		return y
	}
	score := func(q, k []float32, pair func(i int) (int, int)) (sum float64) {
		a, b := turn(product(q), 7, pair), turn(product(k), 2, pair)
		for i := range a {
			sum += a[i] * b[i]
		}
		return sum
	}
	pairs := func(i int) (int, int) { return 2 * i, 2*i + 1 }
	half := func(i int) (int, int) { return i, i + size/2 }
	want := score(stored["model.layers.1.self_attn.q_proj.weight"], stored["model.layers.1.self_attn.k_proj.weight"], half)
	require.InDelta(t, want, score(q.Data, k.Data, pairs), 1e-12)
}

func TestShards(t *testing.T) {
	want := known(t, false)
	all := modeltest.HFTensors(want)
	weightMap := map[string]string{}
	for i, tensor := range all {
		weightMap[tensor.Name] = "model-00002-of-00002.safetensors"
		if i < 7 {
			weightMap[tensor.Name] = "model-00001-of-00002.safetensors"
		}
	}
	index, err := json.Marshal(map[string]any{"metadata": map[string]int{"total_size": 1}, "weight_map": weightMap})
	require.NoError(t, err)
	folder := modeltest.HuggingFace(want, "F32")
	delete(folder, "model.safetensors")
	folder["model.safetensors.index.json"] = &fstest.MapFile{Data: index}
	folder["model-00001-of-00002.safetensors"] = &fstest.MapFile{Data: modeltest.Safetensors(all[:7], "F32")}
	folder["model-00002-of-00002.safetensors"] = &fstest.MapFile{Data: modeltest.Safetensors(all[7:], "F32")}
	requireSameTensors(t, want, readFS(t, folder), 0)

	folder["model-00002-of-00002.safetensors"] = &fstest.MapFile{Data: modeltest.Safetensors(all[6:], "F32")}
	_, err = checkpoint.ReadFS("model", folder)
	require.ErrorContains(t, err, "another file has it too")
	delete(folder, "model-00002-of-00002.safetensors")
	_, err = checkpoint.ReadFS("model", folder)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// On disk a folder and its file of weights are the same model.
func TestOpenFolder(t *testing.T) {
	want := known(t, true)
	dir := t.TempDir()
	for name, f := range modeltest.HuggingFace(want, "F32") {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), f.Data, 0o600))
	}
	for _, path := range []string{dir, filepath.Join(dir, "model.safetensors")} {
		got, err := checkpoint.Open(path)
		require.NoError(t, err)
		requireSameTensors(t, want, got, 0)
		require.NoError(t, got.Close())
		_, err = got.Tensor("wq", 0)
		require.ErrorIs(t, err, os.ErrClosed)
	}
}
