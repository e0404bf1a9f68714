package verif

import (
	"io"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

func TestTable(t *testing.T) {
	a := &ir.Signal{Name: "a", Type: ir.Type{Width: 7}, Count: 20} // 140 bits, elements across words
	b := &ir.Signal{Name: "b", Type: ir.Type{Width: 65}, Count: 1}
	tab := newTable([]*ir.Signal{a, b}, 2)
	require.Equal(t, 5, tab.Stride)
	for e := range 20 {
		tab.SetUint(1, a, e, uint64(e*6))
	}
	tab.Set(1, b, 0, ir.Mask(70)) // too wide: cut
	for e := range 20 {
		require.Equal(t, uint64(e*6), tab.Get(1, a, e).Uint64(), "element %d", e)
		require.Zero(t, tab.Get(0, a, e).Sign())
	}
	require.Zero(t, tab.Get(1, b, 0).Cmp(ir.Mask(65)))
	tab.SetUint(1, a, 9, 0)
	require.Equal(t, uint64(48), tab.Get(1, a, 8).Uint64())
	require.Equal(t, uint64(60), tab.Get(1, a, 10).Uint64())
}

// A value for a port that is not in the table, such as a clock, or for an element that
// is not there, is an error of the run, and goes to no other port.
func TestStimulusOfWhatIsNotThere(t *testing.T) {
	d := &ir.Design{}
	clk := &ir.Signal{Name: "clk", Kind: ir.Input, Type: ir.Type{Width: 1, Class: ir.Clock}, Count: 1}
	a := &ir.Signal{Name: "a", Kind: ir.Input, Type: ir.Type{Width: 7}, Count: 2, Vec: true}
	d.Top = &ir.Module{Name: "m", Def: "verif.m", Signals: []*ir.Signal{clk, a}}
	d.Modules = []*ir.Module{d.Top}
	for want, set := range map[string]func(s *Stimulus){
		"no port clk: it has a":               func(s *Stimulus) { s.In.SetUint(1, clk, 0, 1) },
		"no element 2 of port a: want 0 to 1": func(s *Stimulus) { s.In.SetUint(1, a, 2, 1) },
	} {
		s, err := NewStimulus(d, 3)
		require.NoError(t, err)
		set(s)
		require.Zero(t, s.In.Get(1, a, 0).Sign())
		for _, e := range []Engine{Simulator, Reference} {
			_, err = Run(t.Context(), d, s, e, Options{})
			require.ErrorContains(t, err, want)
		}
		require.ErrorContains(t, Waves(t.Context(), io.Discard, Job{Design: d, Stim: s}, 0, 2), want)
	}
	_, err := NewStimulus(d, -1)
	require.ErrorContains(t, err, "-1 steps")
}

func TestCornersFit(t *testing.T) {
	for w := 1; w <= 130; w++ {
		seen := map[string]bool{}
		for _, c := range Corners(w) {
			require.LessOrEqual(t, c.BitLen(), w)
			seen[c.String()] = true
		}
		require.Contains(t, seen, new(big.Int).Lsh(big.NewInt(1), uint(w-1)).String(), "sign bit of %d", w)
	}
}
