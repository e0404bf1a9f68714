package matrix

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/fp/golden"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
	"npugen/isa/isatest"
	"npugen/verif"
)

// peakDriver gives words to a peaks and takes maxima from it.
type peakDriver struct {
	*streamtest.Bench
	peaks
	set map[string]uint64 // inputs of this cycle
}

func newPeakDriver(t *testing.T, p peaks) *peakDriver {
	c, err := hdl.Elaborate(p)
	require.NoError(t, err)
	d := &peakDriver{Bench: streamtest.New(t, c.Design, uint64(p.Lanes)), peaks: p}
	d.Drive = func() {
		for _, name := range []string{"put", "seen", "of_first", "of_entry", "give", "vectors", "take"} {
			d.Sim.Must(name).SetUint(d.set[name])
		}
		for l := range p.Lanes {
			d.Sim.Must("word").At(l).SetUint(d.set[fmt.Sprint("word", l)])
		}
	}
	d.Reset(2)
	return d
}

func (d *peakDriver) cycle(set map[string]uint64) {
	d.set = set
	d.Step()
}

// word gives a word of a vector, behind some idle cycles, and what it makes of the
// maximum.
func (d *peakDriver) word(vector, first int, top float32) float32 {
	for d.Rand.IntN(3) == 0 {
		d.cycle(nil)
	}
	set := map[string]uint64{"put": 1, "of_entry": uint64(vector), "of_first": uint64(first), "seen": d.Rand.Uint64N(1 << d.Lanes)}
	for l := range d.Lanes {
		x := isatest.Float(d.Rand)
		set[fmt.Sprint("word", l)] = uint64(x)
		if set["seen"]>>l&1 == 1 {
			top = golden.Max(top, math.Float32frombits(x))
		}
	}
	d.cycle(set)
	return top
}

// take takes the maxima of the first vectors, at times later than it could.
func (d *peakDriver) take(vectors int) (tops []float32) {
	for wait := 0; len(tops) < vectors; wait++ {
		require.Less(d.T, wait, 200)
		set := map[string]uint64{"give": 1, "vectors": uint64(vectors)}
		if d.Sim.Must("valid").Bool() && d.Rand.IntN(3) > 0 {
			set["take"] = 1
			tops = append(tops, math.Float32frombits(uint32(d.Sim.Must("peak").Uint())))
		}
		d.cycle(set)
	}
	require.False(d.T, d.Sim.Must("valid").Bool(), "one too many")
	return tops
}

// The maxima are those of golden.Max, which the vector unit has, to the last bit:
// of -0, infinities and NaNs, in words that follow each other at any distance; in
// all simulators.
func TestPeaks(t *testing.T) {
	var jobs []verif.Job
	for _, p := range []peaks{{1, 1}, {3, 2}, {4, 4}, {8, 1}, {16, 8}, {17, 4}} {
		d := newPeakDriver(t, p)
		for range 40 {
			vectors := 1 + d.Rand.IntN(p.Depth)
			want := make([]float32, vectors)
			for tile := range 1 + d.Rand.IntN(3) {
				for v := range want {
					first := 0
					if tile == 0 {
						first, want[v] = 1, float32(math.Inf(-1))
					}
					for range 1 + d.Rand.IntN(3) {
						want[v], first = d.word(v, first, want[v]), 0
					}
				}
			}
			for v, got := range d.take(vectors) {
				require.Equal(t, math.Float32bits(want[v]), math.Float32bits(got), "%+v, vector %d of %d", p, v, vectors)
			}
			d.cycle(nil)
		}
		jobs = append(jobs, d.Job())
	}
	if !testing.Short() {
		verif.CosimAll(t, jobs)
	}
}
