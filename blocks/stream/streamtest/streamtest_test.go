package streamtest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/stream"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
	"npugen/verif"
)

func pipe(t *testing.T, seed uint64) (*streamtest.Bench, *streamtest.Source, *streamtest.Sink) {
	c, err := hdl.Elaborate(stream.PipeRegister{Width: 8})
	require.NoError(t, err)
	b := streamtest.New(t, c.Design, seed)
	return b, b.Source("in", 0, "data"), b.Sink("out", 0, "data")
}

func TestTransfersAndCycles(t *testing.T) {
	b, in, out := pipe(t, 1)
	in.Send(streamtest.D(3), streamtest.D(4))
	b.Reset(2)
	b.Run(10, func() bool { return len(out.Got) == 2 })
	require.Equal(t, []string{"[3]", "[4]"}, streamtest.Data(out.Got))
	require.Equal(t, 0, in.Sent[0].Cycle)
	require.Equal(t, 1, out.Got[0].Cycle)
	require.Equal(t, 2, out.Got[1].Cycle)
	require.False(t, in.Offering())
}

func TestRates(t *testing.T) {
	b, in, out := pipe(t, 1)
	in.Rate, out.Rate = 0.5, 0.5
	for i := range uint64(100) {
		in.Send(streamtest.D(i))
	}
	b.Reset(1)
	b.Run(1000, func() bool { return len(out.Got) == 100 })
	require.Greater(t, b.Cycle, 200)
}

func TestPaths(t *testing.T) {
	b, in, out := pipe(t, 1)
	b.Probe = true
	out.Rate = 0.5
	for i := range uint64(20) {
		in.Send(streamtest.D(i))
	}
	b.Reset(1)
	b.Run(1000, func() bool { return len(out.Got) == 20 })
	require.Equal(t, "r", b.Paths())
}

// TestJob repeats the traffic and gets the same outputs.
func TestJob(t *testing.T) {
	b, in, out := pipe(t, 7)
	in.Send(streamtest.D(0x5a))
	b.Reset(1)
	b.Run(10, func() bool { return len(out.Got) == 1 })
	j := b.Job()
	r := verif.CosimAll(t, []verif.Job{j}, verif.Simulator, verif.Reference)[0]
	for _, c := range r.Out.Columns {
		if c.Port.Name == "out_data" {
			require.Equal(t, uint64(0x5a), r.Out.Get(2, c.Port, 0).Uint64())
		}
	}
}

func TestShow(t *testing.T) {
	c, err := hdl.Elaborate(stream.PipeRegister{Width: 8})
	require.NoError(t, err)
	require.Contains(t, streamtest.Show(c.Design, "out_data", "in_valid=1 in_data=5a out_ready=1", "", ""), "|5a")
	require.Contains(t, streamtest.Show(c.Design, "out_data", "in_valid"), "want name=hexadecimal")
	require.Contains(t, streamtest.Show(c.Design, "out_data", "nothing=1"), "nothing")
	require.Contains(t, streamtest.Show(c.Design, "nothing", ""), "nothing")
}
