package stream_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/stream"
	"npugen/blocks/stream/streamtest"
)

// FuzzQueue runs queues of any width and depth under any back-pressure, and
// compares data and count with a model in every cycle.
func FuzzQueue(f *testing.F) {
	f.Add(uint8(8), uint8(1), uint8(255), uint8(128), uint64(1))
	f.Add(uint8(1), uint8(16), uint8(200), uint8(40), uint64(2))
	f.Add(uint8(65), uint8(17), uint8(128), uint8(128), uint64(3))
	f.Add(uint8(255), uint8(33), uint8(255), uint8(60), uint64(4))
	f.Fuzz(func(t *testing.T, width, depth, inRate, outRate uint8, seed uint64) {
		q := stream.FIFO{Width: max(1, int(width)), Depth: max(1, int(depth)%70)}
		x := streamtest.New(t, elaborate(t, q), seed)
		in, out := x.Source("in", 0, "data"), x.Sink("out", 0, "data")
		in.Rate, out.Rate = float64(inRate|1)/255, float64(outRate|1)/255
		in.Send(random(data("in", 1, q.Width))(x.Rand, 100)[0]...)
		count := x.Sim.Must("count")
		x.Reset(2)
		x.Watch = func() {
			held := len(in.Sent) - len(out.Got)
			if in.Moves() {
				held--
			}
			if out.Moves() {
				held++
			}
			require.Equal(t, uint64(held), count.Uint(), "cycle %d", x.Cycle)
			require.Equal(t, held < q.Depth, x.Sim.Must("in_ready").Bool(), "cycle %d", x.Cycle)
		}
		for range 300 {
			x.Step()
		}
		require.Equal(t, streamtest.Data(in.Sent)[:len(out.Got)], streamtest.Data(out.Got))
	})
}
