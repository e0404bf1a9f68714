package large_test

import (
	"context"
	"flag"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"npugen/gen/compile"
	"npugen/gen/config"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/verif/npu"
	"npugen/verif/npu/large"
)

var (
	long   = flag.Bool("long", false, "a layer of 44 million weights instead of one of 0.8 million; takes minutes")
	kv     = flag.Int("kv", 4, "key heads of the long layer")
	layers = flag.Int("layers", 1, "layers of that shape")
	vocab  = flag.Int("vocab", 64, "tokens of its vocabulary")
	middle = flag.Bool("middle", false, "a layer of 3 million weights")
	many   = flag.Int("sequences", 4, "sequences that are decoded together")
)

// layer is the shape of the layer that is run.
func layer() checkpoint.Config {
	switch {
	case *long:
		return checkpoint.Config{Dim: 2048, Hidden: 5632, Layers: *layers, Heads: 32, KVHeads: *kv, Vocab: *vocab, SeqLen: 2048}
	case *middle:
		return checkpoint.Config{Dim: 512, Hidden: 1536, Layers: 1, Heads: 8, KVHeads: 2, Vocab: 64, SeqLen: 512}
	}
	return checkpoint.Config{Dim: 256, Hidden: 704, Layers: 1, Heads: 4, KVHeads: 2, Vocab: 64, SeqLen: 128}
}

// measure runs a program of the layer on decode-64, compiled for some sequences.
func measure(t *testing.T, sequences int, pick func(*compile.Program) (compile.Run, error)) (npu.Setup, large.Figures) {
	c, err := config.LoadPreset("decode-64")
	require.NoError(t, err)
	s, err := npu.NewSetup(c)
	require.NoError(t, err)
	shape := layer()
	target := s.Target()
	target.Sequences = sequences
	p, err := compile.Compile(compile.Model{Config: shape, Weights: modeltest.Noise{Config: shape}}, target)
	require.NoError(t, err)
	h, err := npu.NewHardware(s, p.Used(), 1)
	require.NoError(t, err)
	ctx, begin := context.Background(), time.Now()
	require.NoError(t, h.Load(ctx, p.Segments))
	t.Logf("image of %d bytes, loaded in %d cycles, %v", p.Used(), h.Cycles(), time.Since(begin).Round(time.Second))
	run, err := pick(p)
	require.NoError(t, err)
	require.NoError(t, h.Load(ctx, run.Writes))
	begin = time.Now()
	out, err := h.Run(ctx, run)
	require.NoError(t, err)
	code, err := p.Instructions(run)
	require.NoError(t, err)
	f, err := large.Measure(s.Top.Shape, code, run, out)
	require.NoError(t, err)
	t.Logf("%d instructions, %d cycles, %v", len(code), f.Run, time.Since(begin).Round(time.Second))
	t.Logf("layers: %d bytes in %d cycles, %.1f %% of the memory's peak", f.Bytes, f.Stream, 100*f.Bandwidth(s))
	t.Logf("products: %d vectors in %d cycles, %.1f %% of them useful", f.Useful, f.Array, 100*f.Busy())
	t.Logf("no product under way before: %v", large.Gaps(code, out))
	t.Logf("bursts %d, rows activated %d, counters %v", out.Bursts, out.Rows, out.Counters)
	return s, f
}

// A token behind others: its layer's reads fill the memory's bus.
func TestDecode(t *testing.T) {
	pos := layer().SeqLen / 2
	s, f := measure(t, 1, func(p *compile.Program) (compile.Run, error) { return p.Step(pos, 1) })
	require.Greater(t, f.Bandwidth(s), 0.9, "part of the memory's peak")
	require.LessOrEqual(t, f.Bandwidth(s), 1.0)
}

// A token of each of several sequences, behind others: the layer's reads fill the
// bus as those of one do, so that they take hardly longer.
func TestSequences(t *testing.T) {
	share := 0.85 // short products wait for the vector unit
	if *long {
		share = 0.9
	}
	var next []compile.Sequence
	for i := range *many {
		next = append(next, compile.Sequence{Cache: i, Position: layer().SeqLen/2 + i, Token: 1})
	}
	s, f := measure(t, *many, func(p *compile.Program) (compile.Run, error) { return p.Steps(next...) })
	t.Logf("%d sequences, %.0f cycles of layers each", *many, float64(f.Stream)/float64(*many))
	require.Greater(t, f.Bandwidth(s), share, "part of the memory's peak")
	require.LessOrEqual(t, f.Bandwidth(s), 1.0)
}

// The first tokens of a prompt, at once.
func TestPrefill(t *testing.T) {
	batch := 0
	s, f := measure(t, 1, func(p *compile.Program) (run compile.Run, err error) {
		run, batch, err = p.Prefill(0, make([]int, 64))
		return run, err
	})
	t.Logf("%d tokens", batch)
	share := 0.35 // short reductions wait for the vector unit
	if *long {
		share = 0.96
	}
	tile := s.Top.Rows + 4 // cycles in which its weights and scales come in
	require.Greater(t, f.Busy(), share*float64(batch)/float64(tile), "part of the cycles of products; what the weights allow")
	require.LessOrEqual(t, f.Busy(), 1.0)
}
