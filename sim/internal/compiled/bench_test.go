package compiled

import (
	"fmt"
	"testing"

	"npugen/sim/internal/irtest"
)

// BenchmarkArray clocks weight-stationary int8 arrays.
func BenchmarkArray(b *testing.B) {
	for _, n := range []int{16, 32, 64, 128, 256} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e, err := New(irtest.Array(n, 8, 32), 1)
			if err != nil {
				b.Fatal(err)
			}
			defer e.Close()
			b.ResetTimer()
			for left := b.N; left > 0; {
				done, _, _ := e.Run(1, min(left, 4096))
				left -= done
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cycles/s")
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for _, n := range []int{16, 64, 128, 256} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := irtest.Array(n, 8, 32)
			for b.Loop() {
				e, err := New(d, 1)
				if err != nil {
					b.Fatal(err)
				}
				e.Close()
			}
		})
	}
}
