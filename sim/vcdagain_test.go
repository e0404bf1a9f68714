package sim

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/irtest"
)

// A file of waves after another, of the same signals, is what it would be alone.
func TestVCDOnceMore(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		d := irtest.Array(3, 8, 32)
		for _, o := range []VCDOptions{{}, {Scopes: []string{"pe[1][*]"}}} {
			file := func(s *Sim) string {
				var b strings.Builder
				v, err := s.VCD(&b, o)
				require.NoError(t, err)
				moved(t, s, 40)
				require.NoError(t, v.Close())
				all := b.String()
				require.NoError(t, v.Close())
				require.Equal(t, all, b.String(), "closed once")
				return all
			}
			for before := range 3 {
				alone, s := on(t, d, e), on(t, d, e)
				for range before {
					moved(t, alone, 40)
					file(s)
					moved(t, alone, 25)
					moved(t, s, 25)
				}
				require.Equal(t, file(alone), file(s))
			}
		}
	})
}

// moved gives an array new inputs in each of n cycles, the last of which are
// hardware's alone.
func moved(t testing.TB, s *Sim, n int) {
	for k := range n / 2 {
		s.Must("a").At(k % 3).SetUint(uint64(s.Time()/Ns+Time(k*11)) & 0xff)
		s.PokeName("load", int64(k&1))
		require.NoError(t, s.Step())
	}
	require.NoError(t, s.StepN(nil, n-n/2))
}

// It takes no code and memory of its own, unless the other is still being written.
func TestVCDOnceMoreTakesNothing(t *testing.T) {
	s := on(t, irtest.Array(3, 8, 32), Compiled)
	file := func() *VCD {
		v, err := s.VCD(io.Discard, VCDOptions{})
		require.NoError(t, err)
		moved(t, s, 40)
		return v
	}
	first := file()
	require.NoError(t, first.Close())
	second := file()
	require.Same(t, first.tracer, second.tracer)
	beside := file()
	require.NotSame(t, second.tracer, beside.tracer)
	require.NoError(t, second.Close())
	require.Same(t, second.tracer, file().tracer)
	require.NoError(t, beside.Close())
}
