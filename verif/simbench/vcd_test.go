package simbench

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim"
)

// BenchmarkVCD runs designs with and without a VCD file of everything.
func BenchmarkVCD(b *testing.B) {
	for _, name := range []string{"array-16", "fifo-net", "cpu", "hbm", "engine-edge-16", "engine-decode-64-idle"} {
		for _, traced := range []bool{false, true} {
			b.Run(name+map[bool]string{false: "/plain", true: "/vcd"}[traced], func(b *testing.B) {
				d, err := Find(name)
				require.NoError(b, err)
				design, err := d.Elaborate()
				require.NoError(b, err)
				s, err := sim.New(design, sim.Options{Seed: powerUp, Engine: sim.Compiled, Unchecked: true})
				require.NoError(b, err)
				s.PokeName("rst", 1)
				require.NoError(b, s.StepN(nil, resetCycles))
				s.PokeName("rst", 0)
				var v *sim.VCD
				if traced {
					v, err = s.VCD(io.Discard, sim.VCDOptions{})
					require.NoError(b, err)
				}
				require.NoError(b, s.StepN(nil, 100))
				b.ResetTimer()
				require.NoError(b, s.StepN(nil, b.N))
				if traced {
					require.NoError(b, v.Close())
				}
			})
		}
	}
}
