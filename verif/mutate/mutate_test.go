package mutate_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
	"npugen/verif/mutate"
	"npugen/verif/randdesign"
)

func all(*ir.Module) bool { return true }

func elaborate(t testing.TB, seed uint64) *ir.Design {
	c, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: int(seed % 6)})
	require.NoError(t, err)
	return c.Design
}

// Every fault leaves a legal design behind, but for loops that a neighbour's
// element closes.
func TestLegal(t *testing.T) {
	kinds := map[string]bool{}
	for seed := range uint64(400) {
		d := elaborate(t, seed%40)
		f := mutate.Draw(mutate.Sites(d, all), seed)
		before := f.String()
		f.Insert()
		require.NoError(t, ir.Verify(d), "%s", before)
		kinds[f.What] = true
	}
	for _, k := range []string{"add becomes sub", "inverted", "stuck at 0", "stuck at 1", "keeps its value", "arms exchanged"} {
		require.True(t, kinds[k], "%s in %v", k, kinds)
	}
}

// The same seed is the same fault.
func TestSameSeed(t *testing.T) {
	a, b := elaborate(t, 5), elaborate(t, 5)
	for seed := range uint64(50) {
		require.Equal(t, mutate.Draw(mutate.Sites(a, all), seed).String(), mutate.Draw(mutate.Sites(b, all), seed).String())
	}
}

// Modules that are not wanted have no sites, and assertions never.
func TestWanted(t *testing.T) {
	require.Empty(t, mutate.Sites(elaborate(t, 5), func(*ir.Module) bool { return false }))
}

// counter counts while enable is 1.
type counter struct{}

type counterIn struct{ Enable hdl.Bool }
type counterOut struct{ Count hdl.UInt }

func (counter) Inputs() counterIn { return counterIn{Enable: hdl.BoolT()} }

func (counter) Build(m *hdl.Module, in counterIn) counterOut {
	q := hdl.RegInit(m, "q", hdl.U(0, 8))
	m.When(in.Enable, func() { q.D(q.Q().AddWrap(hdl.U(1))) })
	return counterOut{q.Q()}
}

// What a fault does is seen at the outputs.
func TestFaultsAreSeen(t *testing.T) {
	build := func() *ir.Design {
		c, err := hdl.Elaborate(counter{})
		require.NoError(t, err)
		return c.Design
	}
	good := build()
	want := outputs(t, good)
	n, seen := 0, 0
	for i, site := range mutate.Sites(good, all) {
		for k := range site.Faults() {
			d := build()
			f := mutate.Sites(d, all)[i].Faults()[k]
			text := f.String()
			f.Insert()
			n++
			if !slices.Equal(outputs(t, d), want) {
				seen++
			} else {
				t.Log(text)
			}
		}
	}
	require.Equal(t, n, seen)
}

// outputs is the counter's count in each cycle.
func outputs(t testing.TB, d *ir.Design) []uint64 {
	stim, err := verif.RandomStimulus(d, 200, 1)
	require.NoError(t, err)
	r, err := verif.Run(context.Background(), d, stim, verif.Simulator, verif.Options{})
	require.NoError(t, err)
	var all []uint64
	for i := range 200 {
		all = append(all, r.Out.Row(i)...)
	}
	return all
}
