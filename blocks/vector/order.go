package vector

import "npugen/hdl"

// class is how the sum of a row of some length is finished.
type class struct {
	Long hdl.Bool
	Mix  hdl.UInt
}

// classOf is the class of a row of n elements.
func (z size) classOf(n hdl.UInt) class {
	upTo := func(words int) hdl.Bool { return n.Le(hdl.U(uint64(words * z.Lanes))) }
	mix := hdl.Mux(upTo(1), hdl.U(0, 2), hdl.Mux(upTo(2), hdl.U(1, 2), hdl.U(2, 2)))
	if z.Lanes == 1 { // without a tree, nothing else would make -0 and NaNs those of a sum
		return class{hdl.B(true), mix}
	}
	return class{upTo(4).Not(), mix}
}

const timeBits = 8

// either is one of two latencies for the modes 1 and 2, else 0.
func either(mode hdl.UInt, a, b int) hdl.UInt {
	t := func(n int) hdl.UInt { return hdl.U(uint64(n), timeBits) }
	return hdl.Mux(mode.Is(1), t(a), hdl.Mux(mode.Is(2), t(b), t(0)))
}

// marks are the times, from the operands of a row's last word on, at which it
// passes the places where pipelines of different length join.
type marks struct {
	pre, fn, bin            hdl.UInt // of the lanes
	sum, whole, affine, fin hdl.UInt // of a reduction; fin: its scalar is written, or one is read for QUANT
}

func (z size) marks(j job, c class) marks {
	t := func(n int) hdl.UInt { return hdl.U(uint64(n), timeBits) }
	var k marks
	k.pre = either(j.Pre, addLatency, mulLatency)
	k.fn = k.pre.AddWrap(either(j.Fn, expLatency, siluLatency))
	k.bin = k.fn.AddWrap(either(j.Bin, mulLatency, addLatency))
	tree := k.bin.AddWrap(hdl.Mux(c.Long, t(z.treeLatency()+addLatency), t(z.treeLatency())))
	peak := k.bin.AddWrap(t(z.peakLatency()))
	isPeak := j.Red.Is(2)
	k.sum = hdl.Mux(isPeak, peak, tree)
	k.whole = hdl.Mux(isPeak, peak, tree.AddWrap(either(c.Mix, addLatency, 2*addLatency)))
	k.affine = k.whole.AddWrap(hdl.Mux(j.Plain, t(0), t(mulLatency+addLatency)))
	k.fin = k.affine.AddWrap(either(j.Fin, rsqrtLatency, recipLatency))
	k.fin = hdl.Mux(j.Quant, peak.AddWrap(t(scaleRead)), k.fin)
	return k
}

// order lets a row start when none of its words, and not its result either,
// would overtake an earlier one at a joint; with sync, when what it reads is
// written. The result must hold when the first word of a row is issued; the last
// is lead cycles later.
func order(m *hdl.Module, j job, k marks, lead hdl.UInt, sync, issue hdl.Bool) hdl.Bool {
	ok := hdl.B(true)
	passed := func(name string, at, lead hdl.UInt, applies hdl.Bool) {
		left := countdown(m, name)
		m.When(issue.And(applies), func() { left.D(at) })
		ok = ok.And(at.AddWrap(lead).Ge(left.Q()).Or(applies.Not()))
	}
	always, reduces := hdl.B(true), j.Red.Is(1).Or(j.Red.Is(2))
	none := hdl.U(0, timeBits)
	passed("pre_left", k.pre, none, always)
	passed("fn_left", k.fn, none, always)
	passed("bin_left", k.bin, none, always)
	passed("sum_left", k.sum, none, reduces)
	passed("whole_left", k.whole, lead, reduces)
	passed("affine_left", k.affine, lead, reduces)
	passed("fin_left", k.fin, lead, reduces.Or(j.Scaled))

	// What is written can be read in the next cycle. Scalars are read a cycle
	// after the word is issued; those of QUANT late, so that their order above
	// is enough.
	words, scalars := countdown(m, "words_left"), countdown(m, "scalars_left")
	m.When(issue.And(j.Keep), func() { words.D(k.bin.AddWrap(hdl.U(readLatency))) })
	m.When(issue.And(reduces), func() { scalars.D(k.fin.AddWrap(hdl.U(readLatency - 1))) })
	reads := hdl.Any(j.Pre.Is(1), j.Pre.Is(2))
	// An operation with sync that reads no scalar at its start does not wait for
	// them, but later ones rely on its sync: they owe the rest of the wait.
	owed := countdown(m, "owed")
	m.When(issue.And(sync, scalars.Q().OrR()), func() { owed.D(scalars.Q().SubWrap(hdl.U(1))) })
	late := scalars.Q().OrR().And(sync).Or(owed.Q().OrR())
	return ok.And(words.Q().OrR().And(sync).Or(late.And(reads)).Not())
}

// lead is how many words follow the first of a row, or of its first group; up
// to 63 of a row are counted, and fewer than there are where a word is counted as
// the next power of two of elements.
func (z size) lead(j job, left hdl.UInt) hdl.UInt {
	more := left.SubWrap(hdl.U(1)).Shr(z.lane())
	group := hdl.U(0, timeBits)
	if n := uint64((z.Rows+z.Lanes-1)/z.Lanes - 1); n > 0 {
		group = hdl.Mux(more.Gt(hdl.U(n)), hdl.U(n, timeBits), more.Wrap(timeBits))
	}
	return hdl.Mux(j.Quant, group, more.Sat(6).Ext(timeBits))
}

// countdown is a register that counts down to 0 unless it is set.
func countdown(m *hdl.Module, name string) *hdl.Register[hdl.UInt] {
	left := hdl.RegInit(m, name, hdl.U(0, timeBits))
	m.When(left.Q().OrR(), func() { left.D(left.Q().SubWrap(hdl.U(1))) })
	return left
}
