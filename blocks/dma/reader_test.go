package dma_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/dma"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl/ir"
)

// feed is a memory that answers a reader: each address taken becomes a beat.
type feed struct {
	addr  *streamtest.Sink
	beats *streamtest.Source
	bytes int
	seen  int
	delay int // cycles at least from address to beat
}

func newFeed(b *streamtest.Bench, beat int) *feed {
	return &feed{addr: b.Sink("addr", 0, "data"), beats: b.Source("beats", 0, "data"), bytes: beat}
}

func (f *feed) watch(cycle int) {
	for ; f.seen < len(f.addr.Got) && f.addr.Got[f.seen].Cycle+f.delay <= cycle; f.seen++ {
		a := f.addr.Got[f.seen].U(0)
		f.beats.Send(streamtest.Datum{number(content(a*uint64(f.bytes), f.bytes))})
	}
}

// reading is one reader under random traffic.
type reading struct {
	bench   *streamtest.Bench
	command *streamtest.Source
	items   *streamtest.Sink
	feed    *feed
	retired *retirements
	want    [][]byte // items
	hashes  []uint32
	beats   []uint64
}

func newReading(t testing.TB, d *ir.Design, command []string, items string, fields []string, beat int) *reading {
	b := streamtest.New(t, d, 3)
	r := &reading{bench: b, command: b.Source("command", 0, command...), items: b.Sink(items, 0, fields...), feed: newFeed(b, beat), retired: retired(b, "retired")}
	b.Watch = func() {
		r.feed.watch(b.Cycle)
		r.retired.watch()
	}
	return r
}

// expect adds what a span gives.
func (r *reading) expect(line uint64, item, count int) {
	var xs []uint32
	for i := range count {
		data := content(64*line+uint64(i*item), item)
		r.want = append(r.want, data)
		xs = append(xs, fold(data))
	}
	r.hashes = append(r.hashes, hashed(xs...))
	n := r.feed.bytes
	for i := range (count*item + n - 1) / n {
		r.beats = append(r.beats, 64*line/uint64(n)+uint64(i))
	}
}

func (r *reading) run(limit int) {
	r.bench.T.Helper()
	r.bench.Run(limit, func() bool { return len(r.retired.Hashes) == len(r.hashes) })
	for range 20 {
		r.bench.Step() // nothing more may come
	}
	require.Equal(r.bench.T, r.hashes, r.retired.Hashes)
	var beats []uint64
	for _, a := range r.feed.addr.Got {
		beats = append(beats, a.U(0))
	}
	require.Equal(r.bench.T, r.beats, beats)
}

func (r *reading) rates() {
	for _, p := range []*float64{&r.command.Rate, &r.items.Rate, &r.feed.addr.Rate, &r.feed.beats.Rate} {
		*p = []float64{1, 0.7, 0.3}[r.bench.Rand.IntN(3)]
	}
}

var shapes = []bundle.Shape{
	shape(4, 4, 1, 1), shape(4, 16, 2, 1), shape(16, 16, 8, 2), shape(64, 64, 16, 2),
	shape(128, 128, 128, 1), shape(128, 128, 64, 2), shape(8, 128, 8, 4), shape(128, 4, 4, 4),
	shape(12, 20, 4, 1), shape(7, 11, 1, 2), shape(100, 36, 4, 4), shape(128, 127, 1, 1), shape(64, 96, 32, 1), shape(4, 100, 2, 2),
	shape(12, 24, 12, 1), shape(9, 15, 3, 2), shape(100, 25, 25, 1), shape(96, 96, 96, 4),
}

func streams(t testing.TB, s bundle.Shape, n int) *reading {
	r := newReading(t, elaborate(t, dma.Streamer{Shape: s}), []string{"line", "rows"}, "weights", []string{"data"}, s.BeatBytes())
	r.bench.Reset(2)
	r.rates()
	for range n {
		line, rows := r.bench.Rand.Uint64N(1<<32)&^uint64(s.Channels-1), []int{0, 1, 1 + r.bench.Rand.IntN(9), r.bench.Rand.IntN(80)}[r.bench.Rand.IntN(4)]
		line = min(line, 1<<32-1<<14)
		r.command.Send(streamtest.D(line, uint64(rows)))
		r.expect(line, s.Cols, rows)
	}
	return r
}

// Rows of random STREAMs, with gaps and back-pressure everywhere.
func TestStreamer(t *testing.T) {
	for _, s := range shapes {
		t.Run(fmt.Sprintf("cols%d_channels%d", s.Cols, s.Channels), func(t *testing.T) {
			r := streams(t, s, 40)
			r.run(40 * 80 * 30)
			require.Len(t, r.items.Got, len(r.want))
			for i, got := range r.items.Got {
				require.Equal(t, r.want[i], bytesOf(got.Datum[0], s.Cols), "row %d", i)
			}
		})
	}
}

func loads(t testing.TB, s bundle.Shape, n int) (*reading, []uint64) {
	r := newReading(t, elaborate(t, dma.Loader{Shape: s}), []string{"line", "d", "words"}, "words", []string{"addr"}, s.BeatBytes())
	r.bench.Reset(2)
	r.rates()
	var at []uint64
	for range n {
		line, words := r.bench.Rand.Uint64N(1<<20)*uint64(s.Channels), r.bench.Rand.IntN(20)
		d := r.bench.Rand.IntN(s.VBWords) * s.Lanes
		r.command.Send(streamtest.D(line, s.Address(uint64(d)), uint64(words)))
		r.expect(line, 4*s.Lanes, words)
		for i := range words {
			at = append(at, uint64((d/s.Lanes+i)%s.VBWords))
		}
	}
	return r, at
}

// Words of random LOADs, at their places in the vector buffer.
func TestLoader(t *testing.T) {
	for _, s := range shapes {
		t.Run(fmt.Sprintf("lanes%d_channels%d", s.Lanes, s.Channels), func(t *testing.T) {
			r, at := loads(t, s, 40)
			var got [][]byte // all lanes
			lanes, watch := r.bench.Sim.Must("words_data"), r.bench.Watch
			r.bench.Watch = func() {
				watch()
				if r.items.Moves() {
					got = append(got, bytesOf(lanes.Bits(), 4*s.Lanes))
				}
			}
			r.run(40 * 20 * 30)
			require.Equal(t, r.want, got)
			for i, got := range r.items.Got {
				require.Equal(t, at[i], got.U(0), "word %d", i)
			}
		})
	}
}

// With a memory that gives half a beat a cycle, 150 cycles after it was asked, a
// matrix unit that takes a row a cycle gets one every cycle; so do the rows of
// short STREAMs that follow each other.
func TestStreamerRate(t *testing.T) {
	for _, c := range []struct {
		shape bundle.Shape
		rows  int // of a STREAM
	}{
		{shape(64, 64, 16, 2), 40}, {shape(64, 64, 16, 2), 4000},
		{shape(12, 20, 4, 1), 40}, {shape(60, 30, 6, 1), 4000}, {shape(96, 100, 4, 4), 40}, // rows that begin and end within beats
	} {
		beat := c.shape.BeatBytes()
		r := newReading(t, elaborate(t, dma.Streamer{Shape: c.shape}), []string{"line", "rows"}, "weights", []string{"data"}, beat)
		r.bench.Reset(2)
		r.feed.delay = 150
		lines := (c.rows*c.shape.Cols + beat - 1) / beat * c.shape.Channels
		for i := range 4000 / c.rows {
			r.command.Send(streamtest.D(uint64(lines*i), uint64(c.rows)))
			r.expect(uint64(lines*i), c.shape.Cols, c.rows)
		}
		r.bench.Drive = func() { r.feed.beats.Rate = float64(r.bench.Cycle % 2) }
		r.run(6000)
		first, last := r.items.Got[0].Cycle, r.items.Got[3999].Cycle
		require.LessOrEqual(t, last-first, 4000, "%d rows of %d bytes a STREAM", c.rows, c.shape.Cols)
	}
}
