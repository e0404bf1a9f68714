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

// Files that begin and end at any time, two at once, and recordings that begin, end
// and are written in between, are the same whichever engine makes them.
func TestFilesInTurns(t *testing.T) {
	onRandomDesigns(t, 17, 6, 31, func(t *testing.T, d *ir.Design, seed uint64) {
		sameFiles(t, d, func(s *sim.Sim) []string {
			f := &files{t: t, s: s, r: rand.New(rand.NewPCG(seed, 5))}
			drive(t, s, d, rand.New(rand.NewPCG(seed, 0)), 40, func() {
				f.turn()
				f.record()
			})
			for _, v := range f.open {
				require.NoError(t, v.Close())
			}
			return f.all()
		})
	})
}

// files is what a run writes.
type files struct {
	t     *testing.T
	s     *sim.Sim
	r     *rand.Rand
	texts []*strings.Builder
	open  []*sim.VCD
	rec   *sim.Recording // nil while there is none
}

func (f *files) all() (list []string) {
	for _, b := range f.texts {
		list = append(list, b.String())
	}
	return list
}

func (f *files) file() *strings.Builder {
	b := &strings.Builder{}
	f.texts = append(f.texts, b)
	return b
}

// turn begins a file, or ends one.
func (f *files) turn() {
	switch {
	case len(f.open) < 2 && f.r.IntN(2) == 0:
		v, err := f.s.VCD(f.file(), f.options())
		require.NoError(f.t, err)
		f.open = append(f.open, v)
	case len(f.open) > 0 && f.r.IntN(2) == 0:
		k := f.r.IntN(len(f.open))
		for range 1 + f.r.IntN(2) { // to end it once more changes nothing
			require.NoError(f.t, f.open[k].Close())
		}
		f.open = append(f.open[:k], f.open[k+1:]...)
	}
}

// options are those of a file from now on, or soon, to the end, or soon.
func (f *files) options() (o sim.VCDOptions) {
	soon := func() sim.Time { return f.s.Time() + sim.Time(f.r.IntN(500))*sim.Ns }
	if f.r.IntN(3) == 0 {
		o.Depth = 1
	}
	if f.r.IntN(4) == 0 {
		o.From = soon()
	}
	if f.r.IntN(4) == 0 {
		o.Until = max(o.From, soon())
	}
	return o
}

// record begins a recording, writes what it holds, or the second half of it, or
// ends it.
func (f *files) record() {
	k := f.r.IntN(4)
	switch {
	case f.rec == nil && k == 0:
		rec, err := f.s.Record(sim.RecordOptions{})
		require.NoError(f.t, err)
		f.rec = rec
	case f.rec == nil:
	case k == 1:
		f.rec.Stop()
		f.rec = nil
	case k == 2:
		from, end := f.rec.Span()
		require.NoError(f.t, f.rec.VCD(f.file(), sim.VCDOptions{From: from + (end-from)/2}))
	case f.r.IntN(2) == 0:
		require.NoError(f.t, f.rec.VCD(io.Discard, sim.VCDOptions{}))
	}
}
