package npu

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/verif"
)

// sides are arrays whose rows, columns and lanes are no powers of two: even, odd,
// prime; with lanes that divide them and with others.
func sides() []bundle.Shape {
	var all []bundle.Shape
	for _, s := range [][3]int{{12, 20, 4}, {7, 11, 1}, {9, 15, 3}, {24, 36, 12}, {10, 14, 4}, {13, 17, 8}, {100, 36, 11}} {
		all = append(all, bundle.Shape{Rows: s[0], Cols: s[1], Lanes: s[2], VBWords: 8192, ABRows: 1024, SBWords: 128, AccDepth: 32, Channels: 1})
	}
	return all
}

// tinyOn is a model of few and odd dimensions, compiled for a chip.
func tinyOn(t *testing.T, s Setup) *compile.Program {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 17))
	c := checkpoint.Config{Dim: 26, Hidden: 45, Layers: 1, Heads: 4, KVHeads: 2, HeadDim: 6, Vocab: 37, SeqLen: 30}
	open, err := checkpoint.ReadFS("tiny", modeltest.RandomFolder(c, rng))
	require.NoError(t, err)
	p, err := compile.Compile(compile.Model{Config: open.Config, Weights: open}, s.Target())
	require.NoError(t, err)
	return p
}

// A model is decoded on chips of any sides, instruction by instruction as by the
// functional model, a prompt in batches included.
func TestDecodeOnAnySides(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for i, shape := range sides() {
		t.Run(fmt.Sprintf("%dx%d_%d", shape.Rows, shape.Cols, shape.Lanes), func(t *testing.T) {
			s := chip(t, "sides", shape, 4, 64)
			p := tinyOn(t, s)
			h, err := NewHardware(s, p.Used(), uint64(i))
			require.NoError(t, err)
			text := Text{Prompt: []int{1, 5, 9, 30, 2, 8, 20, 7, 7, 3, 11, 36, 25, 6}, Steps: 16}
			all, err := Decode(ctx, h, p, []Text{text}, nil)
			require.NoError(t, err)
			require.Less(t, len(all), 16, "batches")
		})
	}
}

// Such a chip gives the same answers in every cycle in Icarus and Verilator, from
// the memory's filling to the end of a token that reads the cache.
func TestAnySidesInOtherSimulators(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds C++")
	}
	ctx := context.Background()
	s := chip(t, "odd", sides()[4], 4, 16)
	p := tinyOn(t, s)
	h, err := NewHardware(s, p.Used(), 1)
	require.NoError(t, err)
	_, err = Decode(ctx, h, p, []Text{{Prompt: []int{1, 5, 9}, Steps: 3}}, nil)
	require.NoError(t, err)
	for _, e := range []verif.Engine{verif.Icarus, verif.Verilator} {
		t.Run(string(e), func(t *testing.T) {
			var missing *verif.MissingToolError
			r, err := h.Replay(ctx, e, verif.Options{})
			if errors.As(err, &missing) && os.Getenv("CI") != "true" {
				t.Skip(err)
			}
			require.NoError(t, err)
			t.Logf("%d cycles: built in %v, ran in %v", h.Cycles(), r.Build, r.Run)
		})
	}
}
