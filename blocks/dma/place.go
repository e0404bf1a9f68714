package dma

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// placed is the bytes of a chunk, each in its lane: that of address a in lane
// a mod their number. Lanes of no byte hold anything.
type placed struct {
	Addr  hdl.UInt
	Count hdl.UInt
	Lanes []hdl.UInt // bytes: Rows, or the next power of two
	Last  hdl.Bool
}

// lanesOf is the number of lanes for rows of n bytes.
func lanesOf(n int) int { return 1 << log2(n) }

func placedT(s bundle.Shape) placed {
	t := chunkT(s)
	return placed{Addr: t.Addr, Count: t.Count, Lanes: hdl.Vec(lanesOf(s.Rows), hdl.UIntT(8))}
}

// place rotates a row so that the bytes of the chunk come to their lanes: one
// rotator serves rows, scales and single elements.
func place(m *hdl.Module, c chunk, r bundle.Row) placed {
	n := lanesOf(len(r.Q))
	lanes := make([]hdl.UInt, n)
	for i := range lanes {
		lanes[i] = hdl.U(0, 8)
	}
	for i, q := range r.Q {
		lanes[i] = q.AsUInt()
		if i < 4 {
			lanes[i] = hdl.Mux(c.Scale, r.Scale.Bits(8*i+7, 8*i), lanes[i])
		}
	}
	by := hdl.Name(m, "turn", c.Addr.Trunc(log2(n)).SubWrap(c.Elem))
	for k := range log2(n) {
		turned := make([]hdl.UInt, n)
		for i := range lanes {
			turned[i] = hdl.Mux(by.Bit(k), lanes[(i-1<<k+n)%n], lanes[i])
		}
		lanes = hdl.Name(m, hdl.N("turned", k), turned)
	}
	return placed{Addr: c.Addr, Count: c.Count, Lanes: lanes, Last: c.Last}
}

// part is what a chunk has in one beat.
type part struct {
	bundle.BeatWrite
	Last hdl.Bool // of its STORE
}

// splitter gives the parts of chunks, one a cycle.
type splitter struct{ bundle.Shape }

type splitterIn struct{ Placed hdl.Source[placed] }

type splitterOut struct{ Parts hdl.Source[part] }

// Inputs has chunks.
func (s splitter) Inputs() splitterIn { return splitterIn{hdl.StreamT(placedT(s.Shape))} }

// Build counts the beats of a chunk.
func (s splitter) Build(m *hdl.Module, in splitterIn) splitterOut {
	m.Doc("splits bytes at the ends of beats")
	beat := s.BeatBytes()
	w := log2(beat)
	c := in.Placed.Data()
	begin := c.Addr.Trunc(w)
	end := hdl.Name(m, "last_byte", begin.Add(c.Count).SubWrap(hdl.U(1))) // of the last byte, from the first beat on
	k := hdl.RegInit(m, "beat", hdl.U(0, end.Width()-w))
	first, final := k.Q().OrR().Not(), k.Q().Eq(end.Shr(w))
	lo := hdl.Mux(first, begin, hdl.U(0, w))
	hi := hdl.Mux(final, end.Trunc(w), hdl.U(uint64(beat-1), w))
	ones := hdl.U(0, beat).Not()
	number := c.Addr.Shr(w).AddWrap(k.Q())
	p := part{Last: c.Last.And(final)}
	p.Addr, p.Data = number, s.spread(number, hdl.Pack(c.Lanes))
	p.Mask = ones.ShlVar(lo).And(ones.ShrVar(hi.Not()))

	sink, out := hdl.NewStream(m, "parts_out", part{BeatWrite: s.BeatWriteT()})
	moved := sink.Offer(in.Placed.Valid(), p)
	in.Placed.Accept(sink.Ready().And(final))
	m.When(moved, func() { k.D(hdl.Mux(final, hdl.Zero(k.Q()), k.Q().AddWrap(hdl.U(1)))) })
	return splitterOut{out}
}

// spread is the lanes as they lie in a beat.
func (s splitter) spread(number, lanes hdl.UInt) hdl.UInt {
	row := lanesOf(s.Rows)
	n := row / s.BeatBytes() // beats of a row
	if n <= 1 {
		return lanes.Rep(s.BeatBytes() / row)
	}
	return hdl.Index(hdl.Unpack(hdl.Vec(n, s.BeatT()), lanes), number.Trunc(log2(n)))
}
