package dma

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// addrBits is the width of a byte address: 32 bits of lines of 64 bytes.
const addrBits = 38

// chunk is bytes of one row of the activation buffer that go to consecutive
// addresses: a whole row, its scale, or one element.
type chunk struct {
	Row   hdl.UInt
	Elem  hdl.UInt // the first
	Scale hdl.Bool // the scale, not elements
	Addr  hdl.UInt // of the first byte
	Count hdl.UInt // bytes, 1 to Rows
	Fresh hdl.Bool // the first chunk of its row in a sequence: the row is to be read
	Drop  hdl.Bool // the last one
	Last  hdl.Bool // of its STORE
}

func chunkT(s bundle.Shape) chunk {
	n := log2(s.Rows)
	return chunk{Row: s.RowAddrT(), Elem: hdl.UIntT(n), Addr: hdl.UIntT(addrBits), Count: hdl.UIntT(n + 1)}
}

// walker goes through the loops of a STORE in the order of its bytes, a chunk a
// cycle, also from one STORE to the next.
type walker struct{ bundle.Shape }

type walkerIn struct{ Command hdl.Source[bundle.Store] }

type walkerOut struct{ Chunks hdl.Source[chunk] }

// Inputs has commands.
func (w walker) Inputs() walkerIn { return walkerIn{hdl.StreamT(bundle.T[bundle.Store]())} }

// loop is one of the three loops, with what a step of it adds.
type loop struct {
	N    hdl.UInt // times, 16 bits
	Row  hdl.UInt
	Addr hdl.UInt
	Elem hdl.Bool // the next element
}

// point is where the loops are.
type point struct {
	Row  hdl.UInt
	Addr hdl.UInt
	Elem hdl.UInt
}

func (p point) plus(l loop) point {
	return point{
		Row:  p.Row.AddWrap(l.Row),
		Addr: p.Addr.AddWrap(l.Addr.Ext(addrBits)),
		Elem: p.Elem.AddWrap(l.Elem.AsUInt().Ext(p.Elem.Width())),
	}
}

// plan is a STORE as three nested loops, outermost first.
type plan struct {
	Loops []loop
	Scale hdl.Bool
	Bytes hdl.UInt // of a chunk
}

// plan is a STORE's loops, and where they start.
func (w walker) plan(m *hdl.Module, c bundle.Store) (plan, point) {
	row := func(x hdl.UInt) hdl.UInt { return x.Trunc(w.RowAddrT().Width()) }
	m.Unused(c.A, c.AS0, c.AS1, c.Len) // upper bits
	scale, transposed := c.Scale.AsBool(), c.Transpose.AsBool().And(c.N0.Is(1).Not())
	wide := scale.Or(c.SE.Is(1).And(transposed.Not()))
	n := hdl.Mux(wide, hdl.U(1, 16), hdl.Cat(c.Len.OrR().Not(), c.Len).Ext(16))
	i0 := loop{c.N0, row(c.AS0), c.S0, hdl.B(false)}
	i1 := loop{c.N1, row(c.AS1), c.S1, hdl.B(false)}
	e := loop{n, hdl.U(0, row(c.AS0).Width()), c.SE, hdl.B(true)}
	count := chunkT(w.Shape).Count.Width()
	p := plan{
		Loops: []loop{hdl.Mux(transposed, i1, i0), hdl.Mux(transposed, e, i1), hdl.Mux(transposed, i0, e)},
		Scale: scale,
		Bytes: hdl.Mux(scale, hdl.U(4, count), hdl.Mux(wide, c.Len.Trunc(count), hdl.U(1, count))),
	}
	return p, point{row(c.A), hdl.Cat(c.Line, hdl.U(0, 6)).AddWrap(c.Off), hdl.U(0, log2(w.Rows))}
}

// Build keeps, for each loop, where its present round began.
func (w walker) Build(m *hdl.Module, in walkerIn) walkerOut {
	m.Doc("loops of a STORE")
	next, start := w.plan(m, in.Command.Data())
	now := hdl.Reg(m, "plan", next)
	busy := hdl.RegInit(m, "busy", hdl.B(false))
	left := hdl.Reg(m, "left", hdl.Vec(3, hdl.UIntT(16)))
	from := hdl.Reg(m, "from", hdl.Vec(3, start)) // the round of each loop

	loops, at := now.Q().Loops, from.Q()
	var ends []hdl.Bool // of each loop, within the loops outside it
	for _, l := range left.Q() {
		ends = append(ends, l.Is(1))
	}
	first := hdl.RegInit(m, "first", hdl.B(true)) // round of the innermost loop
	// A row serves the innermost loop if that loop is over its elements.
	same := loops[2].Elem
	last := hdl.All(ends...)
	sink, out := hdl.NewStream(m, "chunks_out", chunkT(w.Shape))
	moved := sink.Offer(busy.Q(), chunk{
		Row: at[2].Row, Elem: at[2].Elem, Scale: now.Q().Scale, Addr: at[2].Addr, Count: now.Q().Bytes,
		Fresh: same.Not().Or(first.Q()), Drop: same.Not().Or(ends[2]), Last: last,
	})
	m.When(moved, func() {
		first.D(ends[2])
		inner, mid, outer := at[2].plus(loops[2]), at[1].plus(loops[1]), at[0].plus(loops[0])
		n := left.Q()
		lefts := func(a, b, c hdl.UInt) []hdl.UInt { return []hdl.UInt{a, b, c} }
		down := func(x hdl.UInt) hdl.UInt { return x.SubWrap(hdl.U(1)) }
		m.When(ends[2].Not(), func() {
			from.D([]point{at[0], at[1], inner})
			left.D(lefts(n[0], n[1], down(n[2])))
		}).Elsewhen(ends[1].Not(), func() {
			from.D([]point{at[0], mid, mid})
			left.D(lefts(n[0], down(n[1]), loops[2].N))
		}).Otherwise(func() {
			from.D([]point{outer, outer, outer})
			left.D(lefts(down(n[0]), loops[1].N, loops[2].N))
		})
	})
	came := in.Command.Accept(busy.Q().Not().Or(moved.And(last)))
	m.When(came, func() {
		now.D(next)
		from.D([]point{start, start, start})
		left.D(times(next.Loops))
		first.D(hdl.B(true))
		busy.D(hdl.B(true))
	}).Elsewhen(moved.And(last), func() {
		busy.D(hdl.B(false))
	})
	return walkerOut{out}
}

func times(ls []loop) (n []hdl.UInt) {
	for _, l := range ls {
		n = append(n, l.N)
	}
	return n
}
