package sim_test

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim"
)

// Waves of a recording are those of the run itself, to the byte, for any window;
// to make them, even in the middle of the run, changes nothing in it.
func TestRecordingOfRandomDesigns(t *testing.T) {
	onRandomDesigns(t, 12, 4, 11, sameRecording)
}

func sameRecording(t *testing.T, d *ir.Design, seed uint64) {
	for _, o := range []sim.Options{
		{Engine: sim.Interpreter}, {Engine: sim.Compiled}, {Engine: sim.Compiled, Skip: sim.SkipAlways},
	} {
		o.Seed, o.ContinueOnFailure = 3, true
		s := newSim(t, d, o)
		if s.Engine() != o.Engine {
			continue // a loop through the bits of a signal
		}
		windows := []sim.VCDOptions{{}, window(rand.New(rand.NewPCG(seed, 2))), window(rand.New(rand.NewPCG(seed, 3)))}
		want := make([]strings.Builder, len(windows))
		var files []*sim.VCD
		for i, o := range windows {
			v, err := s.VCD(&want[i], o)
			require.NoError(t, err)
			files = append(files, v)
		}
		drive(t, s, d, rand.New(rand.NewPCG(seed, 1)), 8, func() {})
		for _, v := range files {
			require.NoError(t, v.Close())
		}
		recorded(t, newSim(t, d, o), d, seed, windows, want, s)
	}
}

// recorded does the same run again while it is recorded.
func recorded(t *testing.T, s *sim.Sim, d *ir.Design, seed uint64, windows []sim.VCDOptions, want []strings.Builder, first *sim.Sim) {
	rec, err := s.Record(sim.RecordOptions{})
	require.NoError(t, err)
	live := &strings.Builder{}
	var v *sim.VCD
	if seed%2 == 0 {
		v, err = s.VCD(live, sim.VCDOptions{})
		require.NoError(t, err)
	}
	r := rand.New(rand.NewPCG(seed, 4))
	drive(t, s, d, rand.New(rand.NewPCG(seed, 1)), 8, func() {
		switch r.IntN(3) {
		case 0:
			rec.Save()
		case 1:
			require.NoError(t, rec.VCD(io.Discard, sim.VCDOptions{From: s.Time() / 2}))
		}
	})
	if v != nil {
		require.NoError(t, v.Close())
		sameText(t, want[0].String(), live.String())
	}
	if seed%3 == 0 {
		rec.Stop()
	}
	require.Equal(t, first.Failures(), s.Failures())
	require.Equal(t, first.Covers(), s.Covers())
	for i, o := range windows {
		if _, end := rec.Span(); o.From > end {
			continue
		}
		var got strings.Builder
		require.NoError(t, rec.VCD(&got, o))
		sameText(t, want[i].String(), got.String())
	}
}
