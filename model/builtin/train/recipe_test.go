package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/checkpoint"
	"npugen/model/tokenizer"
)

// small is a recipe of seconds.
func small() recipe {
	r := full()
	r.config.Dim, r.config.Hidden, r.config.Layers, r.config.SeqLen = 32, 32, 1, 64
	r.config.Heads, r.config.KVHeads = 2, 1
	r.schedule.Warmup, r.schedule.Steps = 10, 100
	r.group, r.texts, r.heldOut = 32, 200, 4
	return r
}

// The files read back, the same each time, and the loss falls.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	var log bytes.Buffer
	require.NoError(t, run(dir, small(), &log))
	c, err := checkpoint.Open(filepath.Join(dir, "model.bin"))
	require.NoError(t, err)
	defer c.Close()
	require.Equal(t, small().config, c.Config)
	_, err = tokenizer.Open(filepath.Join(dir, "tokenizer.bin"), c.Config.Vocab)
	require.NoError(t, err)

	losses := regexp.MustCompile(`loss (\d+\.\d+)`).FindAllStringSubmatch(log.String(), -1)
	require.Len(t, losses, 3, "two of the training, one held out")
	var loss [3]float64
	for i, m := range losses {
		loss[i], err = strconv.ParseFloat(m[1], 64)
		require.NoError(t, err)
	}
	require.Less(t, loss[1], loss[0]-0.5)
	require.InDelta(t, loss[1], loss[2], 0.5)

	again, err := small().make(io.Discard)
	require.NoError(t, err)
	for name, data := range again {
		written, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.True(t, bytes.Equal(written, data), name)
	}
}

func TestRunErrors(t *testing.T) {
	require.ErrorIs(t, run(filepath.Join(t.TempDir(), "none"), small(), io.Discard), os.ErrNotExist)
	r := small()
	r.config.Vocab = 5000
	require.ErrorContains(t, run(t.TempDir(), r, io.Discard), "5000 tokens: the texts give")
	r = small()
	r.group = 24
	require.ErrorContains(t, run(t.TempDir(), r, io.Discard), "groups of 24")
}

// The embedded vocabulary is the one that the recipe makes, so neither the
// grammar nor the recipe has changed since.
func TestEmbeddedTokenizer(t *testing.T) {
	r := full()
	r.schedule.Steps, r.heldOut = 0, 1
	files, err := r.make(io.Discard)
	require.NoError(t, err)
	embedded, err := os.ReadFile(filepath.Join("..", "tokenizer.bin"))
	require.NoError(t, err)
	require.True(t, bytes.Equal(embedded, files["tokenizer.bin"]))
	c, err := checkpoint.Open(filepath.Join("..", "model.bin"))
	require.NoError(t, err)
	defer c.Close()
	require.Equal(t, r.config, c.Config)
}
