package npu

import (
	"context"
	"flag"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa/isatest"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/model/sample"
)

var (
	firstModel = flag.Int("model", 1, "seed of the first random model")
	models     = flag.Int("models", 3, "random models, each on a random chip")
	width      = flag.Int("width", 40, "largest width of a model")
	side       = flag.Int("side", 32, "largest side of the array")
)

// anyShape has an array of any sides, and buffers that hold whatever is small.
func anyShape(rng *rand.Rand) bundle.Shape {
	pow := func(n int) int { return 1 << rng.IntN(bits.Len(uint(n))) }
	s := bundle.Shape{Rows: isatest.Side(rng, *side), Cols: isatest.Side(rng, *side), ABRows: 1 << 12, SBWords: 1 << 9, AccDepth: 64, Channels: pow(4), TopK: rng.IntN(65)}
	s.Lanes = isatest.Lanes(rng, s.Rows, s.Cols)
	s.VBWords = isatest.Words(1<<17, s.Lanes)
	return s
}

// tight is the shape with one buffer after the other made as small as the model
// lets it be, or a little larger, so that there is room for batches.
func tight(rng *rand.Rand, m compile.Model, t compile.Target) bundle.Shape {
	shape := t.Shape
	sizes := []*int{&shape.VBWords, &shape.ABRows, &shape.SBWords, &shape.AccDepth}
	room := rng.IntN(3)
	for _, i := range rng.Perm(len(sizes)) {
		largest := *sizes[i]
		for *sizes[i] > 1 {
			*sizes[i] /= 2
			t.Shape = shape
			if _, err := compile.Compile(m, t); err != nil {
				*sizes[i] *= 2
				break
			}
		}
		*sizes[i] = min(*sizes[i]<<room, largest)
	}
	return shape
}

// Random models on random chips with buffers that are hardly large enough, a prompt
// and a few tokens more: every instruction gives what it gives in the functional
// model, no timing rule of the memory and no assertion is broken, and what the
// registers and memories hold at power-up changes not a cycle.
func TestRandomModels(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for seed := *firstModel; seed < *firstModel+*models; seed++ {
		rng := rand.New(rand.NewPCG(uint64(seed), 13))
		c := modeltest.RandomConfig(rng, *width)
		open, err := checkpoint.ReadFS("random", modeltest.RandomFolder(c, rng))
		require.NoError(t, err)
		m := compile.Model{Config: open.Config, Weights: open}
		s := randomChip(t, rng, anyShape(rng))
		s.MemoryBytes, s.Top.Queue = 1<<26, max(4, s.Top.Queue)
		target := s.Target()
		target.TopK = rng.IntN(s.Top.TopK + 1)
		s.Top.Shape = tight(rng, m, target)
		target.Shape = s.Top.Shape
		t.Run(fmt.Sprintf("%d_%v_dim%d_hidden%d_heads%dx%d_on%d", seed, s.Top.Shape, c.Dim, c.Hidden, c.Heads, c.HeadSize(), c.KVHeads), func(t *testing.T) {
			p, err := compile.Compile(m, target)
			require.NoError(t, err, "%+v", s.Top.Shape)
			text := Text{Prompt: make([]int, 1+rng.IntN(c.SeqLen))}
			for i := range text.Prompt {
				text.Prompt[i] = rng.IntN(c.Vocab)
			}
			text.Steps = min(c.SeqLen, len(text.Prompt)+2)
			var runs [2][]Outcome
			for i := range runs {
				h, err := NewHardware(s, p.Used(), uint64(2*seed+i))
				require.NoError(t, err)
				if target.TopK > 0 {
					text.Sampler, err = sample.New(1, 1)
					require.NoError(t, err)
				}
				_, err = Decode(ctx, h, p, []Text{text}, func(step Step) { runs[i] = append(runs[i], *step.Outcome) })
				require.NoError(t, err, "%+v; %+v; %+v", s.Top, c, text)
			}
			require.Equal(t, runs[0], runs[1])
		})
	}
}
