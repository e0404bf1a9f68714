package golden

import (
	"flag"
	"math"
	"runtime"
	"sync"
	"testing"
)

var full = flag.Bool("full", false, "sweep all 2^32 operands")

// ulps is the error of got in units of the last place of the exact value.
func ulps(got float32, exact float64) float64 {
	switch {
	case math.IsNaN(exact) || math.IsInf(exact, 0) || exact == 0:
		if got == float32(exact) || got != got && exact != exact {
			return 0
		}
		return math.Inf(1)
	case math.Abs(exact) >= math.MaxFloat32+math.Ldexp(1, 103): // rounds to infinity
		exact = math.Copysign(math.Ldexp(1, 128), exact)
	}
	g := float64(got)
	if math.IsInf(g, 0) {
		g = math.Copysign(math.Ldexp(1, 128), g)
	}
	_, e := math.Frexp(exact)
	return math.Abs(g-exact) / math.Ldexp(1, min(max(e, -125), 128)-24)
}

// TestSpecialFunctionsWithinBound sweeps operands by a stride coprime to 2^32;
// with -full, all of them.
func TestSpecialFunctionsWithinBound(t *testing.T) {
	for _, f := range []struct {
		name  string
		got   func(float32) float32
		exact func(float64) float64
		bound float64
	}{
		{"Exp", Exp, math.Exp, 1},
		{"Recip", Recip, func(x float64) float64 { return 1 / x }, 1},
		{"Rsqrt", Rsqrt, func(x float64) float64 { return 1 / math.Sqrt(x) }, 1},
		{"Sigmoid", Sigmoid, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, 1},
	} {
		t.Run(f.name, func(t *testing.T) {
			stride := uint64(4099)
			if *full {
				stride = 1
			}
			type worst struct {
				ulps float64
				x    float32
			}
			parts := uint64(runtime.GOMAXPROCS(0))
			found := make([]worst, parts)
			var wg sync.WaitGroup
			for p := range parts {
				wg.Go(func() {
					w := &found[p]
					for i := p * stride; i < 1<<32; i += parts * stride {
						x := math.Float32frombits(uint32(i))
						if u := ulps(f.got(x), f.exact(float64(x))); u > w.ulps {
							*w = worst{u, x}
						}
					}
				})
			}
			wg.Wait()
			w := found[0]
			for _, v := range found {
				if v.ulps > w.ulps {
					w = v
				}
			}
			t.Logf("largest error %.4f ulp at %v (%#08x)", w.ulps, w.x, math.Float32bits(w.x))
			if w.ulps > f.bound {
				t.Errorf("%s(%v) = %v is off by %.3f ulp", f.name, w.x, f.got(w.x), w.ulps)
			}
		})
	}
}
