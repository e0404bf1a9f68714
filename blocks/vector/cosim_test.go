package vector_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/hdl/ir"
	"npugen/isa"
	"npugen/verif"
)

// recorded is the inputs of every cycle of a rig.
func (r *rig) record(d *ir.Design, rows *[][]*big.Int) {
	r.before = func() {
		var row []*big.Int
		for _, p := range d.Top.Signals {
			if p.Kind == ir.Input && p.Type.Class != ir.Clock {
				row = append(row, r.s.Must(p.Name).Bits())
			}
		}
		*rows = append(*rows, row)
	}
}

// TestAllSimulatorsAgree runs a program that the machine has checked in all of
// them.
func TestAllSimulatorsAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	for _, s := range []bundle.Shape{
		{Rows: 8, Cols: 4, Lanes: 2, VBWords: 32, ABRows: 32, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 5},
		{Rows: 10, Cols: 7, Lanes: 4, VBWords: 32, ABRows: 32, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 2},
		{Rows: 12, Cols: 6, Lanes: 6, VBWords: 32, ABRows: 32, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 2},
	} {
		t.Run(name(s), func(t *testing.T) { agree(t, s) })
	}
}

func agree(t *testing.T, s bundle.Shape) {
	d := design(t, s)
	src := rng(3)
	var rows [][]*big.Int
	r := newRig(t, s, 1)
	r.record(d, &rows)
	all := program(t, src, s, 60, isa.MAP, isa.MAP, isa.QUANT, isa.ARGMAX, isa.TOPK)
	m := machineOf(t, src, s, all)
	for w := range s.VBWords {
		r.fill([]string{"matrix", "load"}[w%2], w, m.VB[s.Lanes*w:s.Lanes*(w+1)])
	}
	for i := range s.SBWords { // the sum of an element
		in := isa.New(isa.MAP)
		for f, v := range map[string]uint32{"n0": 1, "n1": 1, "len": 1, "a": uint32(s.Address(uint64(i))), "red": isa.RedSum, "t": uint32(i), "c1": 0x3f800000} {
			require.NoError(t, in.Set(f, v))
		}
		r.offer(in)
	}
	for _, in := range all {
		r.offer(in)
	}
	r.finish(s.SBWords + len(all))

	stim, err := verif.NewStimulus(d, 4+len(rows))
	require.NoError(t, err)
	for step := range stim.Steps() {
		for i, c := range stim.In.Columns {
			switch {
			case c.Port.Name == "rst":
				stim.In.SetUint(step, c.Port, 0, uint64(max(0, min(1, 4-step))))
			case step >= 4:
				whole(stim, step, c.Port, rows[step-4][i])
			}
		}
	}
	verif.Cosim(t, d, stim)
}

// whole sets all elements of a port.
func whole(stim *verif.Stimulus, step int, p *ir.Signal, v *big.Int) {
	for e := range p.Count {
		stim.In.Set(step, p, e, new(big.Int).Rsh(v, uint(e*p.Type.Width)))
	}
}
