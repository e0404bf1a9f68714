package golden

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExactResults(t *testing.T) {
	require.Equal(t, float32(1), Exp(0))
	require.Equal(t, float32(0.5), Sigmoid(0))
	for e := -140; e <= 126; e++ {
		x := float32(math.Ldexp(1, e))
		require.Equal(t, float32(math.Ldexp(1, -e)), Recip(x), "1/2^%d", e)
		if e%2 == 0 {
			require.Equal(t, float32(math.Ldexp(1, -e/2)), Rsqrt(x), "1/sqrt(2^%d)", e)
		}
	}
}

func TestSpecialOperands(t *testing.T) {
	inf, zero, nan := float32(math.Inf(1)), float32(0), float32(math.NaN())
	negZero := float32(math.Copysign(0, -1))
	for _, c := range []struct {
		name    string
		f       func(float32) float32
		x, want float32
	}{
		{"Exp", Exp, inf, inf}, {"Exp", Exp, -inf, 0}, {"Exp", Exp, 1000, inf}, {"Exp", Exp, -1000, 0}, {"Exp", Exp, nan, nan}, {"Exp", Exp, negZero, 1},
		{"Recip", Recip, inf, 0}, {"Recip", Recip, -inf, negZero}, {"Recip", Recip, zero, inf}, {"Recip", Recip, negZero, -inf}, {"Recip", Recip, nan, nan},
		{"Recip", Recip, math.SmallestNonzeroFloat32, inf},
		{"Rsqrt", Rsqrt, inf, 0}, {"Rsqrt", Rsqrt, zero, inf}, {"Rsqrt", Rsqrt, negZero, -inf}, {"Rsqrt", Rsqrt, -1, nan}, {"Rsqrt", Rsqrt, -inf, nan}, {"Rsqrt", Rsqrt, nan, nan},
		{"Sigmoid", Sigmoid, inf, 1}, {"Sigmoid", Sigmoid, -inf, 0}, {"Sigmoid", Sigmoid, nan, nan}, {"Sigmoid", Sigmoid, negZero, 0.5},
		{"Silu", Silu, -inf, nan}, {"Silu", Silu, inf, inf}, {"Silu", Silu, negZero, negZero},
	} {
		require.Equal(t, math.Float32bits(Canonical(c.want)), math.Float32bits(c.f(c.x)), "%s(%v)", c.name, c.x)
	}
}

// TestTablesAreTheGenerators keeps tables.go and internal/fit together.
func TestTablesAreTheGenerators(t *testing.T) {
	want, err := exec.Command("go", "run", "./internal/fit").Output()
	require.NoError(t, err)
	got, err := os.ReadFile("tables.go")
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "run: go generate ./blocks/fp/golden")
}
