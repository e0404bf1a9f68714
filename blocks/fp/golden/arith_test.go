package golden

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// corners32 are the numbers at which float32 arithmetic tends to break.
func corners32() (all []float32) {
	for _, b := range []uint32{0, 1, 2, 3, 0x007fffff, 0x007ffffe, 0x00400000, 0x00800000, 0x00800001, 0x00ffffff, 0x01000000,
		0x33800000, 0x33800001, 0x34000000, 0x34000001, 0x3f000000, 0x3effffff, 0x3f000001, 0x3f7fffff, 0x3f800000, 0x3f800001, 0x3fc00000,
		0x40000000, 0x4b000000, 0x4b000001, 0x4b7fffff, 0x4b800000, 0x4b800001, 0x4effffff, 0x4f000000, 0x7e800000, 0x7effffff, 0x7f000000,
		0x7f7ffffe, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fc00000, 0x7fffffff, 0x42fe0000, 0x42fefffe, 0x43000000, 0x42ff0000} {
		all = append(all, math.Float32frombits(b), math.Float32frombits(b|1<<31))
	}
	return all
}

// random32 is a random number; every other one has an exponent near 127 and
// few bits, so that sums cancel and ties occur.
func random32(r *rand.Rand) float32 {
	b := r.Uint32()
	if r.IntN(2) == 0 {
		b = b&0x81ffffff | 0x3f000000
	}
	if r.IntN(2) == 0 {
		b &= ^uint32(0) << r.IntN(24)
	}
	return math.Float32frombits(b)
}

func bits32(x float32) uint64 { return uint64(math.Float32bits(x)) }

// TestFormatEqualsGo compares the exact arithmetic with the machine's own.
func TestFormatEqualsGo(t *testing.T) {
	check := func(a, b, c float32) {
		x, y, z := bits32(a), bits32(b), bits32(c)
		require.Equal(t, bits32(Add(a, b)), FP32.Add(x, y), "%v + %v", a, b)
		require.Equal(t, bits32(Sub(a, b)), FP32.Sub(x, y), "%v - %v", a, b)
		require.Equal(t, bits32(Mul(a, b)), FP32.Mul(x, y), "%v * %v", a, b)
		require.Equal(t, bits32(FMA(a, b, c)), FP32.FMA(x, y, z), "%v * %v + %v", a, b, c)
		require.Equal(t, bits32(Max(a, b)), FP32.Max(x, y), "max %v %v", a, b)
		require.Equal(t, bits32(Min(a, b)), FP32.Min(x, y), "min %v %v", a, b)
		require.Equal(t, Order{a < b, a <= b, a == b, a != a || b != b}, FP32.Compare(x, y), "%v ? %v", a, b)
	}
	all := corners32()
	r := rand.New(rand.NewPCG(1, 2))
	for _, a := range all {
		for _, b := range all {
			check(a, b, all[r.IntN(len(all))])
		}
	}
	for range 50000 {
		check(random32(r), random32(r), random32(r))
	}
}

func TestConversionsEqualGo(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	check := func(x float32) {
		for _, symmetric := range []bool{false, true} {
			require.Equal(t, int64(ToInt8(x, symmetric)), FP32.ToInt(bits32(x), 8, symmetric), "%v", x)
			require.Equal(t, int64(ToInt32(x, symmetric)), FP32.ToInt(bits32(x), 32, symmetric), "%v", x)
		}
	}
	for _, x := range corners32() {
		check(x)
	}
	for x := float32(-140); x < 140; x += 0.125 {
		check(x)
	}
	for range 20000 {
		check(random32(r))
		n := int32(r.Uint32()) >> r.IntN(32)
		require.Equal(t, bits32(FromInt32(n)), FP32.FromInt(int64(n)), "%d", n)
	}
}

func TestToInt(t *testing.T) {
	for _, c := range []struct {
		x         float32
		plain, sy int8
	}{{0.5, 0, 0}, {1.5, 2, 2}, {2.5, 2, 2}, {-0.5, 0, 0}, {-1.5, -2, -2}, {126.5, 126, 126}, {127.5, 127, 127}, {1e30, 127, 127},
		{-127.5, -128, -127}, {-128, -128, -127}, {-1e30, -128, -127}, {float32(math.Inf(-1)), -128, -127}, {float32(math.NaN()), 0, 0}} {
		require.Equal(t, c.plain, ToInt8(c.x, false), "%v", c.x)
		require.Equal(t, c.sy, ToInt8(c.x, true), "%v", c.x)
	}
}

// float is the value of raw bits by the definition of the format.
func float(f Format, x uint64) float64 {
	sign := 1.
	if x&f.SignBit() != 0 {
		sign = -1
	}
	field, frac := int(x>>f.Man)&(1<<f.Exp-1), float64(x&(1<<f.Man-1))
	if field == 0 {
		return sign * math.Ldexp(frac, 1-f.Bias()-f.Man)
	}
	return sign * math.Ldexp(frac+math.Ldexp(1, f.Man), field-f.Bias()-f.Man)
}

// TestSmallFormats checks every pair of 8-bit numbers against float64, in which
// sums and products of them are exact, and the nearest number found by search.
func TestSmallFormats(t *testing.T) {
	for _, f := range []Format{E4M3, E5M2, E4M3.Saturating(), E5M2.Saturating()} {
		var codes []uint64 // finite, not negative
		for x := range uint64(128) {
			if !f.IsNaN(x) && !f.IsInf(x) {
				codes = append(codes, x)
			}
		}
		nearest := func(v float64) uint64 {
			neg := math.Signbit(v)
			v = math.Abs(v)
			last := codes[len(codes)-1]
			over := float(f, last) + (float(f, last)-float(f, last-1))/2
			if v >= over {
				// A tie goes to the even code; E4M3 ends with one, E5M2 does not.
				if v > over || last&1 == 1 {
					return f.Inf(neg)
				}
			}
			best := codes[0]
			for _, c := range codes {
				d, e := math.Abs(float(f, c)-v), math.Abs(float(f, best)-v)
				if d < e || d == e && c&1 == 0 {
					best = c
				}
			}
			return f.withSign(best, neg)
		}
		finite := func(x uint64) bool { return !f.IsNaN(x) && !f.IsInf(x) }
		for a := range uint64(256) {
			if !finite(a) {
				continue
			}
			for b := range uint64(256) {
				if !finite(b) || (a^b)%3 != 0 {
					continue
				}
				require.Equal(t, nearest(float(f, a)+float(f, b)), f.Add(a, b), "%v: %v + %v", f, float(f, a), float(f, b))
				require.Equal(t, nearest(float(f, a)*float(f, b)), f.Mul(a, b), "%v: %v * %v", f, float(f, a), float(f, b))
			}
		}
	}
}

func TestOCPValues(t *testing.T) {
	require.Equal(t, 448., float(E4M3, E4M3.MaxFinite()))
	require.Equal(t, uint64(0x7f), E4M3.NaN())
	require.True(t, E4M3.IsNaN(0xff))
	require.Equal(t, math.Ldexp(1, -9), float(E4M3, 1))
	require.Equal(t, 57344., float(E5M2, E5M2.MaxFinite()))
	require.Equal(t, math.Ldexp(1, -16), float(E5M2, 1))
	big := bits32(1e9)
	inf := bits32(float32(math.Inf(-1)))
	require.Equal(t, uint64(0x7f), FP32.Convert(E4M3, big))
	require.Equal(t, uint64(0x7e), FP32.Convert(E4M3.Saturating(), big))
	require.Equal(t, uint64(0xfe), FP32.Convert(E4M3.Saturating(), inf))
	require.Equal(t, uint64(0x7c), FP32.Convert(E5M2, big))
	require.Equal(t, uint64(0xfb), FP32.Convert(E5M2.Saturating(), inf))
}

func TestFlushToZero(t *testing.T) {
	f := FP32.FlushToZero()
	least := uint64(0x00800000)
	require.Equal(t, uint64(0), f.Add(1, 0))
	require.Equal(t, least, f.Add(least, 0x007fffff))
	require.Equal(t, uint64(1<<31), f.Mul(least|1<<31, bits32(0.99999994)))
	require.Equal(t, least, f.Mul(least, bits32(1)))
}

// TestWideFormat compares fp64 with the machine's.
func TestWideFormat(t *testing.T) {
	f := Format{Exp: 11, Man: 52, Subnormals: true}
	r := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		a, b := math.Float64frombits(r.Uint64()), math.Float64frombits(r.Uint64())
		c := math.Ldexp(r.NormFloat64(), r.IntN(200)-100)
		a = math.Ldexp(a, r.IntN(3))
		if a != a || b != b {
			continue
		}
		x, y, z := math.Float64bits(a), math.Float64bits(b), math.Float64bits(c)
		if s := a + b; s == s {
			require.Equal(t, math.Float64bits(s), f.Add(x, y))
		}
		require.Equal(t, math.Float64bits(math.FMA(a, b, c)), f.FMA(x, y, z))
		require.Equal(t, bits32(float32(a)), f.Convert(FP32, x))
	}
}
