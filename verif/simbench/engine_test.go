package simbench

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
	"npugen/gen/config"
	"npugen/hdl"
	"npugen/sim"
)

// The engine computes in every cycle, or in about the share of them that the
// name of the design says.
func TestMatrixLoad(t *testing.T) {
	for _, tt := range []struct {
		name      string
		idle      int
		low, high float64 // useful cycles
	}{
		{"busy", 0, 0.99, 1},
		{"90 % idle", 9, 0.04, 0.1}, // of the tenth at work, filling and emptying the array takes its part
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := config.LoadPreset("edge-16")
			require.NoError(t, err)
			d, err := hdl.Elaborate(matrix{gen.New(c), tt.idle})
			require.NoError(t, err)
			s, err := sim.New(d.Design, sim.Options{Seed: 5})
			require.NoError(t, err)
			s.PokeName("rst", 1)
			require.NoError(t, s.StepN(nil, resetCycles))
			s.PokeName("rst", 0)
			require.NoError(t, s.StepN(nil, 100)) // the first tile of weights
			useful := s.Must("engine.stats.useful_count")
			before := useful.Uint()
			const cycles = 50_000
			require.NoError(t, s.StepN(nil, cycles))
			share := float64(useful.Uint()-before) / cycles
			t.Logf("%.4f of the cycles", share)
			require.GreaterOrEqual(t, share, tt.low)
			require.LessOrEqual(t, share, tt.high)
		})
	}
}
