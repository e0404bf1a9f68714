package fp_test

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"npugen/blocks/fp"
	"npugen/blocks/fp/golden"
)

var pairCount = flag.Int("pairs", 300_000, "random pairs for each operation of TestAgainstGo")

// TestAgainstGo compares random pairs with the machine's own float32, and
// random integers and numbers with its conversions. The long run is
//
//	go test ./blocks/fp -run TestAgainstGo -v -timeout 1h -pairs 100000000
func TestAgainstGo(t *testing.T) {
	add, mul, from, to := fp.Add{Format: fp.FP32}, fp.Mul{Format: fp.FP32}, fp.FromInt{Format: fp.FP32, Width: 32}, fp.ToInt{Format: fp.FP32, Width: 32}
	two, one := []string{"a", "b"}, []string{"x"}
	for _, c := range []struct {
		name string
		p    *pipe
		want func(a, b uint64) uint64
	}{
		{"Add", newPipe(t, add, add.Latency(), two, []string{"y"}), func(a, b uint64) uint64 { return raw(golden.Add(float(a), float(b))) }},
		{"Mul", newPipe(t, mul, mul.Latency(), two, []string{"y"}), func(a, b uint64) uint64 { return raw(golden.Mul(float(a), float(b))) }},
		{"FromInt", newPipe(t, from, from.Latency(), one, []string{"y"}), func(a, _ uint64) uint64 { return raw(golden.FromInt32(int32(uint32(a)))) }},
		{"ToInt", newPipe(t, to, to.Latency(), one, []string{"y"}), func(a, _ uint64) uint64 { return uint64(uint32(golden.ToInt32(float(a), false))) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			const chunk = 1 << 16
			r := rand.New(rand.NewPCG(11, 12))
			rows := make([]uint64, chunk*c.p.ins)
			start := time.Now()
			for done := 0; done < *pairCount; done += chunk {
				for i := range rows {
					rows[i] = uint64(uint32(r.Uint64()))
					switch r.Uint32() & 7 {
					case 0, 1: // of like exponent
						rows[i] = rows[i]&0x81ffffff | 0x3f000000
					case 2: // few bits
						rows[i] &= 0xffffffff << (rows[i] & 31)
					case 3: // subnormal, or close
						rows[i] &= 0x80ffffff
					}
				}
				for i, y := range c.p.run(t, rows) {
					a, b := rows[i*c.p.ins], rows[i*c.p.ins+c.p.ins-1]
					if w := c.want(a, b); w != y {
						t.Fatalf("%#x, %#x: got %#x, want %#x", a, b, y, w)
					}
				}
			}
			t.Logf("%d in %.1f s", *pairCount, time.Since(start).Seconds())
		})
	}
}
