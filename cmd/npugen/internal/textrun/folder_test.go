package textrun

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
		o.Source, o.Prompts, o.Steps = llama2c, []string{"abcd eee é"}, 14
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

// A folder with a byte-level vocabulary, without BOS in front of a prompt, and
// with tokens of its own that end a text.
func TestByteLevelFolder(t *testing.T) {
	dir := t.TempDir()
	model := filepath.Join(dir, "model.bin")
	require.NoError(t, os.WriteFile(model, modeltest.Llama2c(modeltest.Tiny(), 3), 0o600))
	merges := []string{"h e", "l l", "he ll", "hell o", "\u0120 w", "\u0120w o", "1 2", "2 3", "a b", "a a", "c d"}
	folder := func(special map[string]any) string {
		dir := t.TempDir()
		writeFolder(t, dir, model)
		c := modeltest.Tiny()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "config.json"), modeltest.HFConfig(c, special), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "tokenizer.json"), modeltest.HFByteLevel(merges, []string{"<|begin|>", "<|end|>", "<|pad|>"}, nil), 0o600))
		return dir
	}
	run := func(folder, prompt string, engine Engine) *Report {
		o := options(t, engine)
		o.Source, o.Prompts, o.Steps = Source{Model: folder}, []string{prompt}, 14
		r, err := Run(context.Background(), o)
		require.NoError(t, err)
		return r
	}
	free := folder(map[string]any{"bos_token_id": 267, "eos_token_id": 268})
	got := run(free, "hello world 12", Go)
	require.Equal(t, []int{259, 261, 'r', 'l', 'd', ' ', 262}, got.IDs[:7])
	require.Equal(t, 7, got.PromptTokens)
	require.Greater(t, len(got.IDs), 9)
	require.True(t, strings.HasPrefix(got.Text, "hello world 12"), got.Text)
	require.Equal(t, got.IDs, run(free, "hello world 12", Model).IDs)
	require.NotEmpty(t, run(free, "", Model).IDs, "it begins with BOS")

	end := got.IDs[8]
	require.NotEqual(t, end, got.IDs[7])
	ended := run(folder(map[string]any{"bos_token_id": 267, "eos_token_id": []int{269, end}}), "hello world 12", Model)
	require.Equal(t, got.IDs[:8], ended.IDs)
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
