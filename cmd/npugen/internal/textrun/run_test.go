package textrun

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/config"
	"npugen/verif/npu"
)

// watcher keeps what it is told.
type watcher struct{ said []string }

func (w *watcher) Step(format string, args ...any) {
	w.said = append(w.said, fmt.Sprintf(format, args...))
}
func (w *watcher) Update(format string, args ...any) { w.Step(format, args...) }

func options(t *testing.T, engine Engine) Options {
	c, err := config.LoadPreset("edge-16")
	require.NoError(t, err)
	s, err := npu.NewSetup(c)
	require.NoError(t, err)
	return Options{Setup: s, Engine: engine, Prompts: []string{"Tom was a brave bear."}, Steps: 20}
}

// Chip and functional model write the same; the chip has cycles, the model
// estimates that are near.
func TestEnginesAgree(t *testing.T) {
	o, said := options(t, Go), &watcher{}
	o.Progress = said
	chip, err := Run(context.Background(), o)
	require.NoError(t, err)
	model, err := Run(context.Background(), options(t, Model))
	require.NoError(t, err)
	require.Equal(t, model.IDs, chip.IDs)
	require.Equal(t, model.Text, chip.Text)
	require.True(t, strings.HasPrefix(chip.Text, "Tom was a brave bear."), chip.Text)
	require.False(t, chip.Estimated)
	require.True(t, model.Estimated)
	require.Len(t, model.CyclesPerToken, len(chip.CyclesPerToken))
	for i, n := range chip.CyclesPerToken {
		require.InEpsilon(t, n, model.CyclesPerToken[i], 0.25, "token %d", i)
	}
	require.InEpsilon(t, chip.DRAMUtilisation, model.DRAMUtilisation, 0.25)
	require.Len(t, chip.IDs, 20)
	require.Equal(t, len(chip.IDs)-len(chip.CyclesPerToken), chip.PromptTokens)
	require.Contains(t, said.said[len(said.said)-1], "writing, position 20 of 20, ")
}

// The same seed draws the same tokens on the chip and on its functional model,
// another seed others.
func TestDrawnTokens(t *testing.T) {
	draw := func(engine Engine, seed uint64) *Report {
		o := options(t, engine)
		o.Prompts, o.Steps, o.Temperature, o.TopK, o.Seed = nil, 16, 1.5, 30, seed
		r, err := Run(context.Background(), o)
		require.NoError(t, err)
		return r
	}
	model, chip, other := draw(Model, 3), draw(Go, 3), draw(Model, 4)
	require.Equal(t, model.IDs, chip.IDs)
	require.NotEqual(t, model.IDs, other.IDs)
	require.Equal(t, 1.5, chip.Temperature)
	for i, n := range chip.CyclesPerToken {
		require.InEpsilon(t, n, model.CyclesPerToken[i], 0.25, "token %d", i)
	}
}

// Room for fewer positions changes where things are, not what is written.
func TestContext(t *testing.T) {
	o := options(t, Model)
	want, err := Run(context.Background(), o)
	require.NoError(t, err)
	o.Context = 24
	got, err := Run(context.Background(), o)
	require.NoError(t, err)
	require.Equal(t, want.IDs, got.IDs)
	o.Context, o.Steps = 24, 0
	got, err = Run(context.Background(), o)
	require.NoError(t, err)
	require.LessOrEqual(t, len(got.IDs), 24)
	require.Equal(t, want.IDs, got.IDs[:len(want.IDs)])
}

func TestRefusals(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"the prompt has ":          func(o *Options) { o.Prompts[0] = strings.Repeat("bear ", 1000) },
		"1000 steps: the longest ": func(o *Options) { o.Steps = 1000 },
		"memory of 65536 bytes is too small: the model with its cache and programs needs ": func(o *Options) { o.Setup.MemoryBytes = 1 << 16 },
		"with room for 40 positions (--context): compile: memory of 65536":                 func(o *Options) { o.Context, o.Setup.MemoryBytes = 40, 1<<16 },
		"20 steps: the longest sequence is 19 tokens":                                      func(o *Options) { o.Context = 19 },
		"a context of 1000 positions: the model's longest sequence is 256 tokens":          func(o *Options) { o.Context = 1000 },
		"npu.scalars 2 is too small":                                                       func(o *Options) { o.Setup.Top.SBWords = 2 },
		"temperature -1: want a number above 0":                                            func(o *Options) { o.Temperature, o.TopK = -1, 5 },
		"the 65 greatest logits: the chip finds 1 to 64, npu.topk in its configuration":    func(o *Options) { o.Temperature, o.TopK = 1, 65 },
		"none.bin": func(o *Options) { o.Source = Source{Model: "none.bin", Tokenizer: "x"} },
	} {
		o := options(t, Model)
		change(&o)
		_, err := Run(context.Background(), o)
		require.ErrorContains(t, err, want)
	}
}
