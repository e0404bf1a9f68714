package textrun

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// A folder of Hugging Face, its weights in two files and its vocabulary in
// tokenizer.json, writes what the same model writes from the files of llama2.c,
// on the functional model and on the chip.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	weights, vocabulary := modeltest.Llama2c(modeltest.Tiny(), 3), modeltest.Vocabulary(" ", "a", "b", "c", "d", "e", "ab", " ab", "cd", " c", "ee")
	llama2c := Source{Model: filepath.Join(dir, "model.bin"), Tokenizer: filepath.Join(dir, "tok.bin")}
	require.NoError(t, os.WriteFile(llama2c.Model, weights, 0o600))
	require.NoError(t, os.WriteFile(llama2c.Tokenizer, vocabulary, 0o600))
	merges := []string{"a b", "\u2581 ab", "c d", "\u2581 c", "e e"}

	for _, engine := range []Engine{Model, Go} {
		o := options(t, engine)
		o.Source, o.Prompt, o.Steps = llama2c, "abcd eee é", 14
		want, err := Run(context.Background(), o)
		require.NoError(t, err)
		for _, newer := range []bool{false, true} {
			o.Source = Source{Model: t.TempDir()}
			writeFolder(t, o.Source.Model, llama2c.Model)
			require.NoError(t, os.WriteFile(filepath.Join(o.Source.Model, "tokenizer.json"), modeltest.HFTokenizer(vocabulary, merges, newer, nil), 0o600))
			require.True(t, o.Source.Complete())
			got, err := Run(context.Background(), o)
			require.NoError(t, err)
			require.Equal(t, want.IDs, got.IDs)
			require.Equal(t, want.Text, got.Text)
			require.Equal(t, want.CyclesPerToken, got.CyclesPerToken)
		}
	}

	o := options(t, Model)
	o.Source = Source{Model: t.TempDir()}
	writeFolder(t, o.Source.Model, llama2c.Model)
	_, err := Run(context.Background(), o)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "no tokenizer.model or tokenizer.json in "+o.Source.Model)
}

// writeFolder writes the model of a llama2.c file as a folder with an index.
func writeFolder(t *testing.T, dir, model string) {
	c, err := checkpoint.Open(model)
	require.NoError(t, err)
	defer c.Close()
	tensors, weightMap := modeltest.HFTensors(c), map[string]string{}
	half := len(tensors) / 2
	write := func(name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	for name, part := range map[string][]modeltest.HFTensor{
		"model-00001-of-00002.safetensors": tensors[:half], "model-00002-of-00002.safetensors": tensors[half:],
	} {
		write(name, modeltest.Safetensors(part, "F32"))
		for _, tensor := range part {
			weightMap[tensor.Name] = name
		}
	}
	index, err := json.Marshal(map[string]any{"metadata": map[string]any{"total_size": 1}, "weight_map": weightMap})
	require.NoError(t, err)
	write("model.safetensors.index.json", index)
	write("config.json", modeltest.HFConfig(c.Config, nil))
}
