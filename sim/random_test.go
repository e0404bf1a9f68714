package sim_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/verif/randdesign"
)

// Random designs of the language on the interpreter and on both codes of the
// compiled engine: state machines, cases, memories, nested grids, streams,
// asynchronous resets and a second clock. Outputs, failures and covers must be
// the same.
func TestEnginesAgreeOnTheLanguage(t *testing.T) {
	n := uint64(120)
	if testing.Short() {
		n = 20
	}
	for seed := range n {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: int(seed % 6)})
			require.NoError(t, err)
			agree(t, c.Design, seed)
		})
	}
}

func agree(t *testing.T, d *ir.Design, seed uint64) {
	var sims []*sim.Sim
	for _, o := range []sim.Options{
		{Engine: sim.Interpreter}, {Engine: sim.Compiled, Skip: sim.SkipNever}, {Engine: sim.Compiled, Skip: sim.SkipAlways},
	} {
		o.Seed, o.ContinueOnFailure = 3, true
		s := newSim(t, d, o)
		require.Equal(t, o.Engine, s.Engine(), s.Notice())
		sims = append(sims, s)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	var clocks, outs []string
	var ins []*ir.Signal
	for _, s := range d.Top.Signals {
		switch {
		case s.Kind == ir.Input && s.Type.Class == ir.Clock:
			clocks = append(clocks, s.Name)
		case s.Kind == ir.Input:
			ins = append(ins, s)
		default:
			outs = append(outs, s.Name)
		}
	}
	for cycle := range 15 {
		for _, in := range ins {
			v := stimulus(r, in, cycle)
			for _, s := range sims {
				s.Must(in.Name).SetBig(v)
			}
		}
		for _, name := range outs {
			for _, s := range sims[1:] {
				require.Equal(t, sims[0].Must(name).String(), s.Must(name).String(), "cycle %d: %s", cycle, name)
			}
		}
		rising := 1 + r.IntN(1<<len(clocks)-1)
		for level := range 2 {
			for i, name := range clocks {
				if rising>>i&1 == 1 {
					for _, s := range sims {
						s.PokeName(name, int64(1-level))
					}
				}
			}
		}
		for _, s := range sims {
			require.NoError(t, s.Err())
		}
	}
	for _, s := range sims[1:] {
		require.Equal(t, fmt.Sprint(sims[0].Failures()), fmt.Sprint(s.Failures()))
		require.Equal(t, sims[0].Covers(), s.Covers())
	}
}

// stimulus is a random value; resets are rare after the start.
func stimulus(r *rand.Rand, in *ir.Signal, cycle int) *big.Int {
	switch in.Name {
	case "rst", "rst2", "arst":
		if cycle < 2 || r.IntN(9) == 0 {
			return big.NewInt(1)
		}
		return new(big.Int)
	}
	v := new(big.Int)
	for range in.Bits()/64 + 1 {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(r.Uint64()))
	}
	v.And(v, ir.Mask(in.Bits()))
	return ir.Value(v, in.Bits(), in.Type.Signed && in.Count == 1)
}
