package npu

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/model/builtin"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/sample"
)

// Several texts of random models on random chips with buffers that are hardly
// large enough, with prompts of any length and ends at any time: every
// instruction gives what it gives in the functional model, what the registers
// and memories hold at power-up changes not a cycle, and each text is what it is
// alone.
func TestRandomSequences(t *testing.T) {
	t.Parallel()
	for seed := *firstModel; seed < *firstModel+*models; seed++ {
		rng := rand.New(rand.NewPCG(uint64(seed), 17))
		c := modeltest.RandomConfig(rng, *width)
		open, err := checkpoint.ReadFS("random", modeltest.RandomFolder(c, rng))
		require.NoError(t, err)
		m := compile.Model{Config: open.Config, Weights: open}
		s := randomChip(t, rng, anyShape(rng))
		s.MemoryBytes, s.Top.Queue, s.Top.TopK = 1<<26, max(4, s.Top.Queue), max(1, s.Top.TopK)
		n, target := 2+rng.IntN(4), s.Target()
		target.TopK, target.Sequences = rng.IntN(s.Top.TopK+1), n
		s.Top.Shape = tight(rng, m, target)
		t.Run(fmt.Sprintf("%d_%v_dim%d_hidden%d_heads%dx%d_on%d_sequences%d", seed, s.Top.Shape, c.Dim, c.Hidden, c.Heads, c.HeadSize(), c.KVHeads, n), func(t *testing.T) {
			target.Shape = s.Top.Shape
			p, err := compile.Compile(m, target)
			require.NoError(t, err, "%+v", s.Top.Shape)
			texts := make([]Text, n)
			for i := range texts {
				texts[i] = randomText(rng, c)
			}
			var runs [2][]Step
			for i := range runs {
				h, err := NewHardware(s, p.Used(), uint64(2*seed+i))
				require.NoError(t, err)
				runs[i], err = Decode(context.Background(), h, p, drawing(t, texts, target.TopK), nil)
				require.NoError(t, err, "%+v; %+v; %+v", s.Top, c, texts)
			}
			require.Equal(t, runs[0], runs[1])
			for i, text := range drawing(t, texts, target.TopK) {
				alone, err := NewModel(s.Top.Shape, s.Limits())
				require.NoError(t, err)
				steps, err := Decode(context.Background(), alone, p, []Text{text}, nil)
				require.NoError(t, err)
				require.Equal(t, text.Tokens(p.Config, steps, 0), text.Tokens(p.Config, runs[0], i), "text %d", i)
			}
		})
	}
}

// randomText is a prompt, and a few tokens more.
func randomText(rng *rand.Rand, c checkpoint.Config) Text {
	t := Text{Prompt: make([]int, 1+rng.IntN(c.SeqLen))}
	if rng.IntN(3) == 0 {
		t.Prompt = t.Prompt[:1]
	}
	for i := range t.Prompt {
		t.Prompt[i] = rng.IntN(c.Vocab)
	}
	t.Steps = min(c.SeqLen, len(t.Prompt)+rng.IntN(4))
	return t
}

// drawing is texts whose tokens are drawn, each with numbers of its own, if the
// program leaves logits to draw from.
func drawing(t *testing.T, texts []Text, topK int) []Text {
	all := append([]Text(nil), texts...)
	for i := range all {
		if topK > 0 {
			var err error
			all[i].Sampler, err = sample.New(1, uint64(i))
			require.NoError(t, err)
		}
	}
	return all
}

// A text at its beginning beside one that is far on.
func TestFirstBesideLate(t *testing.T) {
	t.Parallel()
	s, p := builtinTogether(t, 2)
	rng := rand.New(rand.NewPCG(1, 19))
	late := make([]int, 200)
	for i := range late {
		late[i] = rng.IntN(p.Config.Vocab)
	}
	texts := []Text{{Prompt: late, Steps: 203}, {Prompt: []int{p.Config.BOS()}, Steps: 3}}
	h, err := NewHardware(s, p.Used(), 1)
	require.NoError(t, err)
	steps, err := Decode(context.Background(), h, p, texts, nil)
	require.NoError(t, err)
	first := steps[len(steps)-3].Parts
	require.Equal(t, []int{200, 0}, []int{first[0].Position, first[1].Position})
	for i, text := range texts {
		alone, err := NewModel(s.Top.Shape, s.Limits())
		require.NoError(t, err)
		want, err := Decode(context.Background(), alone, p, []Text{text}, nil)
		require.NoError(t, err)
		require.Equal(t, text.Tokens(p.Config, want, 0), text.Tokens(p.Config, steps, i))
	}
}

// builtinTogether is the built-in model for some sequences on the small chip.
func builtinTogether(t *testing.T, n int) (Setup, *compile.Program) {
	s := preset(t, "edge-16")
	c, target := builtin.Checkpoint(), s.Target()
	target.Sequences = n
	p, err := compile.Compile(compile.Model{Config: c.Config, Weights: c}, target)
	require.NoError(t, err)
	return s, p
}

func TestDecodeRefusesSequences(t *testing.T) {
	_, p := builtinTogether(t, 2)
	for want, texts := range map[string][]Text{
		"3 texts: the program is compiled for 2 sequences":                       make([]Text, 3),
		"sequence 2: the prompt has no tokens: give at least BOS":                {{Prompt: []int{1}, Steps: 1}, {}},
		"sequence 1: 1 steps are too few for a prompt of 2 tokens, BOS included": {{Prompt: []int{1, 2}, Steps: 1}, {Prompt: []int{1}, Steps: 1}},
		"sequence 2: 1000 steps: the longest sequence is 256 tokens":             {{Prompt: []int{1}, Steps: 1}, {Prompt: []int{1}, Steps: 1000}},
	} {
		_, err := Decode(context.Background(), nil, p, texts, nil)
		require.EqualError(t, err, want)
	}
}
