package fp_test

import (
	"flag"
	"testing"

	"npugen/blocks/fp"
	"npugen/blocks/fp/golden"
	"npugen/hdl"
)

var sweepCount = flag.Uint64("sweep", 200_000, "operands of each special function, evenly spaced")

// special compares a module with its golden function. All operands there are:
//
//	go test ./blocks/fp -run 'TestExp|TestRecip|TestRsqrt|TestSigmoid|TestSilu' -timeout 3h -sweep 4294967296
func special[D interface {
	hdl.Def[fp.Unary, fp.Result]
	Latency() int
}](t *testing.T, def D, want func(float32) float32) {
	p := newPipe(t, def, def.Latency(), []string{"x"}, []string{"y"})
	check := func(rows []uint64) {
		for i, y := range p.run(t, rows) {
			if w := raw(want(float(rows[i]))); w != y {
				t.Fatalf("%#x: got %#x, want %#x", rows[i], y, w)
			}
		}
	}
	check(operands(fp.FP32, 20000, 6))
	stride := uint64(1<<32)/(*sweepCount) | 1
	var rows []uint64
	for x := uint64(0); x < 1<<32; x += stride {
		if rows = append(rows, x); len(rows) == 1<<16 {
			check(rows)
			rows = rows[:0]
		}
	}
	check(rows)
}

func TestExp(t *testing.T)     { special(t, fp.Exp{}, golden.Exp) }
func TestRecip(t *testing.T)   { special(t, fp.Recip{}, golden.Recip) }
func TestRsqrt(t *testing.T)   { special(t, fp.Rsqrt{}, golden.Rsqrt) }
func TestSigmoid(t *testing.T) { special(t, fp.Sigmoid{}, golden.Sigmoid) }
func TestSilu(t *testing.T)    { special(t, fp.Silu{}, golden.Silu) }

// numbers is every number of a format of up to 16 bits, a sample of others.
func numbers(f fp.Format) (rows []uint64) {
	if f.Width() > 16 {
		return operands(f, 3000, 5)
	}
	for x := range uint64(1) << f.Width() {
		rows = append(rows, x)
	}
	return rows
}

func TestConvert(t *testing.T) {
	all := append(formats(), small()...)
	for _, from := range all {
		rows := numbers(from)
		for _, to := range all {
			if from == to {
				continue
			}
			def := fp.Convert{From: from, To: to}
			p := newPipe(t, def, def.Latency(), []string{"x"}, []string{"y"})
			for i, y := range p.run(t, rows) {
				if w := from.Convert(to, rows[i]); w != y {
					t.Fatalf("%v to %v: %#x: got %#x, want %#x", from, to, rows[i], y, w)
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
