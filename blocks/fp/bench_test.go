package fp_test

import (
	"math/rand/v2"
	"testing"

	"npugen/blocks/fp"
	"npugen/hdl"
)

// bench measures a cycle of one module in the compiled simulator, operands
// and results by way of a Batch.
func bench[I, O any](b *testing.B, name string, def hdl.Def[I, O], latency int, ins []string) {
	b.Run(name, func(b *testing.B) {
		p := newPipe(b, def, latency, ins, []string{"y"})
		r := rand.New(rand.NewPCG(1, 1))
		rows := make([]uint64, 4096*len(ins))
		for i := range rows {
			rows[i] = random(r, fp.FP32)
		}
		for n := 0; n < b.N; n += 4096 {
			p.run(b, rows)
		}
	})
}

func BenchmarkCycle(b *testing.B) {
	f := fp.FP32
	ab, x := []string{"a", "b"}, []string{"x"}
	bench(b, "Add", fp.Add{Format: f}, fp.Add{}.Latency(), ab)
	bench(b, "Mul", fp.Mul{Format: f}, fp.Mul{}.Latency(), ab)
	bench(b, "FMA", fp.FMA{Format: f}, fp.FMA{}.Latency(), []string{"a", "b", "c"})
	bench(b, "FromInt", fp.FromInt{Format: f, Width: 32}, fp.FromInt{}.Latency(), x)
	bench(b, "ToInt8", fp.ToInt{Format: f, Width: 8, Symmetric: true}, fp.ToInt{}.Latency(), x)
	bench(b, "Exp", fp.Exp{}, fp.Exp{}.Latency(), x)
	bench(b, "Recip", fp.Recip{}, fp.Recip{}.Latency(), x)
	bench(b, "Rsqrt", fp.Rsqrt{}, fp.Rsqrt{}.Latency(), x)
	bench(b, "Sigmoid", fp.Sigmoid{}, fp.Sigmoid{}.Latency(), x)
}
