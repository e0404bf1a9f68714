package vector

import (
	"npugen/blocks/bundle"
	"npugen/blocks/fp"
	"npugen/hdl"
)

// Unit is the vector unit with the vector buffer and the scalar buffer.
type Unit struct{ bundle.Shape }

// UnitIn is operations, and words that others write into the vector buffer.
type UnitIn struct {
	Command      hdl.Source[bundle.Vector]
	Matrix, Load hdl.Source[bundle.Word]
}

// UnitOut is what the operations give.
type UnitOut struct {
	Rows    bundle.RowWrite
	Retired bundle.Retired
	Best    hdl.UInt // result of the last ARGMAX or TOPK, from the cycle after its Done on; 0 after reset
	Active  hdl.Bool // a word is issued to the lanes
}

// Inputs gives the types of the ports.
func (u Unit) Inputs() UnitIn {
	return UnitIn{Command: hdl.StreamT(bundle.T[bundle.Vector]()), Matrix: hdl.StreamT(u.ResultT()), Load: hdl.StreamT(u.WordT())}
}

// Build makes the unit.
func (u Unit) Build(m *hdl.Module, in UnitIn) UnitOut {
	m.Doc("vector unit with its buffers")
	z := size{u.Checked(m)}
	next := hdl.Wire(m, "next", retireOut{ID: hdl.UIntT(flightBits), Hash: word32()})
	quiet := hdl.Wire(m, "quiet", hdl.BoolT())
	write := hdl.Wire(m, "write", port{Word: z.WordT(), Mask: hdl.UIntT(z.Lanes)})
	scalar := hdl.Wire(m, "scalar", z.scalarT())

	top := hdl.Wire(m, "top_state", TopState{})
	issued := hdl.Inst(m, "walk", walk(z), walkIn{
		Command: in.Command, ID: next.Get().ID, Room: next.Get().Room, Quiet: quiet.Get(),
		Alone: next.Get().Alone, TopRoom: top.Get().Room, TopBusy: top.Get().Busy,
	})
	r := z.operands(m, issued, write.Get(), scalar.Get())
	l := z.lanes(m, r, write.Get())

	sum := hdl.Inst(m, "sum", rowSum{z.Lanes}, l.toSum())
	peak := hdl.Inst(m, "peak", z.peak(), l.toPeak(z))
	maps := hdl.Any(peak.Tag.Quant, peak.Tag.Arg).Not()
	fin := hdl.Inst(m, "finish", finish{z.scalar()}, finishIn{
		Took: issued.Took, ID: next.Get().ID, Entry: issued.Entry, Sum: sum,
		Peak: wholeOut{peak.Valid.And(maps), peak.Tag.Whole, fp.Keyed(fp.FP32, peak.Key)},
	})
	scalar.Set(fin.Scalar)

	rows := hdl.Inst(m, "quantise", quantise(z), quantiseIn{
		Took: issued.Took, ID: next.Get().ID, C1: issued.Entry.C1,
		Issued: hdl.All(issued.Go, issued.Word.Quant, issued.Word.Last), Scalar: fin.Scalar,
		Valid: peak.Valid.And(peak.Tag.Quant), Tag: GroupTag{peak.Tag.Whole, peak.Tag.Group}, Amax: peak.Key.Trunc(31),
		Held: l.heldValid, Q: l.q,
	})
	l.lent.Set(lent{rows.Pop, rows.Inv, rows.Second, rows.Rounding})
	quiet.Set(rows.Quiet)
	write.Set(z.arbitrated(l.own, in.Matrix, in.Load))

	greatest := z.greatest(m, issued, l, rows)
	top.Set(greatest.TopState)
	l.popTop.Set(greatest.Pop)

	found := peak.Valid.And(peak.Tag.Arg)
	best := hdl.RegInit(m, "best", hdl.U(0, 32))
	m.When(found, func() { best.D(peak.Index) }).Elsewhen(greatest.Best, func() { best.D(greatest.At) })
	bestDone := written{Valid: hdl.RegNextInit(m, "found", found, hdl.B(false)), Tag: hdl.RegEn(m, "best_tag", peak.Tag.Whole, found), X: best.Q()}
	t := l.f.tag
	done := hdl.Inst(m, "retire", retire{}, retireIn{
		Took: issued.Took,
		Word: written{l.f.valid.And(hdl.Any(t.Quant, t.Arg, t.Top).Not()), t.whole(), bundle.Fold(hdl.Pack(l.z))},
		Keep: t.Keep, Only: hdl.Any(t.Red.Is(1), t.Red.Is(2)).Not(),
		Scalar: written{fin.Valid, fin.Tag, fin.Y},
		Row:    written{greatest.Rows.Valid, greatest.Tag, rowItem(greatest.Rows.Row)},
		Best:   bestDone,
	})
	next.Set(done)
	return UnitOut{Rows: greatest.Rows, Retired: bundle.Retired{Done: done.Done, Hash: done.Hash}, Best: best.Q(), Active: issued.Go}
}

// rowItem is a row's item of the hash.
func rowItem(r bundle.Row) hdl.UInt { return bundle.Fold(hdl.Pack(r.Q)).Xor(r.Scale) }
