package hbm

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBadOptions(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "no traffic: want a pattern or a trace"},
		{Options{Pattern: "z"}, `pattern "z": unknown; known: a, b,`},
		{Options{Pattern: "a", Trace: strings.NewReader("0 R")}, "a pattern and a trace: want one of them"},
		{Options{Pattern: "a", Profile: "hbm1"}, `hbm profile "hbm1": unknown`},
		{Options{Pattern: "a", ProfileFile: "none.yaml"}, "none.yaml"},
		{Options{Pattern: "a", Queues: 7}, "queue depth 7: want an even number from 8 to 128"},
		{Options{Pattern: "a", Queues: 256}, "queue depth 256"},
		{Options{Pattern: "a", Mapping: "best"}, `mapping "best": want hashed, interleaved or linear`},
		{Options{Pattern: "a", Refresh: "never"}, `refresh "never": want single-bank or all-bank`},
		{Options{Pattern: "a", Queues: -8}, "queue depth -8"},
		{Options{Pattern: "a", PowerDown: 70000}, "idle frames before power-down 70000: want 0 to 65535"},
		{Options{Pattern: "a", Burst: 4}, "burst 4 and pause 0: want both, above 0"},
		{Options{Pattern: "a", Sleep: true}, "self-refresh without pauses"},
		{Options{Pattern: "a", Ratio: 3}, "hbm controller: frequency ratio 3: want 1, 2 or 4"},
		{Options{Trace: strings.NewReader("0 R\n\n12 X")}, `trace: line 3: "X": want R or W`},
		{Options{Trace: strings.NewReader("0 R\n12")}, "trace: line 2: 1 fields: want an address and R or W"},
		{Options{Trace: strings.NewReader("-1 R")}, `trace: line 1: "-1" is no hexadecimal address`},
		{Options{Trace: strings.NewReader("40000000 W")}, "trace: line 1: address 0x40000000 is beyond the memory of 0x40000000 bytes"},
		{Options{Trace: strings.NewReader("\n")}, "trace: line 1: no requests"},
	} {
		_, err := c.o.Run()
		require.ErrorContains(t, err, c.want)
	}
}

// Numbers that make no run are errors; so is a run that is stopped.
func TestRunsThatAreNone(t *testing.T) {
	trace := func(o Options) Options {
		o.Trace = strings.NewReader("0 R\n")
		return o
	}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Pattern: "a", Warmup: math.MaxInt}, "120000 cycles after 9223372036854775807: want 50000000 at most in all"},
		{Options{Pattern: "a", Warmup: 1, Cycles: math.MaxInt}, "9223372036854775807 cycles after 1: want 50000000 at most in all"},
		{trace(Options{Warmup: math.MaxInt}), "want 50000000 at most in all"},
		{Options{Pattern: "a", Burst: 1, Pause: math.MaxInt}, "pauses of 9223372036854775807 cycles: want 50000000 at most"},
		{Options{Pattern: "a", Cycles: -1}, "-1 cycles after 0: want 0 or more"},
	} {
		_, err := c.o.Run()
		require.ErrorContains(t, err, c.want)
		require.ErrorAs(t, err, new(*OptionError))
	}
	run, err := trace(Options{Warmup: 1000}).Run()
	require.NoError(t, err)
	_, err = run.Do(t.Context())
	require.ErrorContains(t, err, "in the warm-up of 1000")

	ctx, stop := context.WithCancel(t.Context())
	stop()
	run, err = Options{Pattern: "a", Cycles: maxCycles}.Run()
	require.NoError(t, err)
	_, err = run.Do(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

// What is measured begins when the initialisation is over.
func TestInitialisationIsNotMeasured(t *testing.T) {
	o := Options{Pattern: "a", Warmup: 400, Cycles: 1000}
	plain, err := o.Run()
	require.NoError(t, err)
	want, err := plain.Do(t.Context())
	require.NoError(t, err)
	o.Init = true
	first, err := o.Run()
	require.NoError(t, err)
	got, err := first.Do(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1000, got.Cycles)
	require.InDelta(t, want.Utilisation, got.Utilisation, 5)
	require.InDelta(t, want.Reads, got.Reads, 30)
	require.Zero(t, got.Violations)
}

// The read of line 0 is offered together with the write of it and accepted
// first, so the write waits for it.
func ExampleOptions() {
	run, err := Options{Trace: strings.NewReader("0 W\n0x40 W\n0 R\n1fffffc0 R\n"), Log: true}.Run()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := run.Do(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Requests, "requests,", r.Violations, "violations")
	for _, c := range r.Log {
		if c.Cmd.String() != "REFSB" {
			fmt.Println(c)
		}
	}
	// Output:
	// 4 requests, 0 violations
	// 12 0 ACT 0 0 0 0
	// 14 1 ACT 0 0 0 0
	// 16 0 ACT 0 2 16383 0
	// 27 1 WR 0 0 0 0
	// 28 0 RD 0 0 0 0
	// 31 1 WRA 0 0 0 1
	// 32 0 RDA 0 0 0 1
	// 36 0 RD 0 2 0 30
	// 40 0 RDA 0 2 0 31
	// 60 0 ACT 0 0 0 0
	// 74 0 WR 0 0 0 0
	// 78 0 WRA 0 0 0 1
}

func TestResultJSON(t *testing.T) {
	run, err := Options{Trace: strings.NewReader("0 R\n")}.Run()
	require.NoError(t, err)
	r, err := run.Do(context.Background())
	require.NoError(t, err)
	text, err := json.Marshal(r)
	require.NoError(t, err)
	var got map[string]any
	require.NoError(t, json.Unmarshal(text, &got))
	require.ElementsMatch(t, slices.Collect(maps.Keys(got)),
		[]string{"utilisation_pct", "latency_mean_ck", "latency_p99_ck", "row_hit_pct", "violations", "cycles", "requests"})
	require.Equal(t, 1.0, got["requests"])
}

func FuzzReadTrace(f *testing.F) {
	f.Add("0 R\n1f40 W\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ReadTrace(strings.NewReader(text), 1<<30)
		if err == nil {
			require.NotEmpty(t, list)
		}
	})
}
