package npu

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa/isatest"
	"npugen/isa/order"
	"npugen/verif"
)

// tiny is a chip that other simulators build fast.
func tiny(t *testing.T) Setup {
	return chip(t, "tiny", bundle.Shape{Rows: 4, Cols: 4, Lanes: 1, VBWords: 512, ABRows: 64, SBWords: 32, AccDepth: 4, Channels: 1, TopK: 3}, 4, 16)
}

// The whole chip with its memory, from filling the memory to the end of a
// program, gives the same answers in every cycle in Icarus and Verilator.
func TestOtherSimulators(t *testing.T) {
	t.Parallel()
	s := tiny(t)
	shape := s.Top.Shape
	rng := rand.New(rand.NewPCG(3, 7))
	h, err := NewHardware(s, 1<<16, 1)
	require.NoError(t, err)
	program := isatest.Program(rng, shape, 12)
	require.NoError(t, order.Tokens(shape, program))
	ctx := context.Background()
	require.NoError(t, h.Load(ctx, image(rng, program)))
	_, err = h.Run(ctx, compile.Run{Line: isatest.Lines})
	require.NoError(t, err)

	engines := []verif.Engine{verif.Simulator, verif.Icarus}
	if !testing.Short() {
		engines = append(engines, verif.Verilator)
	}
	for _, e := range engines {
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
	h.host.digests[h.Cycles()-1]++
	_, err = h.Replay(ctx, verif.Simulator, verif.Options{})
	require.ErrorContains(t, err, "are not those of the built-in simulator")
}
