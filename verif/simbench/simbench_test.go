package simbench

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// need skips the test, or in CI fails it, when a tool is missing.
func need(t *testing.T, tools ...string) {
	for _, name := range tools {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is not installed", name)
			}
			t.Skipf("%s is not installed", name)
		}
	}
}

// Every engine computes the same digest.
func TestEnginesAgree(t *testing.T) {
	need(t, "iverilog", "verilator")
	for _, name := range []string{"array-16", "fifo-net", "cpu", "engine-edge-16"} {
		t.Run(name, func(t *testing.T) {
			d, err := Find(name)
			require.NoError(t, err)
			r, err := Compare(context.Background(), d, Engines(), Options{Run: 10 * time.Millisecond, Draft: true, VCD: name == "cpu"})
			require.NoError(t, err)
			require.NoError(t, r.Err())
			for _, row := range r.Engines {
				t.Logf("%-12s build %8.3fs  %10.0f cycles/s  %s", row.Name, row.BuildSeconds, row.CyclesPerSecond, row.Hash)
				require.Empty(t, row.Skipped, row.Name)
				require.Positive(t, row.CyclesPerSecond, row.Name)
				require.NotEqual(t, "0000000000000000", row.Hash, row.Name)
				if name != "cpu" {
					continue
				}
				require.Positive(t, row.VCD.CyclesPerSecond, row.Name)
				require.Greater(t, row.VCD.BytesPerCycle, 100.0, row.Name)
				require.Less(t, row.VCD.BytesPerCycle, 10_000.0, row.Name)
				require.Greater(t, row.VCD.Signals, 10, row.Name)
			}
		})
	}
}

// The digest takes part in every cycle: one cycle more gives another.
func TestDigestMoves(t *testing.T) {
	for _, d := range Designs() {
		if d.Name == "array-128" || d.Name == "array-256" || d.Name == "chip-decode-64" {
			continue // the same as the smaller ones
		}
		t.Run(d.Name, func(t *testing.T) {
			design, err := d.Elaborate()
			require.NoError(t, err)
			var digests []uint64
			for _, cycles := range []int{d.Check - 1, d.Check} {
				e := newEngine("compiled", plain, false)
				require.NoError(t, e.build(context.Background(), design, ""))
				digest, err := e.check(context.Background(), cycles)
				require.NoError(t, err)
				digests = append(digests, digest)
			}
			require.NotEqual(t, digests[0], digests[1])
		})
	}
}

func TestFind(t *testing.T) {
	_, err := Find("array-17")
	require.ErrorContains(t, err, `no design "array-17": want one of array-16, array-32`)
}

func TestNoEngine(t *testing.T) {
	_, err := Measure(context.Background(), Designs()[0], "modelsim", Options{})
	require.ErrorContains(t, err, "no such engine")
}

// BenchmarkArray16 prints the cycles a second of each engine on the 16 x 16
// int8 array, with new inputs every cycle.
func BenchmarkArray16(b *testing.B) {
	d, err := Find("array-16")
	require.NoError(b, err)
	for _, e := range Engines() {
		b.Run(e, func(b *testing.B) {
			for b.Loop() {
				r, err := Measure(context.Background(), d, e, Options{Run: time.Second})
				if err != nil {
					b.Skip(err)
				}
				b.ReportMetric(r.CyclesPerSecond, "cycles/s")
				b.ReportMetric(r.Build.Seconds(), "build-s")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// The digests of the arrays are taken after results have come out: they differ
// from one size to the next.
func TestDigestsSeeResults(t *testing.T) {
	seen := map[uint64]string{}
	for _, name := range []string{"array-16", "array-32", "array-64", "array-128", "array-256"} {
		d, err := Find(name)
		require.NoError(t, err)
		r, err := Measure(context.Background(), d, "compiled", Options{Run: time.Millisecond})
		require.NoError(t, err)
		require.Empty(t, seen[r.Digest], name)
		seen[r.Digest] = name
	}
}
