package sim_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/sim/internal/irtest"
	"npugen/verif/randdesign"
)

// Waves are the same to the byte whichever engine makes them: the interpreter,
// which looks at every instant by itself, or the compiled engine's two codes,
// which run stretches of cycles between pokes; with all values, a window of
// time, or values of the middle of the run on only.
func TestVCDIsTheSameOnRandomDesigns(t *testing.T) {
	onRandomDesigns(t, 20, 10, 7, sameWaves)
}

// onRandomDesigns tests n designs in the language, and as many netlists of a
// stream of random numbers; fewer in short tests.
func onRandomDesigns(t *testing.T, n, short, stream uint64, test func(t *testing.T, d *ir.Design, seed uint64)) {
	if testing.Short() {
		n = short
	}
	for seed := range n {
		t.Run(fmt.Sprint("language", seed), func(t *testing.T) {
			c, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: int(seed % 6)})
			require.NoError(t, err)
			test(t, c.Design, seed)
		})
		t.Run(fmt.Sprint("netlist", seed), func(t *testing.T) {
			test(t, irtest.Random(rand.New(rand.NewPCG(seed, stream))), seed)
		})
	}
}

func sameWaves(t *testing.T, d *ir.Design, seed uint64) {
	sameFiles(t, d, func(s *sim.Sim) []string {
		return []string{waves(t, s, d, rand.New(rand.NewPCG(seed, 1)))}
	})
}

// sameFiles compares what a run writes on the engines.
func sameFiles(t *testing.T, d *ir.Design, run func(s *sim.Sim) []string) {
	var first []string
	for i, o := range []sim.Options{
		{Engine: sim.Interpreter}, {Engine: sim.Compiled, Skip: sim.SkipNever}, {Engine: sim.Compiled, Skip: sim.SkipAlways},
	} {
		o.Seed, o.ContinueOnFailure = 3, true
		s := newSim(t, d, o)
		if s.Engine() != o.Engine {
			continue // a loop through the bits of a signal
		}
		texts := run(s)
		if i == 0 {
			first = texts
			continue
		}
		require.Len(t, texts, len(first))
		for k := range texts {
			sameText(t, first[k], texts[k])
		}
	}
}

// sameText shows the first lines that differ.
func sameText(t *testing.T, want, got string) {
	t.Helper()
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		require.Equal(t, a[i], b[i], "line %d, after %q", i+1, a[max(0, i-5):i])
	}
	require.Equal(t, len(a), len(b))
}

// waves runs a design and returns its VCD file.
func waves(t *testing.T, s *sim.Sim, d *ir.Design, r *rand.Rand) string {
	o := window(r)
	var b strings.Builder
	v, err := s.VCD(&b, o)
	require.NoError(t, err)
	drive(t, s, d, r, 8, func() {})
	require.NoError(t, v.Close())
	return b.String()
}

// window is all time or some of what eight stretches take.
func window(r *rand.Rand) (o sim.VCDOptions) {
	if r.IntN(2) == 0 {
		o.From = sim.Time(r.IntN(2000)) * sim.Ns
	}
	if r.IntN(2) == 0 {
		o.Until = o.From + sim.Time(r.IntN(2000))*sim.Ns
	}
	return o
}

// drive runs a design in stretches of random length, with pokes, edges of other
// clocks and what the caller does between.
func drive(t *testing.T, s *sim.Sim, d *ir.Design, r *rand.Rand, stretches int, between func()) {
	var ins, clocks []*ir.Signal
	for _, x := range d.Top.Signals {
		switch {
		case x.Kind != ir.Input:
		case x.Type.Class == ir.Clock:
			clocks = append(clocks, x)
		default:
			ins = append(ins, x)
		}
	}
	c := s.Clock(clocks[0].Name, 10*sim.Ns, 5*sim.Ns)
	for i := range stretches {
		for _, in := range ins {
			if i < 3 || r.IntN(3) == 0 {
				s.Must(in.Name).SetBig(stimulus(r, in, i))
			}
		}
		for _, other := range clocks[1:] {
			for range r.IntN(4) {
				s.Must(other.Name).SetBool(!s.Must(other.Name).Bool())
			}
		}
		if in := ins[r.IntN(len(ins))]; r.IntN(2) == 0 { // a pulse, which an asynchronous reset heeds
			s.Must(in.Name).SetBig(stimulus(r, in, 0))
			s.Must(clocks[0].Name).Bits()
			s.Must(in.Name).SetBig(stimulus(r, in, 5))
		}
		between()
		switch r.IntN(4) {
		case 0:
			require.NoError(t, s.Step())
		case 1:
			require.NoError(t, s.RunUntil(s.Time()+sim.Time(1+r.IntN(400))*sim.Ns))
		default:
			require.NoError(t, s.StepN(c, 20+r.IntN(60)))
		}
	}
	require.NoError(t, s.Err())
}
