package dma_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/stream/streamtest"
	"npugen/sim"
)

// slotBytes is a piece of memory that is written by one operation or read by
// any number at a time.
const slotBytes = 2048

const slots = 24

// operation is something under way.
type operation struct {
	slot  int
	write bool
	hash  uint32   // of an instruction
	want  [][]byte // of a host's read or a fetch
}

// traffic is all clients at once, with a model of the memory.
type traffic struct {
	shape  bundle.Shape
	bench  *streamtest.Bench
	memory []byte
	users  [slots]int // readers, -1 for a writer
	hot    int        // the slot that was written last

	stream, load, store, fetch, ar, aw, w *streamtest.Source
	weights, words, read, fetched, r, b   *streamtest.Sink
	streamed, loaded, stored              *retirements
	ops                                   map[string][]*operation
	done                                  map[string]int
	wantRows, wantWords                   [][]byte
	wantAddr                              []uint64
	gotWords                              [][]byte
	valid, quant, scale, lanes            *sim.Handle
}

func newTraffic(t testing.TB, s bundle.Shape, seed uint64) *traffic {
	b := streamtest.New(t, elaborate(t, newSystem(t, s, 16, 4)), seed)
	b.Rand = rand.New(rand.NewPCG(seed, 9))
	x := &traffic{shape: s, bench: b, memory: make([]byte, slots*slotBytes), ops: map[string][]*operation{}, done: map[string]int{}}
	x.stream, x.load, x.store = b.Source("stream", 0, "line", "rows"), b.Source("load", 0, "line", "d", "words"), b.Source("store", 0, orderFields...)
	x.fetch = b.Source("fetch", 0, "data")
	x.ar, x.aw = b.Source("ar", 0, "id", "addr", "len", "size", "burst"), b.Source("aw", 0, "id", "addr", "len", "size", "burst")
	x.w = b.Source("w", 0, "data", "strb", "last")
	x.weights, x.words, x.read, x.fetched = b.Sink("weights", 0, "data"), b.Sink("words", 0, "addr"), b.Sink("read", 0, "data"), b.Sink("fetched", 0, "data")
	x.r, x.b = b.Sink("r", 0, "id", "data", "resp", "last"), b.Sink("b", 0, "id", "resp")
	x.streamed, x.loaded, x.stored = retired(b, "streamed"), retired(b, "loaded"), retired(b, "stored")
	x.valid, x.quant, x.scale, x.lanes = b.Sim.Must("row_valid"), b.Sim.Must("row_q"), b.Sim.Must("row_scale"), b.Sim.Must("words_data")
	b.Drive, b.Watch = x.drive, x.watch
	b.Reset(4)
	for _, rate := range []*float64{&x.weights.Rate, &x.words.Rate, &x.read.Rate, &x.r.Rate, &x.b.Rate, &x.w.Rate} {
		*rate = []float64{1, 0.7, 0.4}[b.Rand.IntN(3)]
	}
	return x
}

// drive answers the store unit's reads.
func (x *traffic) drive() {
	last := len(x.read.Got) - 1
	asked := last >= 0 && x.read.Got[last].Cycle == x.bench.Cycle-1
	x.valid.SetBool(asked)
	if asked {
		q, scale := abRow(x.shape, x.read.Got[last].U(0))
		x.quant.SetBig(number(q))
		x.scale.SetUint(uint64(scale))
	}
}

// finish ends the oldest operation of a kind.
func (x *traffic) finish(kind string) {
	o := x.ops[kind][0]
	x.ops[kind] = x.ops[kind][1:]
	x.done[kind]++
	if o.write {
		x.users[o.slot] = 0
		x.hot = o.slot
	} else {
		x.users[o.slot]--
	}
}

// watch compares what comes and ends operations.
func (x *traffic) watch() {
	t := x.bench.T
	if x.words.Moves() {
		x.gotWords = append(x.gotWords, bytesOf(x.lanes.Bits(), 4*x.shape.Lanes))
	}
	for kind, r := range map[string]*retirements{"stream": x.streamed, "load": x.loaded, "store": x.stored} {
		n := len(r.Hashes)
		r.watch()
		if len(r.Hashes) > n {
			require.Equal(t, x.ops[kind][0].hash, r.Hashes[n], "cycle %d: hash of %s %d", x.bench.Cycle, kind, n)
			x.finish(kind)
		}
	}
	x.beat("fetch", x.fetched, 0)
	x.beat("read", x.r, 1)
	if x.b.Moves() {
		require.Zero(t, x.b.Got[len(x.b.Got)-1].U(1))
		x.finish("write")
	}
}

// beat compares a beat of the oldest operation of a kind.
func (x *traffic) beat(kind string, s *streamtest.Sink, field int) {
	if !s.Moves() {
		return
	}
	o := x.ops[kind][0]
	got := s.Got[len(s.Got)-1]
	require.Equal(x.bench.T, o.want[0], bytesOf(got.Datum[field], len(o.want[0])), "cycle %d: %s", x.bench.Cycle, kind)
	if o.want = o.want[1:]; len(o.want) == 0 {
		x.finish(kind)
	}
}

// begin notes an operation on a slot, if nobody is in its way.
func (x *traffic) begin(kind string, o *operation) bool {
	if x.users[o.slot] < 0 || o.write && x.users[o.slot] > 0 {
		return false
	}
	if o.write {
		x.users[o.slot] = -1
	} else {
		x.users[o.slot]++
	}
	x.ops[kind] = append(x.ops[kind], o)
	return true
}

// span is consecutive items of a slot, from a beat on.
func (x *traffic) span(slot, item int) (at, count int) {
	beat := x.shape.BeatBytes()
	at = x.bench.Rand.IntN(slotBytes/beat) * beat
	return slot*slotBytes + at, x.bench.Rand.IntN((slotBytes-at)/item + 1)
}

func (x *traffic) items(at, count, item int) (out [][]byte, hash uint32) {
	var xs []uint32
	for i := range count {
		b := x.memory[at+i*item:][:item]
		out, xs = append(out, slices.Clone(b)), append(xs, fold(b))
	}
	return out, hashed(xs...)
}

// send starts an operation of a random kind in a random slot.
func (x *traffic) send() {
	r, s := x.bench.Rand, x.shape
	slot := r.IntN(slots)
	if r.IntN(2) == 0 {
		slot = x.hot
	}
	switch r.IntN(7) {
	case 0:
		at, rows := x.span(slot, s.Cols)
		want, hash := x.items(at, rows, s.Cols)
		if x.begin("stream", &operation{slot: slot, hash: hash}) {
			x.stream.Send(streamtest.D(uint64(at/64), uint64(rows)))
			x.wantRows = append(x.wantRows, want...)
		}
	case 1:
		at, words := x.span(slot, 4*s.Lanes)
		want, hash := x.items(at, words, 4*s.Lanes)
		if x.begin("load", &operation{slot: slot, hash: hash}) {
			d := r.IntN(s.VBWords)
			x.load.Send(streamtest.D(uint64(at/64), s.Address(uint64(d*s.Lanes)), uint64(words)))
			x.wantWords = append(x.wantWords, want...)
			for i := range words {
				x.wantAddr = append(x.wantAddr, uint64((d+i)%s.VBWords))
			}
		}
	case 2, 6:
		o := x.order(slot)
		_, hash := o.writes(s)
		if x.begin("store", &operation{slot: slot, write: true, hash: hash}) {
			x.store.Send(o.datum())
			for _, b := range o.bytes(s) {
				x.memory[b.addr] = b.v
			}
		}
	case 3:
		at, _ := x.span(slot, s.BeatBytes())
		want, _ := x.items(at, 1, s.BeatBytes())
		if x.begin("fetch", &operation{slot: slot, want: want}) {
			x.fetch.Send(streamtest.D(uint64(at / s.BeatBytes())))
		}
	case 4:
		bus := min(s.BeatBytes(), 128)
		at, n := x.span(slot, bus)
		want, _ := x.items(at, n, bus)
		if n > 0 && x.begin("read", &operation{slot: slot, want: want}) {
			x.ar.Send(x.burst(at, n, bus))
		}
	case 5:
		if at, n := x.span(slot, min(s.BeatBytes(), 128)); n > 0 {
			x.write(slot, at, n)
		}
	}
}

func (x *traffic) burst(at, n, bus int) streamtest.Datum {
	size := uint64(0)
	for ; 1<<size < bus; size++ {
	}
	return streamtest.D(x.bench.Rand.Uint64N(16), uint64(at), uint64(n-1), size, 1)
}

// write is a burst of the host with random bytes enabled.
func (x *traffic) write(slot, at, n int) {
	bus, r := min(x.shape.BeatBytes(), 128), x.bench.Rand
	if !x.begin("write", &operation{slot: slot, write: true}) {
		return
	}
	x.aw.Send(x.burst(at, n, bus))
	whole := x.done["write"] < slots || r.IntN(2) == 0
	for i := range n {
		data, strb := content(r.Uint64(), bus), new(big.Int)
		for k, v := range data {
			if whole || r.IntN(3) > 0 {
				strb.SetBit(strb, k, 1)
				x.memory[at+i*bus+k] = v
			}
		}
		last := int64(0)
		if i == n-1 {
			last = 1
		}
		x.w.Send(streamtest.Datum{number(data), strb, big.NewInt(last)})
	}
}

// order is a STORE whose bytes lie in a slot.
func (x *traffic) order(slot int) order {
	for {
		o := randomOrder(x.bench.Rand, x.shape)
		o.line, o.off = uint64(slot*slotBytes/64), x.bench.Rand.Uint64N(200)
		o.n0, o.n1 = min(o.n0, 3), min(o.n1, 3)
		o.s0, o.s1, o.se = o.s0%300, o.s1%300, min(o.se, 64)
		outside := func(b storedByte) bool { return b.addr/slotBytes != uint64(slot) }
		if !slices.ContainsFunc(o.bytes(x.shape), outside) {
			return o
		}
	}
}

func (x *traffic) waiting() (n int) {
	for _, ops := range x.ops {
		n += len(ops)
	}
	return n
}

// Random mixes of everything, with random stalls, on controllers and devices:
// all that is read is what was written before. Half of the operations go where
// the last write has just been completed.
func TestTraffic(t *testing.T) {
	for i, s := range []bundle.Shape{shape(4, 16, 2, 1), shape(16, 16, 8, 2), shape(8, 128, 8, 4), shape(9, 15, 3, 1)} {
		t.Run(fmt.Sprintf("channels%d", s.Channels), func(t *testing.T) {
			x := newTraffic(t, s, uint64(i+1))
			x.fill()
			x.mix(4000)
			x.drain()
			t.Logf("%v", x.done)
			for _, kind := range []string{"stream", "load", "store", "fetch", "read", "write"} {
				require.Greater(t, x.done[kind], 30, kind)
			}
		})
	}
}

// mix starts operations for so many cycles.
func (x *traffic) mix(cycles int) {
	for range cycles {
		if x.waiting() < 24 && x.bench.Rand.IntN(4) == 0 {
			x.send()
		}
		x.bench.Step()
	}
}

// fill writes all of memory.
func (x *traffic) fill() {
	bus := min(x.shape.BeatBytes(), 128)
	for slot := range slots {
		x.write(slot, slot*slotBytes, slotBytes/bus)
	}
	x.bench.Run(20000, func() bool { return x.waiting() == 0 })
}

// drain waits for the end of everything and compares what was streamed and
// loaded.
func (x *traffic) drain() {
	t := x.bench.T
	x.bench.Run(20000, func() bool { return x.waiting() == 0 })
	require.Len(t, x.weights.Got, len(x.wantRows))
	for i, got := range x.weights.Got {
		require.Equal(t, x.wantRows[i], bytesOf(got.Datum[0], x.shape.Cols), "row %d", i)
	}
	require.Equal(t, x.wantWords, x.gotWords)
	for i, got := range x.words.Got {
		require.Equal(t, x.wantAddr[i], got.U(0), "word %d", i)
	}
	require.False(t, x.bench.Sim.Must("wrong").Bool(), "violations of the memory's timing")
}

// Reads that start in the cycle after a STORE is retired see its last bytes,
// however full the queues of the channels are.
func TestStoreIsSeen(t *testing.T) {
	x := newTraffic(t, shape(16, 16, 8, 2), 8)
	for _, s := range []*float64{&x.words.Rate, &x.read.Rate, &x.w.Rate} {
		*s = 1
	}
	x.fill()
	r, s := x.bench.Rand, x.shape
	waited := 0
	for i := range 40 {
		slot := i % 4 // the host writes elsewhere
		o := order{a: r.Uint64N(64), as1: 1, line: uint64(slot * slotBytes / 64), off: r.Uint64N(1000), se: 64, s1: 1, n0: 1, n1: 1 + r.Uint64N(16), len: 16}
		_, hash := o.writes(s)
		for k := range 4 {
			x.write(4+k, (4+k)*slotBytes, 16)
		}
		require.True(t, x.begin("store", &operation{slot: slot, write: true, hash: hash}))
		x.store.Send(o.datum())
		begin := x.bench.Cycle
		stored := o.bytes(s)
		for _, b := range stored {
			x.memory[b.addr] = b.v
		}
		n := x.done["store"]
		x.bench.Run(4000, func() bool { return x.done["store"] > n })
		waited += x.bench.Cycle - begin - len(stored)
		beat := int(stored[len(stored)-1].addr) / s.BeatBytes()
		want, _ := x.items(beat*s.BeatBytes(), 1, s.BeatBytes())
		require.True(t, x.begin("fetch", &operation{slot: slot, want: want}))
		x.fetch.Send(streamtest.D(uint64(beat)))
		words, hash := x.items(beat*s.BeatBytes(), 4, 32)
		require.True(t, x.begin("load", &operation{slot: slot, hash: hash}))
		x.load.Send(streamtest.D(uint64(2*beat), 0, 4))
		x.wantWords, x.wantAddr = append(x.wantWords, words...), append(x.wantAddr, 0, 1, 2, 3)
		x.bench.Run(4000, func() bool { return x.waiting() == 0 })
	}
	require.Greater(t, waited, 40*20, "the channels' queues were not full")
	x.drain()
}
