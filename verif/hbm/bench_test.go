package hbm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim"
)

// BenchmarkParts is a clock of the controller, of one scheduler, of the memory and
// of the checker, by themselves and idle, in the compiled engine. The ratio is
// command cycles a clock.
func BenchmarkParts(b *testing.B) {
	p := preset(b, "hbm2-2000-8gb")
	for _, c := range []struct {
		name string
		make func() (*ir.Design, error)
	}{
		{"scheduler", func() (*ir.Design, error) { return design(hbm.Pseudo{Config: hbm.Default(p, 64)}) }},
		{"channel", func() (*ir.Design, error) { return design(hbm.Channel{Config: hbm.Default(p, 64)}) }},
		{"channel 1:4", func() (*ir.Design, error) {
			config := hbm.Default(p, 64)
			config.Ratio = 4
			return design(hbm.Channel{Config: config})
		}},
		{"device", func() (*ir.Design, error) {
			return design(Device{Config: hbm.Default(p, 64), Timings: p.Timings, StoreRows: 2})
		}},
		{"checker", func() (*ir.Design, error) {
			return design(Checker{Geometry: p.Geometry, Timings: p.Timings, Phases: 1})
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			d, err := c.make()
			require.NoError(b, err)
			s, err := sim.New(d, sim.Options{Engine: sim.Compiled})
			require.NoError(b, err)
			s.Must("rst").Set(1)
			require.NoError(b, s.StepN(nil, 4))
			s.Must("rst").Set(0)
			b.ResetTimer()
			require.NoError(b, s.StepN(nil, b.N))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "clocks/s")
		})
	}
}

func design[I, O any](d hdl.Def[I, O]) (*ir.Design, error) {
	c, err := hdl.Elaborate(d)
	if err != nil {
		return nil, err
	}
	return c.Design, nil
}
