package engine

import (
	"testing"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// BenchmarkArray16x16 runs a 16x16 weight-stationary int8 array with new
// activations and weights in every cycle.
func BenchmarkArray16x16(b *testing.B) {
	for name, load := range map[string]uint64{"idle-weights": 0, "load-every-cycle": 1} {
		b.Run(name, func(b *testing.B) {
			d := irtest.Array(16, 8, 32)
			e, err := New(d, 1)
			if err != nil {
				b.Fatal(err)
			}
			var ins []Loc
			for _, s := range d.Top.Signals {
				if s.Kind == ir.Input && s.Count > 1 {
					for i := range s.Count {
						ins = append(ins, e.Signal(nil, s, i))
					}
				}
				if s.Name == "load" {
					e.Store1(e.Signal(nil, s, 0), load)
				}
			}
			b.ReportAllocs()
			x := uint64(1)
			for b.Loop() {
				for _, l := range ins {
					x = x*6364136223846793005 + 1442695040888963407
					e.Store1(l, x>>56)
				}
				if err := e.Settle(); err != nil {
					b.Fatal(err)
				}
				e.Edge(1)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cycles/s")
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for name, n := range map[string]int{"16x16": 16, "64x64": 64, "256x256": 256} {
		b.Run(name, func(b *testing.B) {
			d := irtest.Array(n, 8, 32)
			for b.Loop() {
				if _, err := New(d, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
