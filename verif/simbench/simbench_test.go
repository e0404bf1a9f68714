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
	for _, name := range []string{"array-16", "fifo-net", "cpu"} {
		t.Run(name, func(t *testing.T) {
			d, err := Find(name)
			require.NoError(t, err)
			var first Result
			for i, e := range Engines() {
				r, err := Measure(context.Background(), d, e, Options{Run: 10 * time.Millisecond, Draft: true})
				require.NoError(t, err)
				require.Positive(t, r.CyclesPerSecond)
				t.Logf("%-12s build %8.3fs  %10.0f cycles/s  %016x", e, r.Build.Seconds(), r.CyclesPerSecond, r.Digest)
				if i == 0 {
					first = r
				}
				require.Equal(t, first.Digest, r.Digest, e)
			}
			require.NotZero(t, first.Digest)
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
