package randdesign_test

import (
	"context"
	"flag"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
	"npugen/verif/randdesign"
)

var passed = flag.Int("passes", 300, "random designs to compare before and after clean-up")

// The clean-up passes change no output bit of a design: before and after, the
// same stimulus gives the same outputs on every step.
func TestPassesKeepMeaning(t *testing.T) {
	outputs := func(d *ir.Design, e verif.Engine, seed uint64) []uint64 {
		s, err := verif.RandomStimulus(d, 30, seed)
		require.NoError(t, err)
		r, err := verif.Run(context.Background(), d, s, e, verif.Options{})
		require.NoError(t, err, "seed %d", seed)
		return r.Out.Data
	}
	for i := range *passed {
		seed := *first + uint64(i)
		def := randdesign.Design{Seed: seed, Size: i % 4}
		written, err := hdl.ElaborateAsWritten(def)
		require.NoError(t, err, "seed %d", seed)
		clean, err := hdl.Elaborate(def)
		require.NoError(t, err, "seed %d", seed)
		want := outputs(written.Design, verif.Simulator, seed)
		require.Equal(t, want, outputs(clean.Design, verif.Simulator, seed), "seed %d", seed)
		if i%20 == 0 { // the simulator itself against the reference, as written
			require.Equal(t, outputs(written.Design, verif.Reference, seed), want, "seed %d", seed)
		}
	}
}
