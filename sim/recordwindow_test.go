package sim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/irtest"
)

// A window in which nothing happens has no values, as with a file that is
// written while it passes.
func TestRecordingOfWindowsBetweenInstants(t *testing.T) {
	for _, o := range []VCDOptions{{From: 11 * Ns, Until: 12 * Ns}, {From: 16 * Ns, Until: 16 * Ns}, {From: 52*Ns + 1, Until: 52*Ns + 2}, {From: 300*Ns + 1, Until: 304 * Ns}} {
		engines(t, func(t *testing.T, e Engine) {
			d := irtest.Array(3, 8, 32)
			run := func(s *Sim) {
				s.Clock("clk", 10*Ns, 5*Ns)
				require.NoError(t, s.StepN(nil, 3))
				require.NoError(t, s.RunUntil(52*Ns))
				s.PokeName("load", 1)
				require.NoError(t, s.RunUntil(400*Ns))
			}
			want := wavesOf(t, on(t, d, e), o, run)
			require.NotContains(t, want, "0!")
			s := on(t, d, e)
			r, err := s.Record(RecordOptions{})
			require.NoError(t, err)
			run(s)
			require.Equal(t, want, recordedWaves(t, r, o))
		})
	}
}

// A window that ends between rows of a batch.
func TestRecordingOfWindowsBetweenRows(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		s := on(t, irtest.Array(3, 8, 32), e)
		s.Clock("clk", 10*Ns, 5*Ns)
		r, err := s.Record(RecordOptions{})
		require.NoError(t, err)
		b, err := s.NewBatch(nil, []*Handle{s.Must("load")}, nil)
		require.NoError(t, err)
		_, err = b.Run(make([]uint64, 20), nil)
		require.NoError(t, err)
		require.NotContains(t, recordedWaves(t, r, VCDOptions{From: 101 * Ns, Until: 104 * Ns}), "0!")
		require.Contains(t, recordedWaves(t, r, VCDOptions{From: 96 * Ns, Until: 100 * Ns}), "#100000\n0!")
	})
}
