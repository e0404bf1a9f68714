package simbench

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCompare(t *testing.T) {
	d, err := Find("cpu")
	require.NoError(t, err)
	var steps []string
	r, err := Compare(context.Background(), d, []string{"interpreter", "compiled"}, Options{
		Run: time.Millisecond, Runs: 3, Step: func(format string, _ ...any) { steps = append(steps, format) },
	})
	require.NoError(t, err)
	require.NoError(t, r.Err())
	require.Len(t, r.Engines, 2)
	require.Len(t, steps, 3*2*3)
	require.Equal(t, r.Engines[0].Hash, r.Engines[1].Hash)
	for _, row := range r.Engines {
		require.Positive(t, row.BuildSeconds, row.Name)
		require.Positive(t, row.CyclesPerSecond, row.Name)
		require.Zero(t, r.Relative(row), "Verilator was not there")
	}
	text, err := json.Marshal(r)
	require.NoError(t, err)
	require.Regexp(t, `^\{"design":"cpu","engines":\[\{"name":"interpreter","build_seconds":[0-9.e-]+,"cycles_per_second":[0-9.e+]+,"hash":"[0-9a-f]{16}"\},`, string(text))
}

// A program is built once for all runs.
func TestBuiltOnce(t *testing.T) {
	need(t, "iverilog")
	d, err := Find("cpu")
	require.NoError(t, err)
	built := map[string]int{}
	r, err := Compare(context.Background(), d, []string{"icarus", "compiled"}, Options{
		Run: time.Millisecond, Runs: 3, VCD: true, Step: func(format string, args ...any) {
			if _, what, _ := strings.Cut(fmt.Sprintf(format, args...), ": "); strings.Contains(what, "building") {
				built[what]++
			}
		},
	})
	require.NoError(t, err)
	require.NoError(t, r.Err())
	require.Equal(t, map[string]int{
		"cpu on icarus: building": 1, "cpu on icarus: building, with waves": 1,
		"cpu on compiled: building": 3, "cpu on compiled: building, with waves": 3, "cpu on compiled: building, recorded": 3,
	}, built)
	require.Positive(t, r.Engines[0].VCD.CyclesPerSecond)
	for _, row := range r.Engines {
		if row.Name != "compiled" {
			require.Nil(t, row.Recorded)
			continue
		}
		require.Positive(t, row.Recorded.CyclesPerSecond)
		require.Positive(t, row.Recorded.WindowSeconds)
		require.Less(t, row.Recorded.Total, row.Recorded.CyclesPerSecond)
	}
}

func TestSkipped(t *testing.T) {
	d, err := Find("array-16")
	require.NoError(t, err)
	none := t.TempDir()
	for _, tt := range []struct {
		name, engine, want string
		path               string
		o                  Options
	}{
		{"limit in process", "interpreter", "the build takes longer than 1ns", "", Options{BuildLimit: 1}},
		{"limit of a program", "verilator", "the build takes longer than 300ms", "", Options{BuildLimit: 300 * time.Millisecond}},
		{"no icarus", "icarus", "iverilog is not installed", none, Options{}},
		{"no verilator", "verilator", "verilator is not installed", none, Options{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.path != "" {
				t.Setenv("PATH", tt.path)
			} else if tt.engine == "verilator" {
				need(t, "verilator")
			}
			r, err := Compare(context.Background(), d, []string{tt.engine}, tt.o)
			require.NoError(t, err)
			require.NoError(t, r.Err())
			require.Equal(t, []Row{{Name: tt.engine, Skipped: tt.want}}, r.Engines)
		})
	}
}

func TestCompareCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Compare(ctx, Designs()[0], []string{"interpreter"}, Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestMedian(t *testing.T) {
	require.EqualValues(t, 2, median([]float64{3, 1, 2}))
	require.EqualValues(t, 2.5, median([]float64{4, 1, 3, 2}))
}

func TestReportErr(t *testing.T) {
	a, b := Row{Name: "a", Hash: "00", CyclesPerSecond: 3}, Row{Name: "verilator", Hash: "01", CyclesPerSecond: 2}
	r := Report{Design: "d", Engines: []Row{{Name: "none", Skipped: "not there"}, a, b}}
	require.EqualError(t, r.Err(), "d: the digests differ: a has 00, verilator has 01")
	require.EqualValues(t, 1.5, r.Relative(a))
	r.Engines = append(r.Engines, Row{Name: "c", Error: "c broke"})
	require.ErrorContains(t, r.Err(), "c broke")

	var row Row
	row.sum([]Result{{Digest: 1}, {Digest: 2}})
	require.Equal(t, "digest 0000000000000001 in one run, 0000000000000002 in another", row.Error)
}
