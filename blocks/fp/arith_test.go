package fp_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/fp"
	"npugen/blocks/fp/golden"
)

// formats are those whose pairs are sampled.
func formats() []fp.Format {
	return []fp.Format{fp.FP32, fp.FP16, fp.BF16, fp.FP32.FlushToZero(), fp.BF16.FlushToZero(), fp.FP16.Saturating(),
		{Exp: 6, Man: 9, Subnormals: true}, {Exp: 2, Man: 1, Subnormals: true}, {Exp: 11, Man: 52, Subnormals: true}, {Exp: 5, Man: 1, Finite: true}}
}

// small are the formats of 8 bits, whose pairs are all tried.
func small() []fp.Format {
	return []fp.Format{fp.E4M3, fp.E5M2, fp.E4M3.Saturating(), fp.E5M2.Saturating(), fp.E4M3.FlushToZero(), fp.E5M2.FlushToZero()}
}

func allPairs(width int) (rows []uint64) {
	for a := range uint64(1) << width {
		for b := range uint64(1) << width {
			rows = append(rows, a, b)
		}
	}
	return rows
}

// eachFormat calls f with operand pairs of every format.
func eachFormat(t *testing.T, f func(t *testing.T, format fp.Format, rows []uint64)) {
	for _, format := range formats() {
		t.Run(format.String(), func(t *testing.T) { f(t, format, operands(format, 4000, 1)) })
	}
	for _, format := range small() {
		t.Run(format.String(), func(t *testing.T) { f(t, format, allPairs(8)) })
	}
}

func pairs(t *testing.T, p *pipe, rows []uint64, want func(a, b uint64) uint64) {
	got := p.run(t, rows)
	for i, y := range got {
		a, b := rows[2*i], rows[2*i+1]
		if w := want(a, b); w != y {
			t.Fatalf("%#x, %#x: got %#x, want %#x", a, b, y, w)
		}
	}
}

func TestAdd(t *testing.T) {
	eachFormat(t, func(t *testing.T, f fp.Format, rows []uint64) {
		def := fp.Add{Format: f}
		pairs(t, newPipe(t, def, def.Latency(), []string{"a", "b"}, []string{"y"}), rows, f.Add)
	})
}

func TestSub(t *testing.T) {
	f := fp.FP32
	def := fp.Add{Format: f}
	p := newPipe(t, def, def.Latency(), []string{"a", "b", "sub"}, []string{"y"})
	rows := operands(f, 4000, 2)
	var in []uint64
	for i := 0; i < len(rows); i += 2 {
		in = append(in, rows[i], rows[i+1], 1)
	}
	for i, y := range p.run(t, in) {
		require.Equal(t, raw(golden.Sub(float(rows[2*i]), float(rows[2*i+1]))), y)
	}
}

func TestMul(t *testing.T) {
	eachFormat(t, func(t *testing.T, f fp.Format, rows []uint64) {
		def := fp.Mul{Format: f}
		pairs(t, newPipe(t, def, def.Latency(), []string{"a", "b"}, []string{"y"}), rows, f.Mul)
	})
}

func TestMinMax(t *testing.T) {
	eachFormat(t, func(t *testing.T, f fp.Format, rows []uint64) {
		def := fp.MinMax{Format: f}
		got := newPipe(t, def, def.Latency(), []string{"a", "b"}, []string{"min", "max"}).run(t, rows)
		for i := 0; i < len(got); i += 2 {
			if got[i] != f.Min(rows[i], rows[i+1]) || got[i+1] != f.Max(rows[i], rows[i+1]) {
				t.Fatalf("%#x, %#x: got %#x %#x", rows[i], rows[i+1], got[i], got[i+1])
			}
		}
	})
}

func TestFromInt(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for _, f := range append(formats(), small()...) {
		for _, w := range []int{2, 8, 32, 48, 63} {
			def := fp.FromInt{Format: f, Width: w}
			p := newPipe(t, def, def.Latency(), []string{"x"}, []string{"y"})
			var rows []uint64
			var ints []int64
			for i := range 1200 {
				x := int64(r.Uint64()) >> (64 - w + r.IntN(w))
				switch i {
				case 0:
					x = 0
				case 1:
					x = -1 << (w - 1)
				case 2:
					x = 1<<(w-1) - 1
				}
				ints = append(ints, x)
				rows = append(rows, uint64(x)&(1<<w-1))
			}
			for i, y := range p.run(t, rows) {
				require.Equal(t, f.FromInt(ints[i]), y, "%v from %d", f, ints[i])
			}
		}
	}
}

func TestToInt(t *testing.T) {
	for _, f := range append(formats(), small()...) {
		for _, w := range []int{2, 8, 32, 63} {
			def := fp.ToInt{Format: f, Width: w, Symmetric: w%3 == 2}
			p := newPipe(t, def, def.Latency(), []string{"x"}, []string{"y"})
			rows := numbers(f)
			for i, y := range p.run(t, rows) {
				require.Equal(t, uint64(f.ToInt(rows[i], w, def.Symmetric))&(1<<w-1), y, "%v to %d bits: %#x", f, w, rows[i])
			}
		}
	}
}
