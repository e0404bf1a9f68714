package simbench

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim"
)

// The chip has decoded tokens when digests are compared, without a broken timing
// rule, and nothing but the model's instructions.
func TestChipDecodes(t *testing.T) {
	d, err := Find("chip-edge-16")
	require.NoError(t, err)
	design, err := d.Elaborate()
	require.NoError(t, err)
	s, err := sim.New(design, sim.Options{Seed: powerUp, Unchecked: true})
	require.NoError(t, err)
	s.PokeName("rst", 1)
	require.NoError(t, s.StepN(nil, resetCycles))
	s.PokeName("rst", 0)
	waiting, wrong, number := s.Must("waiting"), s.Must("system.wrong"), s.Must("system.npu.control.error_number")
	runs, before := 0, false
	for range d.Check {
		require.NoError(t, s.Step())
		now := waiting.Bool()
		if before && !now {
			runs++
		}
		before = now
	}
	require.GreaterOrEqual(t, runs, 2)
	require.False(t, wrong.Bool())
	require.Zero(t, number.Uint())
}
