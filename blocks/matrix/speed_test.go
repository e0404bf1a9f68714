package matrix_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/matrix"
	"npugen/hdl"
	"npugen/sim"
)

// BenchmarkCycle is a cycle of a unit of 64 x 64 with 16 lanes on the compiled
// engine: weights in every cycle for one vector or for 64 at a time, or nothing
// to do.
func BenchmarkCycle(b *testing.B) {
	s := shape(64, 64, 16, 64)
	s.VBWords, s.ABRows = 8192, 4096
	c, err := hdl.Elaborate(matrix.Unit{Shape: s})
	require.NoError(b, err)
	for _, x := range []struct {
		name string
		m    int64
	}{{"m=1", 1}, {"m=64", 64}, {"idle", 0}} {
		b.Run(x.name, func(b *testing.B) {
			s, err := sim.New(c.Design, sim.Options{Engine: sim.Compiled})
			require.NoError(b, err)
			defer s.Close()
			s.PokeName("rst", 1)
			require.NoError(b, s.StepN(nil, 2))
			s.PokeName("rst", 0)
			for name, v := range map[string]int64{"kt": 16, "nt": 4, "m": x.m, "last_rows": 64, "d_stride": 64, "a_stride": 16} {
				s.PokeName("command_"+name, v)
			}
			s.PokeName("command_valid", min(x.m, 1))
			s.PokeName("weights_valid", 1)
			s.PokeName("result_ready", 1)
			require.NoError(b, s.StepN(nil, 1000))
			b.ResetTimer()
			require.NoError(b, s.StepN(nil, b.N))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cycles/s")
		})
	}
}
