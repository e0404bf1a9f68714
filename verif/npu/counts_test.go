package npu

import (
	"context"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/control"
)

func TestBusy(t *testing.T) {
	require.Zero(t, Busy(nil))
	require.Equal(t, 10+5, Busy([]Span{{Start: 20, Retire: 25}, {Start: 0, Retire: 8}, {Start: 2, Retire: 4}, {Start: 6, Retire: 10}}), "what overlaps counts once")
}

// The chip's counters are those of the program and the trace; one that is wrong
// by one is found out.
func TestWrongCounters(t *testing.T) {
	t.Parallel()
	s := tiny(t)
	s.MemoryBytes = 1 << 16
	j := newJob(t, rand.New(rand.NewPCG(3, 23)), s, *length)
	ctx := context.Background()
	h, err := NewHardware(s, s.MemoryBytes, 1)
	require.NoError(t, err)
	require.NoError(t, h.Load(ctx, j.image))
	out, err := h.Run(ctx, j.run)
	require.NoError(t, err)
	w := &watch{steps: h.model.Steps, spans: out.Spans, activity: activity{windows: out.Windows}}
	require.NoError(t, w.counted(s.Top.Shape, out.Counters))

	for _, name := range []string{
		"instructions", "matrix_active", "read_load", "read_weights", "write_store",
		"busy_weight", "busy_load", "busy_matrix", "busy_vector", "busy_store",
	} {
		require.Positive(t, out.Counters[name], name)
		for _, by := range []uint64{1, ^uint64(0)} {
			wrong := maps.Clone(out.Counters)
			wrong[name] += by
			require.ErrorContains(t, w.counted(s.Top.Shape, wrong), "counter "+name+" is ")
		}
	}
	few := maps.Clone(out.Counters)
	few["read_fetch"] = uint64(len(w.steps))/uint64(s.Top.Channels) - 1
	require.ErrorContains(t, w.counted(s.Top.Shape, few), "counter read_fetch is ")
	require.Len(t, out.Counters, len(control.Counters()))
}
