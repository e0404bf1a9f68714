package fp_test

import (
	"testing"

	"npugen/blocks/fp"
	"npugen/blocks/fp/golden"
	"npugen/hdl"
)

// sweep is every 2^32/n-th float32, and corners.
func sweep(n int) (rows []uint64) {
	stride := uint64(1<<32)/uint64(n) | 1
	for x := uint64(0); x < 1<<32; x += stride {
		rows = append(rows, x)
	}
	return append(rows, operands(fp.FP32, 20000, 6)...)
}

func unary(t *testing.T, p *pipe, rows []uint64, want func(x uint64) uint64) {
	for i, y := range p.run(t, rows) {
		if w := want(rows[i]); w != y {
			t.Fatalf("%#x: got %#x, want %#x", rows[i], y, w)
		}
	}
}

func special[D interface {
	hdl.Def[fp.Unary, fp.Result]
	Latency() int
}](t *testing.T, def D, want func(float32) float32) {
	p := newPipe(t, def, def.Latency(), []string{"x"}, []string{"y"})
	unary(t, p, sweep(200000), func(x uint64) uint64 { return raw(want(float(x))) })
}

func TestExp(t *testing.T)     { special(t, fp.Exp{}, golden.Exp) }
func TestRecip(t *testing.T)   { special(t, fp.Recip{}, golden.Recip) }
func TestRsqrt(t *testing.T)   { special(t, fp.Rsqrt{}, golden.Rsqrt) }
func TestSigmoid(t *testing.T) { special(t, fp.Sigmoid{}, golden.Sigmoid) }

func TestConvert(t *testing.T) {
	all := append(formats(), small()...)
	for _, from := range all {
		var rows []uint64
		if from.Width() <= 16 {
			for x := range uint64(1) << from.Width() {
				rows = append(rows, x)
			}
		} else {
			rows = operands(from, 3000, 5)
		}
		for _, to := range all {
			if from == to || from.Width() == 16 && to.Width() > 32 {
				continue
			}
			def := fp.Convert{From: from, To: to}
			p := newPipe(t, def, def.Latency(), []string{"x"}, []string{"y"})
			got := p.run(t, rows)
			step := max(len(rows)/16384, 1)
			if from == fp.FP16 && to == fp.E4M3 || from == fp.BF16 && to == fp.FP32 {
				step = 1
			}
			for i := 0; i < len(rows); i += step {
				if w := from.Convert(to, rows[i]); w != got[i] {
					t.Fatalf("%v to %v: %#x: got %#x, want %#x", from, to, rows[i], got[i], w)
				}
			}
		}
	}
}

func TestFMA(t *testing.T) {
	for _, f := range append(formats(), small()...) {
		def := fp.FMA{Format: f}
		p := newPipe(t, def, def.Latency(), []string{"a", "b", "c"}, []string{"y"})
		ab, cs := operands(f, 12000, 10), operands(f, 12000, 11)
		var rows []uint64
		for i := range len(ab) / 2 {
			c := cs[(i*7919+3)%len(cs)]
			if i%3 == 0 { // near cancellation
				c = f.Mul(ab[2*i], ab[2*i+1]) ^ f.SignBit() ^ uint64(i/3%4)
			}
			rows = append(rows, ab[2*i], ab[2*i+1], c)
		}
		for i, y := range p.run(t, rows) {
			if w := f.FMA(rows[3*i], rows[3*i+1], rows[3*i+2]); w != y {
				t.Fatalf("%v: %#x * %#x + %#x: got %#x, want %#x", f, rows[3*i], rows[3*i+1], rows[3*i+2], y, w)
			}
		}
	}
}
