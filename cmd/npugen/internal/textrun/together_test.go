package textrun

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Texts that are written together, on the chip and on its functional model, are
// what each is alone, drawn or not; runs take hardly longer than one text's.
func TestTogetherAsAlone(t *testing.T) {
	prompts := []string{"Tom was a brave bear.", "", "Once there was a cat"}
	for _, temperature := range []float64{0, 1.2} {
		o := options(t, Go)
		o.Prompts, o.Temperature, o.TopK, o.Seed = prompts, temperature, 20, 5
		chip, err := RunTogether(context.Background(), o)
		require.NoError(t, err)
		o.Engine = Model
		model, err := RunTogether(context.Background(), o)
		require.NoError(t, err)
		require.Equal(t, model.Sequences, chip.Sequences)
		require.Equal(t, model.TokensPerStep, chip.TokensPerStep)
		require.Len(t, chip.Sequences, len(prompts))
		require.Len(t, chip.CyclesPerStep, len(chip.TokensPerStep))

		tokens, cycles := 0, 0
		for i, n := range chip.CyclesPerStep {
			require.InEpsilon(t, n, model.CyclesPerStep[i], 0.25, "step %d", i)
			tokens, cycles = tokens+chip.TokensPerStep[i], cycles+n
		}
		require.InEpsilon(t, float64(tokens)*1e9/float64(cycles), chip.TokensPerSecond, 1e-9)
		require.InEpsilon(t, chip.DRAMUtilisation, model.DRAMUtilisation, 0.25)
		for i, prompt := range prompts {
			o := options(t, Model)
			o.Prompts, o.Temperature, o.TopK, o.Seed = []string{prompt}, temperature, 20, 5+uint64(i)
			alone, err := Run(context.Background(), o)
			require.NoError(t, err)
			require.Equal(t, alone.Written, chip.Sequences[i], prompt)
			require.Greater(t, chip.TokensPerSecond, 1.5*alone.TokensPerSecond)
		}
	}
}

func TestTogetherRefuses(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"prompt 2: the prompt has ": func(o *Options) { o.Prompts[1] = strings.Repeat("bear ", 1000) },
		"sequence 1: 4 steps are too few for a prompt of 8 tokens, BOS included": func(o *Options) { o.Steps = 4 },
		"33 sequences: want 1 to 32":                       func(o *Options) { o.Prompts = make([]string, 33) },
		"20 sequences: npu.vector_words 1024 is too small": func(o *Options) { o.Prompts, o.Setup.Top.VBWords = make([]string, 20), 1024 },
		"3 sequences: the chip must have TOPK":             func(o *Options) { o.Prompts, o.Setup.Top.TopK = make([]string, 3), 0 },
	} {
		o := options(t, Model)
		o.Prompts = []string{"Tom was a brave bear.", "a"}
		change(&o)
		_, err := RunTogether(context.Background(), o)
		require.ErrorContains(t, err, want)
	}
}
