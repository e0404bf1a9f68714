package fp_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/fp"
	"npugen/hdl"
)

// stalls runs a module with en high in two cycles of three: what it gives in
// the enabled cycles is what it gives without stalls.
func stalls[I, O any](t *testing.T, def hdl.Def[I, O], latency int, ins []string, out string) {
	const n = 2000
	r := rand.New(rand.NewPCG(21, 22))
	rows := make([]uint64, n*len(ins))
	for i := range rows {
		rows[i] = random(r, fp.FP32)
	}
	want := newPipe(t, def, latency, ins, []string{out}).run(t, rows)

	var stalled []uint64
	var enabled []bool
	for i := 0; i < n+latency; {
		row := make([]uint64, len(ins)) // while en is low, operands are anything
		for j := range row {
			row[j] = random(r, fp.FP32)
		}
		en := r.IntN(3) > 0
		if en && i < n {
			copy(row, rows[i*len(ins):])
		}
		if en {
			i++
		}
		e := uint64(0)
		if en {
			e = 1
		}
		stalled, enabled = append(append(stalled, row...), e), append(enabled, en)
	}
	p := newPipe(t, def, 1, append(ins, "en"), []string{out})
	p.latency = 0
	got, i := p.run(t, stalled), 0
	for c, en := range enabled {
		if en {
			if i >= latency {
				require.Equal(t, want[i-latency], got[c], "operand %d", i-latency)
			}
			i++
		}
	}
}

func TestStalls(t *testing.T) {
	f := fp.FP32
	ab, x := []string{"a", "b"}, []string{"x"}
	stalls(t, fp.Add{Format: f}, fp.Add{}.Latency(), ab, "y")
	stalls(t, fp.Mul{Format: f}, fp.Mul{}.Latency(), ab, "y")
	stalls(t, fp.FMA{Format: f}, fp.FMA{}.Latency(), []string{"a", "b", "c"}, "y")
	stalls(t, fp.MinMax{Format: f}, fp.MinMax{}.Latency(), ab, "max")
	stalls(t, fp.FromInt{Format: f, Width: 32}, fp.FromInt{}.Latency(), x, "y")
	stalls(t, fp.ToInt{Format: f, Width: 8}, fp.ToInt{}.Latency(), x, "y")
	stalls(t, fp.Convert{From: f, To: fp.BF16}, fp.Convert{}.Latency(), x, "y")
	stalls(t, fp.Exp{}, fp.Exp{}.Latency(), x, "y")
	stalls(t, fp.Recip{}, fp.Recip{}.Latency(), x, "y")
	stalls(t, fp.Rsqrt{}, fp.Rsqrt{}.Latency(), x, "y")
	stalls(t, fp.Sigmoid{}, fp.Sigmoid{}.Latency(), x, "y")
	stalls(t, fp.Silu{}, fp.Silu{}.Latency(), x, "y")
}

func TestRefuses(t *testing.T) {
	_, err := hdl.Elaborate(fp.Add{Format: fp.Format{Exp: 12, Man: 53}})
	require.ErrorContains(t, err, "12 bits of exponent and 53 of mantissa")
	_, err = hdl.Elaborate(fp.ToInt{Format: fp.FP32, Width: 64})
	require.ErrorContains(t, err, "integers of 64 bits")
	_, err = hdl.Elaborate(fp.FromInt{Width: 1})
	require.ErrorContains(t, err, "integers of 1 bits")
	require.ErrorContains(t, err, "0 bits of exponent")
}
