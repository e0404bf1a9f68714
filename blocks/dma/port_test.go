package dma_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/dma"
	"npugen/blocks/stream/streamtest"
)

// porting is a port with random clients and a memory that answers in order.
type porting struct {
	bench  *streamtest.Bench
	reads  []*streamtest.Source
	beats  []*streamtest.Sink
	writes []*streamtest.Source
	toRead *streamtest.Sink
	lines  *streamtest.Source
	wrote  *streamtest.Sink
	seen   int
	came   []int // by client
}

func newPorting(t testing.TB) *porting {
	b := streamtest.New(t, elaborate(t, dma.Port{Shape: shape(4, 4, 4, 1), Lines: 20, Depth: 32}), 5)
	p := &porting{bench: b, toRead: b.Sink("read_out", 0, "data"), lines: b.Source("lines", 0, "data"), wrote: b.Sink("write_out", 0, "addr", "data", "mask"), came: make([]int, dma.Readers)}
	for i := range dma.Readers {
		p.reads = append(p.reads, b.Source("read_in", i, "data"))
		p.beats = append(p.beats, b.Sink("beats", i, "data"))
		p.reads[i].Rate = []float64{0.05, 0.2, 0.1, 1}[i]
	}
	for i := range dma.Writers {
		p.writes = append(p.writes, b.Source("write_in", i, "addr", "data", "mask"))
		p.writes[i].Rate = []float64{0.3, 1}[i]
	}
	p.toRead.Rate, p.lines.Rate, p.wrote.Rate = 0.6, 0.5, 0.7
	came := b.Sim.Must("came")
	waited := false
	b.Watch = func() {
		for ; p.seen < len(p.toRead.Got); p.seen++ {
			p.lines.Send(streamtest.Datum{number(content(64*p.toRead.Got[p.seen].U(0), 64))})
		}
		taken, first := -1, -1
		for i := range p.reads {
			p.came[i] += int(came.Bits().Bit(i))
			if p.reads[i].Offering() && first < 0 {
				first = i
			}
			if p.reads[i].Moves() {
				taken = i
			}
		}
		for i, s := range p.reads { // sample has taken the offer of the one that moved back already
			if s.Moves() && (first < 0 || i < first) {
				first = i
			}
		}
		if taken >= 0 && !waited {
			require.Equal(t, first, taken, "cycle %d: a client was served before one that goes first", b.Cycle)
		}
		waited = taken < 0 && first >= 0
	}
	b.Reset(2)
	return p
}

func (p *porting) run(n int) {
	r := p.bench.Rand
	for i := range p.reads {
		for range n {
			p.reads[i].Send(streamtest.D(r.Uint64N(1 << 20)))
		}
	}
	for i := range p.writes {
		for range n {
			p.writes[i].Send(streamtest.Datum{number(content(r.Uint64(), 4)), number(content(r.Uint64(), 64)), number(content(r.Uint64(), 8))})
		}
	}
	p.bench.Run(n*30, func() bool {
		for i := range p.beats {
			if len(p.beats[i].Got) < n {
				return false
			}
		}
		return len(p.wrote.Got) == n*len(p.writes)
	})
}

// Every client gets its own beats in order, and the first among those that ask
// is served first; the writes of each arrive whole and in order.
func TestPort(t *testing.T) {
	p := newPorting(t)
	p.run(200)
	for i, beats := range p.beats {
		require.Equal(t, 200, p.came[i])
		for k, got := range beats.Got {
			require.Equal(t, content(64*p.reads[i].Sent[k].U(0), 64), bytesOf(got.Datum[0], 64), "client %d", i)
		}
	}
	at := make([]int, len(p.writes))
	for _, got := range p.wrote.Got {
		for i, w := range p.writes {
			if at[i] < len(w.Sent) && w.Sent[at[i]].Datum[1].Cmp(got.Datum[1]) == 0 {
				require.Equal(t, w.Sent[at[i]].U(0)%(1<<20), got.U(0))
				require.Equal(t, w.Sent[at[i]].U(2), got.U(2))
				at[i]++
			}
		}
	}
	require.Equal(t, []int{200, 200}, at)
}

// A client that does not take its beat is a fault that the port reports.
func TestPortReportsABlockingClient(t *testing.T) {
	s := newPorting(t).bench.Sim
	s.Must("read_in_valid").Set(1) // of client 0
	s.Must("lines_valid").Set(1)
	s.Must("read_out_ready").Set(1)
	s.Must("beats_ready").Set(0)
	for range 10 {
		if err := s.Step(); err != nil {
			require.ErrorContains(t, err, "a client asked for a beat that it has no room for")
			return
		}
	}
	t.Fatal("the port said nothing")
}
