package vector

import (
	"npugen/blocks/bundle"
	"npugen/blocks/fp"
	"npugen/hdl"
)

// quantise makes rows of the activation buffer of groups. The lanes' second
// multipliers and conversions to integers are lent to it.
//
//	greatest magnitude -> recip -> * 127 --+-> queue -> each word of the group * inv -> int8 -> row
//	                   -> scale ----------/
type quantise struct{ bundle.Shape }

type quantiseIn struct {
	Took   hdl.Bool // an operation starts
	ID     hdl.UInt
	C1     hdl.UInt
	Issued hdl.Bool // the last word of a group is issued
	Scalar Scalar   // write of the scalar buffer
	Valid  hdl.Bool // the maximum is known
	Tag    GroupTag
	Amax   hdl.UInt // magnitude, 31 bits
	Held   hdl.Bool // a word of the group is there
	Q      []hdl.SInt
}

// GroupTag is a group on its way.
type GroupTag struct {
	Whole
	Group
}

type quantiseOut struct {
	Quiet    hdl.Bool // no group is in flight
	Pop      hdl.Bool // a word is multiplied by this
	Inv      hdl.UInt
	Second   hdl.Bool // enable of the multipliers
	Rounding hdl.Bool // enable of the conversions
	Rows     bundle.RowWrite
	Tag      Whole // of the row
}

func (p quantise) Inputs() quantiseIn {
	z := size(p)
	return quantiseIn{
		ID: hdl.UIntT(flightBits), C1: word32(), Scalar: z.scalarT(),
		Tag: GroupTag{wholeT(), z.groupT()}, Amax: hdl.UIntT(31), Q: hdl.Vec(p.Lanes, hdl.SIntT(8)),
	}
}

// group is a group that is ready.
type group struct {
	Whole
	D, Slot    hdl.UInt
	Start      []hdl.UInt
	Inv, Scale hdl.UInt
}

func (p quantise) Build(m *hdl.Module, in quantiseIn) quantiseOut {
	m.Doc("int8 groups with scales")
	z := size(p)
	ready := p.scaled(m, in)
	head := p.waiting(m, ready)

	// The words of the group that is first, one a cycle.
	slot := hdl.RegInit(m, "slot", hdl.U(0, z.slot()))
	last := slot.Q().Eq(head.out.tag.Slot)
	m.Assert("word_there", head.out.valid.And(in.Held.Not()).Not(), "a group's word is not there")
	m.When(head.out.valid, func() { slot.D(hdl.Mux(last, hdl.U(0, z.slot()), slot.Q().AddWrap(hdl.U(1)))) })
	head.pop.Set(head.out.valid.And(last))

	// In flight: issued to popped.
	groups := hdl.RegInit(m, "groups", hdl.U(0, 10))
	m.When(in.Issued.And(head.pop.Get().Not()), func() { groups.D(groups.Q().AddWrap(hdl.U(1))) }).
		Elsewhen(head.pop.Get().And(in.Issued.Not()), func() { groups.D(groups.Q().SubWrap(hdl.U(1))) })

	type wordTag struct {
		Whole
		D, Slot, Scale hdl.UInt
		Start          []hdl.UInt
		Last           hdl.Bool
	}
	h := head.out.tag
	product := delay(m, "product", flow[wordTag]{head.out.valid, wordTag{h.Whole, h.D, slot.Q(), h.Scale, h.Start, last}}, mulLatency)
	rounding := delay(m, "rounding", product.out, toIntLatency)
	f := rounding.out
	return quantiseOut{
		Quiet: groups.Q().Is(0), Pop: head.out.valid, Inv: h.Inv,
		Second: product.busy, Rounding: rounding.busy,
		Rows: bundle.RowWrite{
			Valid: f.valid.And(f.tag.Last), Addr: f.tag.D.Trunc(z.row()),
			Row: bundle.Row{Q: p.assembled(m, f.valid, f.tag.Slot, f.tag.Start, in.Q), Scale: f.tag.Scale},
		},
		Tag: f.tag.Whole,
	}
}

// shortTag is a group whose scalar is read.
type shortTag struct {
	Whole
	D, Slot hdl.UInt
	Start   []hdl.UInt
}

// scaled finds the factor and the scale of a group: golden.Recip and three
// products take the same time.
func (p quantise) scaled(m *hdl.Module, in quantiseIn) flow[group] {
	factors := hdl.Mem(m, "c1s", Flight, word32())
	m.When(in.Took, func() { factors.Write(in.ID, in.C1) })
	amax := hdl.Cat(hdl.B(false), in.Amax)
	a := delay(m, "stage_a", flow[GroupTag]{in.Valid, in.Tag}, mulLatency)
	b := delay(m, "stage_b", a.out, scaleRead-mulLatency) // and one cycle more to read the scalar
	t := b.out.tag
	s := size(p).scalars(m, in.Scalar, b.out.valid.And(t.Scaled), t.S)
	late := delay(m, "stage_b_late", b.out, 2*mulLatency-scaleRead)
	factor := hdl.Mux(late.out.tag.Scaled, s, hdl.U(one, 32))
	c := delay(m, "stage_c", as(late.out, shortTag{late.out.tag.Whole, late.out.tag.D, late.out.tag.Slot, late.out.tag.Start}), mulLatency)

	mul := func(name string, x, y hdl.UInt, en hdl.Bool) hdl.UInt {
		return hdl.Inst(m, name, fp.Mul{Format: fp.FP32}, fp.Binary{A: x, B: y, En: en}).Y
	}
	recip := hdl.Inst(m, "recip", fp.Recip{}, fp.Unary{X: amax, En: hdl.Any(a.busy, b.busy, late.busy)})
	const oneOver127, f127 = 0x3c010204, 0x42fe0000
	scale := mul("scale_127", amax, hdl.U(oneOver127, 32), a.busy)
	scale = mul("scale_c1", scale, factors.Read("c1_late", a.out.tag.ID), b.busy.Or(late.busy))
	scale = mul("scale_s", scale, factor, c.busy)
	inv := mul("inv_127", recip.Y, hdl.U(f127, 32), c.busy)
	return flow[group]{c.out.valid, group{c.out.tag.Whole, c.out.tag.D, c.out.tag.Slot, c.out.tag.Start, inv, scale}}
}

// queue is groups that wait for words of an earlier one to pass.
type queue struct {
	out flow[group]
	pop *hdl.Var[hdl.Bool]
}

// waiting is a queue without latency. A group waits while a greater one passes,
// so there are never more than words in a group.
func (p quantise) waiting(m *hdl.Module, f flow[group]) queue {
	pop := hdl.Wire(m, "pop_group", hdl.BoolT())
	depth := size(p).group()
	if depth == 1 { // a group is gone in the cycle in which it comes
		return queue{f, pop}
	}
	w := bitsFor(depth)
	groups := hdl.Mem(m, "waiting", depth, f.tag)
	count := hdl.RegInit(m, "count", hdl.U(0, w+1))
	head, tail := hdl.RegInit(m, "head", hdl.U(0, w)), hdl.RegInit(m, "tail", hdl.U(0, w))
	empty := count.Q().Is(0)
	m.Assert("room", hdl.All(f.valid, count.Q().Is(uint64(depth)), pop.Get().Not()).Not(), "too many groups wait")
	m.When(f.valid, func() {
		groups.Write(tail.Q(), f.tag)
		tail.D(bundle.Next(tail.Q(), depth))
	})
	m.When(pop.Get(), func() { head.D(bundle.Next(head.Q(), depth)) })
	m.When(f.valid.And(pop.Get().Not()), func() { count.D(count.Q().AddWrap(hdl.U(1))) }).
		Elsewhen(pop.Get().And(f.valid.Not()), func() { count.D(count.Q().SubWrap(hdl.U(1))) })
	out := hdl.Mux(empty, f.tag, groups.Read("oldest", head.Q()))
	return queue{flow[group]{f.valid.Or(empty.Not()), out}, pop}
}

// assembled is a row of the words so far and this, from the lane on in which it
// starts, zeros beyond.
func (p quantise) assembled(m *hdl.Module, valid hdl.Bool, slot hdl.UInt, start []hdl.UInt, q []hdl.SInt) []hdl.SInt {
	n := size(p).group()
	var row []hdl.SInt
	for k := range n {
		at := hdl.U(uint64(k), slot.Width())
		word := hdl.Pack(q)
		if k < n-1 {
			before := hdl.RegEn(m, hdl.N("word", k), word, valid.And(slot.Eq(at)))
			word = hdl.Mux(slot.Gt(at), before, word)
		}
		word = hdl.Mux(slot.Lt(at), hdl.U(0, word.Width()), word)
		row = append(row, hdl.Unpack(q, word)...)
	}
	for _, lane := range start {
		for k := range lane.Width() {
			moved := make([]hdl.SInt, len(row))
			for i := range moved {
				moved[i] = row[i]
				if i+1<<k < len(row) {
					moved[i] = hdl.Mux(lane.Bit(k), row[i+1<<k], row[i])
				}
			}
			row = moved
		}
	}
	return row[:p.Rows]
}
