package quant_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/model/quant"
)

func TestNewRequant(t *testing.T) {
	for _, tc := range []struct {
		scale float64
		bits  int
		shift uint
		want  quant.Requant
	}{
		{0.5, 8, 63, quant.Requant{Mult: 128, Shift: 8}},
		{1, 8, 63, quant.Requant{Mult: 128, Shift: 7}},
		{1, 8, 0, quant.Requant{Mult: 1, Shift: 0}},
		{0.003, 16, 63, quant.Requant{Mult: 50332, Shift: 24}},
		{0.003, 32, 63, quant.Requant{Mult: 3298534883, Shift: 40}},
		{0.99999, 8, 63, quant.Requant{Mult: 128, Shift: 7}}, // rounding carries
		{255, 8, 63, quant.Requant{Mult: 255, Shift: 0}},
		{1.0 / 3, 1, 63, quant.Requant{Mult: 1, Shift: 2}},
		{0.003, 16, 15, quant.Requant{Mult: 98, Shift: 15}}, // the shift is the limit
		{1e-300, 32, 63, quant.Requant{Mult: 0, Shift: 63}},
	} {
		got, err := quant.NewRequant(tc.scale, tc.bits, tc.shift)
		require.NoError(t, err)
		require.Equal(t, tc.want, got, "%v", tc)
		require.LessOrEqual(t, got.MultBits(), tc.bits)
	}
}

func TestNewRequantErrors(t *testing.T) {
	for _, tc := range []struct {
		scale float64
		bits  int
		shift uint
		want  string
	}{
		{1, 0, 9, "requant: multiplier of 0 bits: want 1..32"},
		{1, 33, 9, "requant: multiplier of 33 bits: want 1..32"},
		{1, 8, 64, "requant: shift up to 64: want 0..63"},
		{0, 8, 9, "requant: scale 0: want a finite number above 0"},
		{math.NaN(), 8, 9, "requant: scale NaN: want a finite number above 0"},
		{math.Inf(1), 8, 9, "requant: scale +Inf: want a finite number above 0"},
		{256, 8, 9, "requant: scale 256: a multiplier of 8 bits reaches 255 at most"},
		{255.9, 8, 9, "requant: scale 255.9: a multiplier of 8 bits reaches 255 at most"},
	} {
		_, err := quant.NewRequant(tc.scale, tc.bits, tc.shift)
		require.EqualError(t, err, tc.want)
	}
}

func TestApply(t *testing.T) {
	for _, tc := range []struct {
		x     int32
		mult  uint32
		shift uint
		want  int8
	}{
		{1, 1, 1, 0}, {3, 1, 1, 2}, {5, 1, 1, 2}, {-1, 1, 1, 0}, {-3, 1, 1, -2}, {-5, 1, 1, -2}, // halves to even
		{7, 1, 2, 2}, {-7, 1, 2, -2}, {9, 1, 3, 1}, {-9, 1, 3, -1},
		{127, 1, 0, 127}, {128, 1, 0, 127}, {-127, 1, 0, -127}, {-128, 1, 0, -127}, // no -128
		{math.MaxInt32, math.MaxUint32, 0, 127}, {math.MinInt32, math.MaxUint32, 0, -127},
		{math.MinInt32, math.MaxUint32, 63, -1}, {math.MinInt32, 1 << 31, 63, 0}, // -1/2 to even
		{math.MaxInt32, 0, 63, 0},
	} {
		require.Equal(t, tc.want, quant.Requant{Mult: tc.mult, Shift: tc.shift}.Apply(tc.x), "%v", tc)
	}
}

// requantBig is the definition, in integers of any size.
func requantBig(x int32, r quant.Requant) int8 {
	product := new(big.Int).Mul(big.NewInt(int64(x)), big.NewInt(int64(r.Mult)))
	unit := new(big.Int).Lsh(big.NewInt(1), r.Shift)
	floor, rest := new(big.Int).DivMod(product, unit, new(big.Int)) // Euclidean: rest >= 0
	switch rest.Lsh(rest, 1).Cmp(unit) {
	case 1:
		floor.Add(floor, big.NewInt(1))
	case 0:
		floor.Add(floor, big.NewInt(int64(floor.Bit(0))))
	}
	switch {
	case floor.Cmp(big.NewInt(127)) > 0:
		return 127
	case floor.Cmp(big.NewInt(-127)) < 0:
		return -127
	}
	return int8(floor.Int64())
}

func TestApplyEqualsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := quant.Requant{Mult: rapid.Uint32().Draw(t, "mult"), Shift: rapid.UintRange(0, 63).Draw(t, "shift")}
		x := rapid.Int32().Draw(t, "x")
		require.Equal(t, requantBig(x, r), r.Apply(x))
	})
}

func TestFactorIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.Float64Range(1e-6, 1).Draw(t, "scale")
		bits := rapid.IntRange(8, 32).Draw(t, "bits")
		r, err := quant.NewRequant(scale, bits, 63)
		require.NoError(t, err)
		require.InEpsilon(t, scale, r.Factor(), math.Ldexp(1, -bits))
	})
}

func TestRequantise(t *testing.T) {
	c := quant.Matrix[int32]{Rows: 2, Cols: 2, Data: []int32{4, 4, -6, 1000}}
	one, err := quant.Requantise(c, quant.Requant{Mult: 1, Shift: 2})
	require.NoError(t, err)
	require.Equal(t, []int8{1, 1, -2, 127}, one.Data)
	each, err := quant.Requantise(c, quant.Requant{Mult: 1, Shift: 2}, quant.Requant{Mult: 1, Shift: 3})
	require.NoError(t, err)
	require.Equal(t, []int8{1, 0, -2, 125}, each.Data)
	_, err = quant.Requantise(c)
	require.EqualError(t, err, "requantise: 0 factors for 2 columns: want 1 or 2")
	_, err = quant.Requantise(quant.Matrix[int32]{}, quant.Requant{})
	require.EqualError(t, err, "requantise: matrix: 0 x 0: want at least 1 x 1")
}
