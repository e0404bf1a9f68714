package vector

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// walk takes operations and issues their words, one a cycle: row by row, the
// words of a row one right after the other, which the sums rely on.
type walk struct{ bundle.Shape }

type walkIn struct {
	Command hdl.Source[bundle.Vector]
	ID      hdl.UInt // for the next operation
	Room    hdl.Bool // there is room for it
	Quiet   hdl.Bool // no QUANT is in flight
	Alone   hdl.Bool // nothing but the operation that was taken last is
	TopRoom hdl.Bool // there is room for a word of TOPK
	TopBusy hdl.Bool // a TOPK is in flight
}

type walkOut struct {
	Took  hdl.Bool // an operation is taken, with this
	Entry Entry
	Top   TopEntry
	Go    hdl.Bool // a word is issued
	A     hdl.UInt // its word of operand a
	Word  Fetch
}

func (w walk) Inputs() walkIn {
	return walkIn{Command: hdl.StreamT(bundle.T[bundle.Vector]()), ID: hdl.UIntT(flightBits)}
}

// row is where a row's elements are.
type row struct {
	A, B, D hdl.UInt // first elements, or row of the activation buffer
	Len     hdl.UInt // elements
}

// moved is the row after a step of i0 or i1; that of a QUANT goes to the activation
// buffer.
func (r row) moved(z size, quant hdl.Bool, a, b, d, more hdl.UInt) row {
	to := z.Moved(r.D, d)
	if z.Lanes != 1<<z.lane() {
		to = hdl.Mux(quant, r.D.AddWrap(d), to)
	}
	return row{z.Moved(r.A, a), z.Moved(r.B, b), to, r.Len.AddWrap(more)}
}

func (w walk) Build(m *hdl.Module, in walkIn) walkOut {
	m.Doc("takes vector operations, issues their words")
	z := size(w)
	c := in.Command.Data()
	m.Unused(c.A, c.B, c.D, c.AS0, c.AS1, c.BS0, c.BS1, c.DS0, c.DS1, c.S, c.T, c.K)

	job := hdl.Reg(m, "job", z.jobT())
	active := hdl.RegInit(m, "active", hdl.B(false))
	fresh := hdl.Reg(m, "fresh", hdl.BoolT()) // no word was issued yet
	first := hdl.Reg(m, "first", hdl.BoolT()) // nor one of this row
	rowT := row{hdl.UIntT(z.element()), hdl.UIntT(z.element()), hdl.UIntT(z.target()), word32()}
	outer := hdl.Reg(m, "outer", rowT) // at this i0 and i1 = 0
	inner := hdl.Reg(m, "inner", rowT)
	n0, n1 := hdl.Reg(m, "n0_left", hdl.UIntT(16)), hdl.Reg(m, "n1_left", hdl.UIntT(16))
	left := hdl.Reg(m, "left", word32()) // elements of the row
	a, b := hdl.Reg(m, "a_word", hdl.UIntT(z.word())), hdl.Reg(m, "b_word", hdl.UIntT(z.word()))
	d := hdl.Reg(m, "d_word", hdl.UIntT(z.dest()))
	s := hdl.Reg(m, "scalar", hdl.UIntT(z.scalar()))
	slot := hdl.Reg(m, "slot", hdl.UIntT(z.slot()))
	sum := hdl.Reg(m, "class", class{Mix: hdl.UIntT(2)})
	j := job.Q()

	// Which word this is.
	part := z.part(m, j.Quant, slot.Q())
	rowEnd := hdl.Name(m, "row_end", left.Q().Le(part.room))
	groupEnd := hdl.Name(m, "group_end", rowEnd.Or(part.end))
	last0, last1 := n0.Q().Is(0), n1.Q().Is(0)
	end := hdl.Name(m, "op_end", rowEnd.And(last0, last1))
	marks := z.marks(j, sum.Q())
	silu := j.Fn.Is(2)
	issue := hdl.Wire(m, "issue", hdl.BoolT())
	may := order(m, j, marks, z.lead(j, left.Q()), j.Sync.And(fresh.Q()), issue.Get()).And(silu.Not().Or(in.Quiet))
	alone := j.Top.Not().Or(in.Alone.And(in.TopRoom))
	issue.Set(active.Q().And(first.Q().Not().Or(may), alone))

	// start makes a row the present one.
	start := func(to row, quant hdl.Bool) {
		inner.D(to)
		left.D(to.Len)
		sum.D(z.classOf(to.Len))
		a.D(z.wordOf(to.A).Trunc(z.word()))
		b.D(z.wordOf(to.B).Trunc(z.word()))
		d.D(hdl.Mux(quant, to.D.Trunc(z.dest()), z.wordOf(to.D).Wrap(z.dest())))
		first.D(hdl.B(true))
		slot.D(hdl.U(0, z.slot()))
		part.restart()
	}
	take := in.Command.Accept(in.Room.And(in.TopBusy.Not(), active.Q().Not().Or(issue.Get().And(end))))
	m.When(take, func() {
		read := z.read(c, in.ID)
		origin := row{c.A.Wrap(z.element()), c.B.Wrap(z.element()), c.D.Wrap(z.target()), c.Len}
		job.D(read)
		active.D(hdl.B(true))
		fresh.D(hdl.B(true))
		outer.D(origin)
		start(origin, read.Quant)
		n0.D(hdl.Mux(read.Arg.Or(read.Top), hdl.U(0, 16), c.N0.SubWrap(hdl.U(1))))
		n1.D(read.N1)
		s.D(c.S.Wrap(z.scalar()))
	}).Elsewhen(issue.Get(), func() {
		fresh.D(hdl.B(false))
		m.When(rowEnd, func() {
			wide := j.Inc.Ext(32)
			to := hdl.Mux(last1, outer.Q().moved(z, j.Quant, j.AS0, j.BS0, j.DS0, wide), inner.Q().moved(z, j.Quant, j.AS1, j.BS1, j.DS1, hdl.U(0, 32)))
			to = hdl.Name(m, "next_row", to)
			start(to, j.Quant)
			m.When(j.One.Not(), func() { s.D(s.Q().AddWrap(hdl.U(1))) })
			n1.D(hdl.Mux(last1, j.N1, n1.Q().SubWrap(hdl.U(1))))
			m.When(last1, func() {
				outer.D(to)
				n0.D(n0.Q().SubWrap(hdl.U(1)))
			})
			m.When(end, func() { active.D(hdl.B(false)) })
		}).Otherwise(func() {
			left.D(left.Q().SubWrap(part.room))
			first.D(hdl.B(false))
			m.When(part.whole, func() {
				a.D(a.Q().AddWrap(hdl.U(1)))
				b.D(b.Q().AddWrap(hdl.U(1)))
			})
			m.When(groupEnd, part.move)
			slot.D(hdl.Mux(groupEnd, hdl.U(0, z.slot()), slot.Q().AddWrap(hdl.U(1))))
			m.When(j.Quant.Not().Or(groupEnd), func() { d.D(d.Q().AddWrap(hdl.U(1))) })
		})
	})

	laneA, laneD := z.laneOf(inner.Q().A), z.laneOf(inner.Q().D)
	off := hdl.Mux(j.Keep, laneD, hdl.U(0, laneD.Width()))
	tag := Tag{
		ID: j.ID, Quant: j.Quant, Arg: j.Arg, Top: j.Top, Red: j.Red, Keep: j.Keep, D: d.Q(), Off: part.from(off),
		Count: hdl.Mux(rowEnd, left.Q().Trunc(z.lane()+1), part.room),
		Long:  sum.Q().Long, Mix: sum.Q().Mix,
		First: hdl.Mux(j.Quant, slot.Q().Is(0), first.Q()), Last: groupEnd, End: end, Slot: slot.Q(), Start: part.start(),
		S: s.Q(), Scaled: j.Scaled,
	}
	word := Fetch{
		Step: Step{ToFn{ToBin{tag, b.Q(), j.Bin}, j.Fn}, j.Pre},
		Rot:  z.between(laneA, off), Swap: j.Swap,
	}
	return walkOut{Took: take, Entry: z.entry(c), Top: z.topEntry(take.And(z.isTop(c)), in.ID, c), Go: issue.Get(), A: z.neighbour(m, a.Q(), j.Swap, issue.Get(), first.Q()), Word: word}
}

// wordOf is the word of an element, in the bits that are left.
func (z size) wordOf(e hdl.UInt) hdl.UInt { return e.Shr(z.lane()) }

// laneOf is the lane of an element.
func (z size) laneOf(e hdl.UInt) hdl.UInt {
	if z.lane() == 0 {
		return hdl.U(0, 1)
	}
	return e.Trunc(z.lane())
}

// between is the lanes by which an element moves down from one lane to another.
func (z size) between(from, to hdl.UInt) hdl.UInt {
	by := from.SubWrap(to)
	if n := z.lane(); z.Lanes != 1<<n {
		by = hdl.Mux(from.Lt(to), by.AddWrap(hdl.U(uint64(z.Lanes), n)), by)
	}
	return by
}

// neighbour is the word to read for word a of a row. With one lane a swap
// exchanges words.
func (z size) neighbour(m *hdl.Module, a hdl.UInt, swap, issue, first hdl.Bool) hdl.UInt {
	if z.Lanes > 1 {
		return a
	}
	odd := hdl.Reg(m, "odd", hdl.BoolT()) // the word before was the first of a pair
	second := odd.Q().And(first.Not())
	m.When(issue, func() { odd.D(second.Not()) })
	return hdl.Mux(swap, hdl.Mux(second, a.SubWrap(hdl.U(1)), a.AddWrap(hdl.U(1))), a)
}
