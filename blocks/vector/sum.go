package vector

import (
	"npugen/blocks/fp"
	"npugen/hdl"
)

// rowSum sums rows of words, in the order of docs/npu.md.
//
//	word -> tree -> [accumulator, 4 rows of partial sums in turn] -> last 4 -> [p0+p1, p2+p3] -> [+]
//
// A row of up to 4 words skips the accumulator: its partial sums are its words.
// A row of up to 2 skips one addition, one of 1 both: adding +0 changes nothing.
type rowSum struct{ Lanes int }

type sumTag struct {
	Whole
	First, Last, Long hdl.Bool
	Mix               hdl.UInt
}

type rowSumIn struct {
	Valid hdl.Bool
	Tag   sumTag
	X     []hdl.UInt // +0 in lanes without an element
}

type wholeOut struct {
	Valid hdl.Bool
	Tag   Whole
	Y     hdl.UInt
}

func (s rowSum) Inputs() rowSumIn {
	return rowSumIn{Tag: sumTag{Whole: wholeT(), Mix: hdl.UIntT(2)}, X: hdl.Vec(s.Lanes, word32())}
}

func (s rowSum) Build(m *hdl.Module, in rowSumIn) wholeOut {
	m.Doc("sum of the words of a row")
	f := flow[sumTag]{in.Valid, in.Tag}
	f, it := tree(m, f, in.X)
	f, it = accumulated(m, f, it)
	whole, y := joined(m, f, it)
	return wholeOut{whole.valid, whole.tag, y}
}

// tree is the sum of a word's lanes.
func tree(m *hdl.Module, f flow[sumTag], x []hdl.UInt) (flow[sumTag], hdl.UInt) {
	for level := 1; len(x) > 1; level++ {
		name := hdl.N("tree", level)
		l := delay(m, name, f, addLatency)
		var even, odd []hdl.UInt
		if len(x)%2 != 0 {
			x = append(x, hdl.U(0, 32))
		}
		for i := 0; i < len(x); i += 2 {
			even, odd = append(even, x[i]), append(odd, x[i+1])
		}
		sums := hdl.Grid(m, name, 1, len(even), fp.Add{Format: fp.FP32}, func(c hdl.Cell, _ fp.Result) fp.AddIn {
			return fp.AddIn{A: hdl.Each(c, even), B: hdl.Each(c, odd), Sub: hdl.B(false), En: l.busy}
		})
		x = nil
		for _, r := range sums.All() {
			x = append(x, r.Y)
		}
		f = l.out
	}
	return f, x[0]
}

// accumulated adds each word to the partial sum of 4 words before, which leaves
// the adder just then; a short row's words become those of a sum.
func accumulated(m *hdl.Module, f flow[sumTag], it hdl.UInt) (flow[sumTag], hdl.UInt) {
	index := hdl.Reg(m, "word", hdl.UIntT(3)) // 4 stands for all beyond
	at := hdl.Mux(f.tag.First, hdl.U(0, 3), index.Q())
	m.When(f.valid, func() { index.D(hdl.Mux(at.Bit(2), at, at.AddWrap(hdl.U(1)))) })
	l := delay(m, "partial", f.only(f.tag.Long), addLatency)
	back := hdl.Wire(m, "partial_sum", word32())
	sum := hdl.Inst(m, "accumulator", fp.Add{Format: fp.FP32}, fp.AddIn{
		A: hdl.Mux(at.Bit(2), back.Get(), hdl.U(0, 32)), B: it, Sub: hdl.B(false), En: l.busy})
	back.Set(sum.Y)
	short := f.only(f.tag.Long.Not())
	return merged(m, "word", l.out, short), hdl.Mux(l.out.valid, sum.Y, positive(it))
}

// positive is x, or +0 for -0.
func positive(x hdl.UInt) hdl.UInt {
	return hdl.Cat(x.Bit(31).And(x.Trunc(31).OrR()), x.Trunc(31))
}

// joined adds the last 4 words, the partial sums.
func joined(m *hdl.Module, f flow[sumTag], it hdl.UInt) (flow[Whole], hdl.UInt) {
	index := hdl.Reg(m, "turn", hdl.UIntT(2))
	more := hdl.Reg(m, "more", hdl.UIntT(2)) // words of the row before this, up to 3
	at := hdl.Mux(f.tag.First, hdl.U(0, 2), index.Q())
	seen := hdl.Mux(f.tag.First, hdl.U(0, 2), more.Q())
	m.When(f.valid, func() {
		index.D(at.AddWrap(hdl.U(1)))
		more.D(hdl.Mux(seen.AndR(), seen, seen.AddWrap(hdl.U(1))))
	})
	recent := []hdl.UInt{it} // the latest first
	held := it
	for i := 1; i < 4; i++ {
		held = hdl.RegEn(m, hdl.N("before", i), held, f.valid)
		recent = append(recent, hdl.Mux(seen.Ge(hdl.U(uint64(i), 2)), held, hdl.U(0, 32)))
	}
	partial := make([]hdl.UInt, 4)
	for k := range partial {
		partial[k] = hdl.Index(recent, at.SubWrap(hdl.U(uint64(k), 2)))
	}
	type pairTag struct {
		Whole
		Two hdl.Bool
	}
	done := f.only(f.tag.Last)
	both := pairTag{f.tag.Whole, f.tag.Mix.Is(2)}
	pairs := delay(m, "pairs", as(done.only(f.tag.Mix.OrR()), both), addLatency)
	add := func(name string, a, b hdl.UInt, en hdl.Bool) hdl.UInt {
		return hdl.Inst(m, name, fp.Add{Format: fp.FP32}, fp.AddIn{A: a, B: b, Sub: hdl.B(false), En: en}).Y
	}
	p01 := add("pair_01", partial[0], partial[1], pairs.busy)
	p23 := add("pair_23", partial[2], partial[3], pairs.busy)
	total := delay(m, "total", as(pairs.out.only(pairs.out.tag.Two), pairs.out.tag.Whole), addLatency)
	y := add("total", p01, p23, total.busy)
	one := as(pairs.out.only(pairs.out.tag.Two.Not()), pairs.out.tag.Whole)
	none := as(done.only(f.tag.Mix.Is(0)), f.tag.Whole)
	return merged(m, "sum", total.out, one, none), chosen([]hdl.UInt{y, p01, it}, total.out.valid, one.valid)
}
