package sim

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/irtest"
)

// dump runs an array with activations that change, and returns its VCD.
func dump(t testing.TB, e Engine, o VCDOptions) string {
	s := on(t, irtest.Array(3, 8, 32), e)
	var b strings.Builder
	v, err := s.VCD(&b, o)
	require.NoError(t, err)
	for c := range 20 {
		s.Must("a").At(c % 3).SetUint(uint64(c * 11))
		s.PokeName("load", int64(c&1))
		require.NoError(t, s.Step())
	}
	require.NoError(t, v.Close())
	return b.String()
}

func TestVCDIsTheSameOnBothEngines(t *testing.T) {
	for _, o := range []VCDOptions{{}, {Scopes: []string{"pe[1][2]"}}, {From: 42 * Ns, Until: 90 * Ns}} {
		require.Equal(t, dump(t, Interpreter, o), dump(t, Compiled, o))
	}
}

func TestVCDWindow(t *testing.T) {
	text := dump(t, Compiled, VCDOptions{From: 42 * Ns, Until: 90 * Ns})
	var times []string
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(l, "#") {
			times = append(times, l)
		}
	}
	require.Equal(t, "#45000", times[0], "the first instant in the window, with all values")
	require.Equal(t, "#90000", times[len(times)-1])
	require.Less(t, len(text), len(dump(t, Compiled, VCDOptions{})))
}

func TestFST(t *testing.T) {
	dir := t.TempDir()
	vcd, fst := filepath.Join(dir, "x.vcd"), filepath.Join(dir, "x.fst")
	require.NoError(t, os.WriteFile(vcd, []byte(dump(t, Interpreter, VCDOptions{})), 0o666))
	err := FST(vcd, fst)
	if err == ErrNoFST {
		t.Skip(err)
	}
	require.NoError(t, err)
	info, err := os.Stat(fst)
	require.NoError(t, err)
	require.NotZero(t, info.Size())
	require.ErrorContains(t, FST(filepath.Join(dir, "none.vcd"), fst), "none.vcd")
}

// BenchmarkVCD compares steps of a busy design, driven in each cycle, without
// waves, with them, and while it is recorded.
func BenchmarkVCD(b *testing.B) {
	for _, e := range []Engine{Interpreter, Compiled} {
		for _, how := range []string{"", "-vcd", "-record"} {
			b.Run(e.String()+how, func(b *testing.B) {
				s := on(b, irtest.Array(16, 8, 32), e)
				switch how {
				case "-vcd":
					v, err := s.VCD(discard{}, VCDOptions{})
					require.NoError(b, err)
					defer v.Close()
				case "-record":
					_, err := s.Record(RecordOptions{})
					require.NoError(b, err)
				}
				var a []*Handle
				for i := range 16 {
					a = append(a, s.Must("a").At(i))
				}
				for i := range b.N {
					for j := range 16 {
						a[j].SetUint(uint64(i*j*7) & 255)
					}
					if err := s.Step(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
