package dma_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/dma"
	"npugen/sim"
)

// steady is a system that streams weights for ever into a matrix unit that
// takes a row a cycle.
func steady(t *testing.T, rows, warm int) *sim.Sim {
	t.Helper()
	s, err := sim.New(elaborate(t, newSystem(t, shape(64, 64, 16, 2), 32, 2)), sim.Options{Seed: 4})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	s.Must("rst").Set(1)
	require.NoError(t, s.StepN(nil, 4))
	s.Must("rst").Set(0)
	s.Must("stream_valid").Set(1)
	s.Must("stream_rows").Set(int64(rows))
	s.Must("weights_ready").Set(1)
	require.NoError(t, s.StepN(nil, warm))
	return s
}

// Weights come at 95 % at least of what two channels give, over 100,000 cycles.
func TestStreamingEfficiency(t *testing.T) {
	cycles := 100_000
	if testing.Short() {
		cycles = 20_000
	}
	s := steady(t, 1<<20, 2000)
	came := s.Must("came").At(dma.Weights)
	before := came.Uint()
	require.NoError(t, s.StepN(nil, cycles))
	percent := float64(came.Uint()-before) * 2 * 100 / float64(cycles)
	t.Logf("%.2f %% of the peak", percent)
	require.Greater(t, percent, 95.0)
	require.False(t, s.Must("wrong").Bool(), "violations of the memory's timing")
}

// The host fills and reads memory by bursts of 256 beats as fast as two channels
// go.
func TestHostRate(t *testing.T) {
	const cycles = 10_000
	for _, c := range []struct {
		address, count string
		client         int
	}{{"aw", "wrote", dma.HostWrite}, {"ar", "came", dma.HostRead}} {
		s := steady(t, 0, 0)
		s.Must("stream_valid").Set(0)
		for name, v := range map[string]int64{"_valid": 1, "_len": 255, "_size": 7, "_burst": 1} {
			s.Must(c.address + name).Set(v)
		}
		writes := c.address == "aw"
		s.Must("w_valid").SetBool(writes)
		s.Must("w_strb").SetBig(number(bytes.Repeat([]byte{255}, 16)))
		s.Must("b_ready").Set(1)
		s.Must("r_ready").Set(1)
		count, taken, sent := s.Must(c.count).At(c.client), s.Must(c.address+"_ready"), s.Must("w_ready")
		var before uint64
		bursts, beats := int64(0), 0
		for i := range 1000 + cycles {
			if i == 1000 {
				before = count.Uint()
			}
			s.Must("w_last").SetBool(beats%256 == 255)
			s.Must(c.address + "_addr").Set(bursts * 256 * 128)
			if writes && sent.Bool() {
				beats++
			}
			if taken.Bool() {
				bursts++
			}
			require.NoError(t, s.Step())
		}
		percent := float64(count.Uint()-before) * 2 * 100 / cycles
		t.Logf("%s: %.1f %% of the peak", c.address, percent)
		require.Greater(t, percent, 95.0)
		require.False(t, s.Must("wrong").Bool(), "violations of the memory's timing")
	}
}

// The cycles from a command to its Done, which instructions that depend on it
// wait for: alone, and with the channels full of weights. In the middle; a
// refresh adds up to 200.
func TestLatency(t *testing.T) {
	for _, c := range []struct {
		name    string
		streams int64
		load    [2]int // of one word, of 64
		store   [2]int // of a row, of a column of 64 bytes
	}{
		{"alone", 0, [2]int{48, 116}, [2]int{6, 90}},
		{"with weights", 1, [2]int{110, 210}, [2]int{6, 170}},
	} {
		s := steady(t, 1<<20, 0)
		s.Must("stream_valid").Set(c.streams)
		s.Must("words_ready").Set(1)
		s.Must("read_ready").Set(1)
		require.NoError(t, s.StepN(nil, 1000))
		middle := func(unit, done string, fields map[string]int64) int {
			for name, v := range fields {
				s.Must(unit + "_" + name).Set(v)
			}
			var all []int
			for range 21 {
				all = append(all, latency(t, s, unit, done))
				require.NoError(t, s.StepN(nil, 200))
			}
			slices.Sort(all)
			return all[len(all)/2]
		}
		load := [2]int{
			middle("load", "loaded", map[string]int64{"words": 1}),
			middle("load", "loaded", map[string]int64{"words": 64}),
		}
		store := [2]int{
			middle("store", "stored", map[string]int64{"n0": 1, "n1": 1, "len": 64, "se": 1}),
			middle("store", "stored", map[string]int64{"se": 128}),
		}
		t.Logf("%s: LOAD of 1 and of 64 words %v; STORE of a row and of a column of 64 %v", c.name, load, store)
		for i := range 2 {
			require.LessOrEqual(t, load[i], c.load[i])
			require.LessOrEqual(t, store[i], c.store[i])
		}
	}
}

// latency gives a unit its command once.
func latency(t *testing.T, s *sim.Sim, unit, done string) int {
	t.Helper()
	valid, retired, asked, row := s.Must(unit+"_valid"), s.Must(done+"_done"), s.Must("read_valid"), s.Must("row_valid")
	valid.Set(1)
	for n := 1; ; n++ {
		next := asked.Bool()
		require.NoError(t, s.Step())
		valid.Set(0)
		row.SetBool(next)
		if retired.Bool() {
			return n
		}
		require.Less(t, n, 2000)
	}
}
