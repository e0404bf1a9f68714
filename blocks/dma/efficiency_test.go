package dma_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim"
)

// steady is a system that streams weights for ever into a matrix unit that
// takes a row a cycle.
func steady(t *testing.T, rows, warm int) *sim.Sim {
	t.Helper()
	s, err := sim.New(elaborate(t, newSystem(t, shape(64, 64, 16, 2), 64, 2)), sim.Options{Seed: 4})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	s.Must("rst").Set(1)
	require.NoError(t, s.StepN(nil, 4))
	s.Must("rst").Set(0)
	s.Must("stream_valid").Set(1)
	s.Must("stream_rows").Set(int64(rows))
	s.Must("weights_ready").Set(1)
	require.NoError(t, s.StepN(nil, warm))
	return s
}

// Weights come at 95 % at least of what two channels give, over 100,000 cycles.
func TestStreamingEfficiency(t *testing.T) {
	const cycles = 100_000
	s := steady(t, 1<<20, 2000)
	came := s.Must("came").At(3)
	before := came.Uint()
	require.NoError(t, s.StepN(nil, cycles))
	percent := float64(came.Uint()-before) * 2 * 100 / cycles
	t.Logf("%.2f %% of the peak", percent)
	require.Greater(t, percent, 95.0)
	require.False(t, s.Must("wrong").Bool(), "violations of the memory's timing")
}
