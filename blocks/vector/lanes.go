package vector

import (
	"npugen/hdl"
)

// lent is how QUANT uses the lanes' second multipliers.
type lent struct {
	Pop      hdl.Bool
	Inv      hdl.UInt
	Second   hdl.Bool
	Rounding hdl.Bool
}

// results is what leaves the lanes.
type results struct {
	f         flow[Tag]
	z, key    []hdl.UInt
	q         []hdl.SInt
	own       port // write of the vector buffer
	heldValid hdl.Bool
	lent      *hdl.Var[lent]
	waiting   []hdl.UInt         // the held word
	popTop    *hdl.Var[hdl.Bool] // TOPK takes it
}

// lanes drives the lanes. Up to operand b, the flow of control is a cycle
// ahead of the words, to read b in time.
func (z size) lanes(m *hdl.Module, r operandWords, w port) results {
	lent := hdl.Wire(m, "lent", lent{Inv: word32()})

	sub := delay(m, "sub", as(r.f.only(r.f.tag.Pre.Is(1)), r.f.tag.ToFn), addLatency)
	mul := delay(m, "mul", as(r.f.only(r.f.tag.Pre.Is(2)), r.f.tag.ToFn), mulLatency)
	same := as(r.f.only(hdl.Any(r.f.tag.Pre.Is(1), r.f.tag.Pre.Is(2)).Not()), r.f.tag.ToFn)
	f1 := merged(m, "at_fn", sub.out, mul.out, same)

	isExp, isSilu := f1.tag.Fn.Is(1), f1.tag.Fn.Is(2)
	exp := delay(m, "exp", as(f1.only(isExp), f1.tag.ToBin), expLatency)
	silu := delay(m, "silu", as(f1.only(isSilu), f1.tag.ToBin), siluLatency)
	none := as(f1.only(hdl.Any(isExp, isSilu).Not()), f1.tag.ToBin)
	f2 := merged(m, "at_bin", exp.out, silu.out, none)
	toSecond := silu.valid.Bits(siluLatency-1, sigLatency-1)

	b := z.buffer(m, "vb_b", w, f2.valid.And(hdl.Any(f2.tag.Bin.Is(1), f2.tag.Bin.Is(2))), f2.tag.B)
	at := flow[Tag]{next(m, "at_bin_now", f2.valid), hdl.RegEn(m, "bin_tag", f2.tag.Tag, f2.valid)}
	bin := hdl.RegEn(m, "bin", f2.tag.Bin, f2.valid)
	times := delay(m, "times", at.only(bin.Is(1)), mulLatency)
	plus := delay(m, "plus", at.only(bin.Is(2)), addLatency)
	f3 := merged(m, "result", times.out, plus.out, at.only(hdl.Any(bin.Is(1), bin.Is(2)).Not()))

	has := mask(z.Lanes, f3.tag.Off, f3.tag.Count)
	all := common{
		S: r.s, Inv: lent.Get().Inv,
		Pre:      unitPair{sub.busy, mul.busy, next(m, "from_sub", sub.out.valid), next(m, "from_mul", mul.out.valid)},
		Fn:       unitPair{exp.busy, silu.busy, next(m, "from_exp", exp.out.valid), next(m, "from_silu", silu.out.valid)},
		Bin:      unitPair{times.busy, plus.busy, times.out.valid, plus.out.valid},
		Second:   toSecond.OrR().Or(lent.Get().Second),
		Rounding: lent.Get().Rounding, ByInv: lent.Get().Pop,
	}
	hold := next(m, "to_silu", f1.valid.And(isSilu))
	all.Silu = hold
	held := hdl.Wire(m, "held", hdl.Vec(z.Lanes, word32()))
	a := z.arithmetic(m, all, r.x, b, held.Get())
	out := results{f: f3, lent: lent, q: a.q, popTop: hdl.Wire(m, "pop_top", hdl.BoolT()), own: port{En: f3.valid.And(f3.tag.Keep), Word: z.WordT(), Mask: has}}
	for i, y := range a.y {
		no := hdl.U(0, 32)
		out.z = append(out.z, hdl.Mux(has.Bit(i), y, no))
		out.key = append(out.key, hdl.Mux(has.Bit(i), key(y, f3.tag.Quant, f3.tag.Arg.Or(f3.tag.Top)), no))
	}
	out.own.Word.Addr, out.own.Word.Data = f3.tag.D.Trunc(z.word()), a.y

	push := hold.Or(f3.valid.And(f3.tag.Quant.Or(f3.tag.Top)))
	pop := next(m, "from_sigmoid", toSecond.Bit(0)).Or(lent.Get().Pop, out.popTop.Get())
	word := hdl.Mux(hold, a.toFn, hdl.Mux(f3.tag.Top, out.key, out.z))
	valid, words := z.held(m, push, word, pop)
	held.Set(words)
	out.heldValid, out.waiting = valid, words
	return out
}

func (r results) toSum() rowSumIn {
	t := r.f.tag
	return rowSumIn{Valid: r.f.valid.And(t.Red.Is(1)), Tag: sumTag{t.whole(), t.First, t.Last, t.Long, t.Mix}, X: r.z}
}

func (z size) peak() peak { return peak(z) }

func (r results) toPeak(z size) peakIn {
	t := r.f.tag
	return peakIn{Valid: r.f.valid.And(hdl.Any(t.Red.Is(2), t.Quant, t.Arg)),
		Tag: peakTag{Whole: t.whole(), First: t.First, Last: t.Last, Quant: t.Quant, Arg: t.Arg, Group: Group{t.D, t.Slot, t.Start, t.S, t.Scaled}}, Key: r.key}
}
