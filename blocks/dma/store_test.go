package dma_test

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/dma"
	"npugen/blocks/stream/streamtest"
	"npugen/sim"
)

// order is a STORE.
type order struct {
	a, as0, as1      uint64
	line, off        uint64
	s0, s1, se       uint64
	n0, n1, len      uint64
	transpose, scale uint64
}

var orderFields = []string{"a", "a_s0", "a_s1", "line", "off", "s0", "s1", "se", "n0", "n1", "len", "transpose", "scale"}

func (o order) datum() streamtest.Datum {
	return streamtest.D(o.a, o.as0, o.as1, o.line, o.off, o.s0, o.s1, o.se, o.n0, o.n1, o.len, o.transpose, o.scale)
}

// abRow is the contents of a row: its elements and its scale.
func abRow(s bundle.Shape, row uint64) (q []byte, scale uint32) {
	b := content(1<<40+row%uint64(s.ABRows)*256, s.Rows+4)
	return b[:s.Rows], binary.LittleEndian.Uint32(b[s.Rows:])
}

// storedByte is one byte of a STORE.
type storedByte struct {
	addr uint64
	v    byte
}

// bytes is the bytes of a STORE in their order.
func (o order) bytes(s bundle.Shape) (out []storedByte) {
	row := func(i0, i1 uint64) ([]byte, uint32, uint64) {
		q, scale := abRow(s, o.a+i0*o.as0+i1*o.as1)
		return q, scale, (64*o.line + o.off + i0*o.s0 + i1*o.s1) % (1 << 38)
	}
	element := func(i0, i1, e uint64) {
		q, _, at := row(i0, i1)
		out = append(out, storedByte{(at + e*o.se) % (1 << 38), q[e]})
	}
	scale := func(i0, i1 uint64) {
		_, x, at := row(i0, i1)
		for k := range uint64(4) {
			out = append(out, storedByte{(at + k) % (1 << 38), byte(x >> (8 * k))})
		}
	}
	switch {
	case o.scale == 1 && o.transpose == 1:
		for i := range o.n0 * o.n1 {
			scale(i%o.n0, i/o.n0)
		}
	case o.scale == 1:
		for i := range o.n0 * o.n1 {
			scale(i/o.n1, i%o.n1)
		}
	case o.transpose == 1:
		for i := range o.n1 * o.len * o.n0 {
			element(i%o.n0, i/o.n0/o.len, i/o.n0%o.len)
		}
	default:
		for i := range o.n0 * o.n1 * o.len {
			element(i/o.len/o.n1, i/o.len%o.n1, i%o.len)
		}
	}
	return out
}

// beatWrite is what a STORE writes in one beat.
type beatWrite struct {
	addr       uint64
	data, mask string
}

// writes joins the bytes that follow each other in a beat.
func (o order) writes(s bundle.Shape) (out []beatWrite, hash uint32) {
	n := uint64(s.BeatBytes())
	var items []uint32
	all := o.bytes(s)
	for i := 0; i < len(all); {
		beat := all[i].addr / n
		data, mask := make([]byte, n), new(big.Int)
		for ; i < len(all) && all[i].addr/n == beat; i++ {
			data[all[i].addr%n] = all[i].v
			mask.SetBit(mask, int(all[i].addr%n), 1)
		}
		out = append(out, beatWrite{beat, number(data).Text(16), mask.Text(16)})
		items = append(items, uint32(beat)^fold(data))
	}
	return out, hashed(items...)
}

// randomOrder is one of the kinds that programs have, or anything.
func randomOrder(r *rand.Rand, s bundle.Shape) order {
	o := order{
		a: r.Uint64N(1 << 16), as0: r.Uint64N(1 << 16), as1: r.Uint64N(1 << 16),
		line: r.Uint64N(1 << 32), off: r.Uint64N(300), s0: r.Uint64N(1 << 32), s1: r.Uint64N(1 << 32), se: r.Uint64N(1 << 32),
		n0: 1 + r.Uint64N(4), n1: 1 + r.Uint64N(4), len: 1 + r.Uint64N(uint64(s.Rows)), transpose: r.Uint64N(2), scale: r.Uint64N(4) / 3,
	}
	small := func(n int) uint64 { return r.Uint64N(uint64(n)) }
	switch r.IntN(6) {
	case 0: // rows one behind the other, as of keys
		o.se, o.s1, o.s0 = 1, o.len, o.len*o.n1
	case 1: // columns, as of values
		o.transpose, o.s0, o.se, o.s1 = 1, 1, 64<<small(4), 1<<small(20)
	case 2: // scales side by side
		o.scale, o.s1, o.s0 = 1, 4, 4*o.n1
	case 3: // bytes that meet in a beat, some of them twice
		o.se, o.s0, o.s1 = small(4), small(40), small(40)
	case 4:
		o.se = 1
	}
	return o
}

// storing is a store unit with the activation buffer.
type storing struct {
	shape   bundle.Shape
	bench   *streamtest.Bench
	command *streamtest.Source
	read    *streamtest.Sink
	write   *streamtest.Sink
	retired *retirements
	want    []beatWrite
	hashes  []uint32
	valid   *sim.Handle
	quant   *sim.Handle
	scale   *sim.Handle
}

func newStoring(t testing.TB, s bundle.Shape) *storing {
	b := streamtest.New(t, elaborate(t, dma.Store{Shape: s}), 7)
	x := &storing{
		shape: s, bench: b, command: b.Source("command", 0, orderFields...), read: b.Sink("read", 0, "data"),
		write: b.Sink("write", 0, "addr", "data", "mask"), retired: retired(b, "retired"),
		valid: b.Sim.Must("row_valid"), quant: b.Sim.Must("row_q"), scale: b.Sim.Must("row_scale"),
	}
	b.Drive = func() {
		last := len(x.read.Got) - 1
		asked := last >= 0 && x.read.Got[last].Cycle == b.Cycle-1
		x.valid.SetBool(asked)
		if asked {
			q, scale := abRow(s, x.read.Got[last].U(0))
			x.quant.SetBig(number(q))
			x.scale.SetUint(uint64(scale))
		}
	}
	b.Watch = x.retired.watch
	b.Reset(2)
	return x
}

func (x *storing) send(o order) {
	x.command.Send(o.datum())
	w, h := o.writes(x.shape)
	x.want, x.hashes = append(x.want, w...), append(x.hashes, h)
}

func (x *storing) run(limit int) {
	t := x.bench.T
	t.Helper()
	x.bench.Run(limit, func() bool { return len(x.retired.Hashes) == len(x.hashes) })
	var got []beatWrite
	for _, w := range x.write.Got {
		got = append(got, beatWrite{w.U(0), w.Datum[1].Text(16), w.Datum[2].Text(16)})
	}
	require.Equal(t, x.want, got)
	require.Equal(t, x.hashes, x.retired.Hashes)
}

// Random STOREs write the beats that the rules ask for, in order, and retire
// with the right hash, with gaps and back-pressure everywhere.
func TestStore(t *testing.T) {
	for _, s := range shapes {
		t.Run(fmt.Sprintf("rows%d_channels%d", s.Rows, s.Channels), func(t *testing.T) {
			for round := range 2 {
				x := newStoring(t, s)
				x.bench.Rand = rand.New(rand.NewPCG(uint64(round), 1))
				for _, p := range []*float64{&x.command.Rate, &x.read.Rate, &x.write.Rate} {
					*p = []float64{1, 0.7, 0.3}[x.bench.Rand.IntN(3)]
				}
				n := 0
				for range 10 {
					o := randomOrder(x.bench.Rand, s)
					if s.Rows > 64 {
						o.n0, o.n1 = min(o.n0, 2), min(o.n1, 2)
					}
					x.send(o)
					n += int(o.n0 * o.n1 * o.len)
				}
				x.run(20*n + 1000)
			}
		})
	}
}

// The figures of the documentation: a row is one write and takes a cycle, a
// column's byte too, and rows that share a beat are one write; a STORE of one
// write retires 6 cycles after it was taken.
func TestStoreRate(t *testing.T) {
	for _, c := range []struct {
		name           string
		o              order
		writes, cycles int
	}{
		{"one row", order{as1: 1, se: 1, n0: 1, n1: 1, len: 64}, 1, 6},
		{"rows", order{as1: 1, se: 1, s1: 4096, n0: 1, n1: 60, len: 64}, 60, 65},
		{"rows that follow each other", order{as1: 1, se: 1, s1: 64, n0: 1, n1: 60, len: 64}, 30, 65},
		{"column", order{as0: 1, se: 4096, s1: 1, n0: 1, n1: 1, len: 64, transpose: 1}, 64, 69},
		{"columns of a block", order{as0: 1, se: 4096, s0: 1, n0: 32, n1: 1, len: 64, transpose: 1}, 64, 64*32 + 5},
		{"scales", order{as1: 1, s1: 4, n0: 1, n1: 60, len: 64, scale: 1}, 2, 65},
	} {
		x := newStoring(t, shape(64, 64, 16, 2))
		x.send(c.o)
		x.run(4000)
		require.Len(t, x.write.Got, c.writes, c.name)
		require.Equal(t, c.cycles, x.retired.Cycles[0]-x.command.Sent[0].Cycle, c.name)
	}
}

// Commands that follow each other leave no gap.
func TestStoreBackToBack(t *testing.T) {
	x := newStoring(t, shape(64, 64, 16, 2))
	for i := range uint64(50) {
		x.send(order{a: i, line: 2 * i, se: 1, n0: 1, n1: 1, len: 64})
	}
	x.run(200)
	require.Equal(t, x.retired.Cycles[0]+49, x.retired.Cycles[49])
}
