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

const timeBits = 7

// either is one of two latencies for the modes 1 and 2, else 0.
func either(mode hdl.UInt, a, b int) hdl.UInt {
	t := func(n int) hdl.UInt { return hdl.U(uint64(n), timeBits) }
	return hdl.Mux(mode.Is(1), t(a), hdl.Mux(mode.Is(2), t(b), t(0)))
}

// marks are the times, from the operands of a row's last word on, at which it
// passes the places where pipelines of different length join.
type marks struct {
	pre, fn, bin            hdl.UInt // of the lanes
	sum, whole, affine, fin hdl.UInt // of a reduction
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
	return k
}

// order lets a row start when none of its words would overtake one that was
// issued before, anywhere; with sync, when all results are written. The result
// must hold when the first word of a row is issued.
func order(m *hdl.Module, j job, k marks, reduces, sync, issue hdl.Bool) hdl.Bool {
	ok := hdl.B(true)
	passed := func(name string, at hdl.UInt, applies hdl.Bool) {
		left := countdown(m, name)
		m.When(issue.And(applies), func() { left.D(at) })
		ok = ok.And(at.Ge(left.Q()).Or(applies.Not()))
	}
	always := hdl.B(true)
	passed("pre_left", k.pre, always)
	passed("fn_left", k.fn, always)
	passed("bin_left", k.bin, always)
	passed("sum_left", k.sum, reduces)
	passed("whole_left", k.whole, reduces)
	passed("affine_left", k.affine, reduces)
	passed("fin_left", k.fin, reduces)

	// A word written can be read in the next cycle; scalars are read a cycle
	// after the word is issued.
	written := countdown(m, "written_left")
	vb := k.bin.AddWrap(hdl.U(readLatency))
	sb := hdl.Mux(reduces, k.fin.AddWrap(hdl.U(readLatency-1)), hdl.U(0, timeBits))
	last := hdl.Mux(sb.Gt(vb), sb, vb)
	m.When(issue.And(j.Quant.Or(j.Arg).Not(), last.Ge(written.Q())), func() { written.D(last) })
	return ok.And(sync.Not().Or(written.Q().Is(0)))
}

// countdown is a register that counts down to 0 unless it is set.
func countdown(m *hdl.Module, name string) *hdl.Register[hdl.UInt] {
	left := hdl.RegInit(m, name, hdl.U(0, timeBits))
	m.When(left.Q().OrR(), func() { left.D(left.Q().SubWrap(hdl.U(1))) })
	return left
}
