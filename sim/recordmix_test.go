package sim_test

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/sim/internal/irtest"
)

// Waves of a recording are those of the run itself whatever the test bench does,
// wherever the recording begins and ends, and while it is under way.
func TestRecordingOfMixedBenches(t *testing.T) {
	onRandomDesigns(t, 8, 3, 13, sameMix)
}

func FuzzRecordingOfMixedBenches(f *testing.F) {
	f.Add(uint64(100))
	f.Fuzz(func(t *testing.T, seed uint64) {
		sameMix(t, irtest.RandomGrid(rand.New(rand.NewPCG(seed, 13))), seed)
	})
}

func sameMix(t *testing.T, d *ir.Design, seed uint64) {
	for _, o := range []sim.Options{
		{Engine: sim.Interpreter}, {Engine: sim.Compiled}, {Engine: sim.Compiled, Skip: sim.SkipAlways},
	} {
		o.Seed, o.ContinueOnFailure = 3, seed%3 > 0
		if s := newSim(t, d, o); s.Engine() != o.Engine {
			continue // a loop through the bits of a signal
		}
		x := &mixRuns{t: t, d: d, o: o, seed: seed}
		x.plain()
		x.live()
		x.recorded()
	}
}

// mixRuns is the same run three times: without anybody that looks, with VCD
// files, and recorded.
type mixRuns struct {
	t    *testing.T
	d    *ir.Design
	o    sim.Options
	seed uint64
	want mixed

	times   []sim.Time // of places
	windows []sim.VCDOptions
	texts   []strings.Builder // of windows

	open, shut int // places between which there is a file in both runs
	over       sim.VCDOptions
	overText   strings.Builder

	start, probe int // places at which the recording begins and at which it is written
	probed       sim.VCDOptions
	probeText    strings.Builder
}

func (x *mixRuns) run(place func(m *mix, n int)) *mix {
	m := newMix(x.t, newSim(x.t, x.d, x.o), x.d, x.seed)
	m.place = func(n int) { place(m, n) }
	m.run(25)
	return m
}

func (x *mixRuns) file(s *sim.Sim, w io.Writer, o sim.VCDOptions) *sim.VCD {
	v, err := s.VCD(w, o)
	require.NoError(x.t, err)
	return v
}

// plain learns what there is, and chooses windows and places.
func (x *mixRuns) plain() {
	m := x.run(func(m *mix, n int) { x.times = append(x.times, m.s.Time()) })
	x.want = m.result()
	r := rand.New(rand.NewPCG(x.seed, 21))
	when := func() sim.Time {
		if r.IntN(2) == 0 {
			return max(0, x.times[r.IntN(len(x.times))]+sim.Time(r.IntN(3)-1))
		}
		return sim.Time(r.Int64N(int64(m.s.Time()) + 1))
	}
	x.windows = []sim.VCDOptions{{}}
	for range 5 {
		w := sim.VCDOptions{From: when(), Until: when()}
		if w.Until < w.From && r.IntN(5) > 0 {
			w.From, w.Until = w.Until, w.From
		}
		switch r.IntN(6) {
		case 0:
			w.Until = w.From
		case 1:
			w.Until = 0
		}
		x.windows = append(x.windows, w)
	}
	x.probe = r.IntN(len(x.times))
	if r.IntN(3) == 0 {
		x.start = r.IntN(x.probe + 1)
	}
	x.probed = sim.VCDOptions{From: x.times[x.start+r.IntN(x.probe-x.start+1)]}
	x.open = r.IntN(len(x.times))
	x.shut = x.open + r.IntN(len(x.times)-x.open)
	x.over = sim.VCDOptions{From: when()}
}

func (x *mixRuns) live() {
	var files []*sim.VCD
	var probed, over *sim.VCD
	x.texts = make([]strings.Builder, len(x.windows))
	m := x.run(func(m *mix, n int) {
		if n == 0 {
			m.busy = true
			for i, o := range x.windows {
				files = append(files, x.file(m.s, &x.texts[i], o))
			}
			probed = x.file(m.s, &x.probeText, x.probed)
		}
		if n == x.probe {
			require.NoError(x.t, probed.Close())
		}
		if n == x.open {
			over = x.file(m.s, &x.overText, x.over)
		}
		if n == x.shut {
			require.NoError(x.t, over.Close())
		}
	})
	for _, v := range files {
		require.NoError(x.t, v.Close())
	}
	require.Equal(x.t, x.want, m.result(), "with waves")
}

func (x *mixRuns) recorded() {
	t := x.t
	r := rand.New(rand.NewPCG(x.seed, 22))
	o := sim.RecordOptions{}
	if r.IntN(4) == 0 {
		o.Memory = 1 << (8 + r.IntN(8))
	}
	stop := -1
	if r.IntN(2) == 0 {
		stop = r.IntN(len(x.times))
	}
	var list []*sim.Recording
	record := func(s *sim.Sim) {
		rec, err := s.Record(o)
		require.NoError(t, err)
		list = append(list, rec)
	}
	var over *sim.VCD
	var text, probe strings.Builder
	m := x.run(func(m *mix, n int) {
		if n == x.start {
			record(m.s)
		}
		if n == x.open {
			m.busy, over = true, x.file(m.s, &text, x.over)
		}
		if len(list) > 0 {
			rec := list[len(list)-1]
			if first, _ := rec.Span(); n == x.probe && len(list) == 1 && first <= x.probed.From {
				require.NoError(t, rec.VCD(&probe, x.probed))
				sameText(t, x.probeText.String(), probe.String())
			}
			switch r.IntN(4) {
			case 0:
				rec.Save()
			case 1:
				w, rec := x.windows[r.IntN(len(x.windows))], list[r.IntN(len(list))]
				if first, last := rec.Span(); w.From >= first && w.From <= last {
					require.NoError(t, rec.VCD(io.Discard, w))
				}
			}
			if n == stop {
				rec.Stop()
				record(m.s)
			}
		}
		if n == x.shut {
			require.NoError(t, over.Close())
			m.busy = false
			sameText(t, x.overText.String(), text.String())
		}
	})
	require.Equal(t, x.want, m.result(), "recorded")
	for i, rec := range list {
		x.compare(rec, i == len(list)-1)
	}
	require.Equal(t, x.want, m.result(), "recorded and written")
}

// compare looks at the windows that a recording has all of.
func (x *mixRuns) compare(rec *sim.Recording, toTheEnd bool) {
	first, last := rec.Span()
	for i, w := range x.windows {
		whole := w.From >= first && w.From <= last && (w.From > 0 || first == 0)
		if !whole || !toTheEnd && (w.Until == 0 || w.Until >= last) {
			continue
		}
		var got strings.Builder
		require.NoError(x.t, rec.VCD(&got, w))
		sameText(x.t, x.texts[i].String(), got.String())
	}
}
