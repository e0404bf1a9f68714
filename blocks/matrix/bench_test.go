package matrix_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl/ir"
)

// bench runs programs on a unit and compares everything with the model.
type bench struct {
	*streamtest.Bench
	model   model
	command *streamtest.Source
	ahead   *streamtest.Source // of a Core
	weights *streamtest.Source
	read    *streamtest.Source
	result  *streamtest.Sink

	writes    []int // rows to be written to the activation buffer
	want, got []word
	hashes    []uint32
	gotHashes []uint32
	doneAt    []int // cycles
	activeAt  []int
	starved   int
	shifting  int
	rowsGiven int
}

var fields = []string{"a", "a_stride", "m", "kt", "nt", "last_rows", "plain", "d", "d_stride", "peak", "p", "len", "each"}

func newBench(t testing.TB, d *ir.Design, s bundle.Shape, seed uint64) *bench {
	b := &bench{Bench: streamtest.New(t, d, seed), model: model{shape: s}}
	b.command = b.Source("command", 0, fields...)
	if h, err := b.Sim.Handle("ahead_valid"); err == nil && h != nil {
		b.ahead = b.Source("ahead", 0, fields...)
	}
	b.weights = b.Source("weights", 0, "data")
	b.read = b.Source("read", 0, "data")
	b.result = b.Sink("result", 0, "addr")
	b.Reset(2)
	for i := range s.ABRows {
		x := row{scale: number(b.Rand)}
		for range s.Rows {
			x.q = append(x.q, int8(b.Rand.Uint32()))
		}
		b.model.rows = append(b.model.rows, x)
		b.writes = append(b.writes, i)
	}
	b.Drive, b.Watch = b.drive, b.watch
	for len(b.writes) > 0 {
		b.Step()
	}
	return b
}

// positive makes no activation negative.
func (b *bench) positive() {
	for i := range b.model.rows {
		x := &b.model.rows[i]
		x.scale = float32(math.Abs(float64(x.scale)))
		for r := range x.q {
			x.q[r] &= 0x7f
		}
		b.writes = append(b.writes, i)
	}
	for len(b.writes) > 0 {
		b.Step()
	}
}

// add queues an instruction with what it needs, and what is expected of it.
func (b *bench) add(c matmul) {
	weights, words, hash := b.model.run(c, b.Rand)
	b.agrees(c, weights, words, hash)
	b.command.Send(c.datum(b.model.shape))
	if b.ahead != nil {
		b.ahead.Send(c.datum(b.model.shape))
	}
	for _, w := range weights {
		b.weights.Send(streamtest.Datum{packed(w)})
	}
	b.want = append(b.want, words...)
	b.hashes = append(b.hashes, hash)
}

// finish runs until all instructions are complete and compares.
func (b *bench) finish(limit int) {
	b.T.Helper()
	b.Run(limit, func() bool { return len(b.gotHashes) >= len(b.hashes) && len(b.read.Queue) == 0 })
	for range 30 {
		b.Step() // nothing more may come
	}
	require.Equal(b.T, b.hashes, b.gotHashes)
	require.Len(b.T, b.got, len(b.want))
	require.Empty(b.T, b.weights.Queue)
	require.Len(b.T, b.read.Sent, b.rowsGiven)
}

func (b *bench) drive() {
	valid := b.Sim.Must("rows_valid")
	valid.SetBool(len(b.writes) > 0)
	if len(b.writes) > 0 {
		x := b.model.rows[b.writes[0]]
		b.Sim.Must("rows_addr").SetUint(uint64(b.writes[0]))
		q := b.Sim.Must("rows_row_q")
		for i, v := range x.q {
			q.At(i).Set(int64(v))
		}
		b.Sim.Must("rows_row_scale").SetUint(uint64(math.Float32bits(x.scale)))
		b.writes = b.writes[1:]
	}
}

func (b *bench) watch() {
	on := func(name string) bool { return b.Sim.Must(name).Bool() }
	if b.result.Moves() {
		w := word{addr: int(b.Sim.Must("result_addr").Uint())}
		parts := b.model.shape.Cols%b.model.shape.Lanes != 0
		for l := range b.model.shape.Lanes {
			written, x := true, uint32(0)
			if parts {
				written = b.Sim.Must("result_mask").At(0).Bits().Bit(l) == 1
			}
			if written {
				x = uint32(b.Sim.Must("result_data").At(l).Uint())
			}
			w.lanes, w.data = append(w.lanes, written), append(w.data, x)
		}
		require.Less(b.T, len(b.got), len(b.want), "a word too many")
		require.Equal(b.T, b.want[len(b.got)], w, "word %d", len(b.got))
		b.got = append(b.got, w)
	}
	if on("retired_done") {

		b.gotHashes = append(b.gotHashes, uint32(b.Sim.Must("retired_hash").Uint()))
		b.doneAt = append(b.doneAt, b.Cycle)
	}
	if on("active") {
		b.activeAt = append(b.activeAt, b.Cycle)
	}
	if on("starved") {
		b.starved++
	}
	if on("shifting") {
		b.shifting++
	}
	if on("row_valid") {
		require.Equal(b.T, b.Cycle-1, b.read.Sent[b.rowsGiven].Cycle)
		want := b.model.rows[b.read.Sent[b.rowsGiven].U(0)]
		b.rowsGiven++
		q := b.Sim.Must("row_q")
		for i, v := range want.q {
			require.Equal(b.T, int64(v), q.At(i).Int())
		}
		require.Equal(b.T, uint64(math.Float32bits(want.scale)), b.Sim.Must("row_scale").Uint())
	}
}
