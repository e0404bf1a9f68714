package sim

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// on makes a simulation of a design on an engine.
func on(t testing.TB, d *ir.Design, e Engine) *Sim {
	t.Helper()
	s, err := New(d, Options{Engine: e, Seed: 5})
	require.NoError(t, err)
	require.Equal(t, e, s.Engine(), s.Notice())
	t.Cleanup(s.Close)
	return s
}

func TestAutoChoosesBySize(t *testing.T) {
	for n, want := range map[int]Engine{2: Interpreter, 64: Compiled} {
		s, err := New(irtest.Array(n, 8, 32), Options{})
		require.NoError(t, err)
		require.Equal(t, want, s.Engine())
	}
}

func TestBatchMatchesSteps(t *testing.T) {
	const n, cycles = 5, 5000
	r := rand.New(rand.NewPCG(1, 2))
	in := make([]uint64, cycles*(2*n+1))
	for i := range in {
		in[i] = r.Uint64() & 0xff
		if i%(2*n+1) == 0 {
			in[i] &= 1
		}
	}
	var first []uint64
	for _, e := range []Engine{Interpreter, Compiled} {
		s := on(t, irtest.Array(n, 8, 32), e)
		ins := []*Handle{s.Must("load"), s.Must("w"), s.Must("a")}
		outs := []*Handle{s.Must("p"), s.Must("pe[1][1].w"), s.Must("pe[4][4].p_in")}
		b, err := s.NewBatch(nil, ins, outs)
		require.NoError(t, err)
		require.Equal(t, 2*n+1, b.InWords())
		require.Equal(t, n+2, b.OutWords())
		out := make([]uint64, cycles*b.OutWords())
		done, err := b.Run(in, out)
		require.NoError(t, err)
		require.Equal(t, cycles, done)
		require.Equal(t, 5*Ns+(cycles-1)*10*Ns, s.Time())
		if first == nil {
			first = out
		}
		require.Equal(t, first, out)
		// Step by step gives the same.
		s = on(t, irtest.Array(n, 8, 32), e)
		load, w, a, p := s.Must("load"), s.Must("w"), s.Must("a"), s.Must("p")
		for c := range 50 {
			row := in[c*(2*n+1):]
			load.SetUint(row[0])
			for i := range n {
				w.At(i).SetUint(row[1+i])
				a.At(i).SetUint(row[1+n+i])
			}
			for i := range n {
				require.Equal(t, first[c*(n+2)+i], p.At(i).Uint(), "cycle %d", c)
			}
			require.NoError(t, s.Step())
		}
	}
}

func TestStepNIsStep(t *testing.T) {
	for _, e := range []Engine{Interpreter, Compiled} {
		one, many := on(t, irtest.Array(4, 8, 32), e), on(t, irtest.Array(4, 8, 32), e)
		for _, s := range []*Sim{one, many} {
			for i := range 4 {
				s.Must("a").At(i).SetUint(uint64(3 + i))
				s.Must("w").At(i).SetUint(uint64(200 + i))
			}
			s.PokeName("load", 1)
		}
		for range 12 {
			require.NoError(t, one.Step())
		}
		require.NoError(t, many.StepN(nil, 7))
		require.NoError(t, many.RunUntil(one.Time()))
		require.Equal(t, one.Time(), many.Time())
		for i := range 4 {
			require.Equal(t, one.Must("p").At(i).Uint(), many.Must("p").At(i).Uint())
		}
		require.NoError(t, many.Err())
	}
}
