package gemm_test

import (
	"math/rand/v2"
	"testing"

	"npugen/gen"
	"npugen/gen/config"
	"npugen/gen/gemm"
)

// BenchmarkSession measures simulated cycles per second of the presets, the
// test bench included.
func BenchmarkSession(b *testing.B) {
	for _, name := range []string{"edge-16", "decode-64"} {
		b.Run(name, func(b *testing.B) {
			cfg, err := config.LoadPreset(name)
			if err != nil {
				b.Fatal(err)
			}
			m, err := gemm.New(gen.New(cfg))
			if err != nil {
				b.Fatal(err)
			}
			s, err := m.Start(gemm.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			r := rand.New(rand.NewPCG(1, 1))
			n := cfg.Array.Rows
			p := gemm.Of(matrix(r, n, 4*n), matrix(r, 4*n, 4*n))
			cycles := 0
			for b.Loop() {
				res, err := s.Multiply(p)
				if err != nil {
					b.Fatal(err)
				}
				cycles += res.Cycles
			}
			b.ReportMetric(float64(cycles)/b.Elapsed().Seconds(), "cycles/s")
		})
	}
}
