package vector

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// levels is how many comparisons are made between registers.
const levels = 3

// peak finds the greatest key of rows of words, and its place. Of equal keys
// the first is taken.
//
//	keys -> tree -> greatest so far
//
// Registers are where a multiple of levels is left to compare, the greatest so
// far included.
type peak struct{ bundle.Shape }

type peakTag struct {
	Whole
	First, Last hdl.Bool
	Quant, Arg  hdl.Bool
	Group
}

// Group is what QUANT keeps of a group.
type Group struct {
	D, Slot hdl.UInt // row; words of the group less 1, at its last word
	Start   []hdl.UInt
	S       hdl.UInt
	Scaled  hdl.Bool
}

func (z size) groupT() Group {
	return Group{D: hdl.UIntT(z.dest()), Slot: hdl.UIntT(z.slot()), Start: z.startT(), S: hdl.UIntT(z.scalar())}
}

type peakIn struct {
	Valid hdl.Bool
	Tag   peakTag
	Key   []hdl.UInt
}

type peakOut struct {
	Valid hdl.Bool // the row or group is complete
	Tag   peakTag
	Key   hdl.UInt
	Index hdl.UInt // element of the row
}

// place is a key and the lane that it comes from.
type place struct{ key, lane hdl.UInt }

func (p peak) Inputs() peakIn {
	return peakIn{Tag: peakTag{Whole: wholeT(), Group: size(p).groupT()}, Key: hdl.Vec(p.Lanes, word32())}
}

func (p peak) Build(m *hdl.Module, in peakIn) peakOut {
	m.Doc("greatest element and its place")
	f := flow[peakTag]{in.Valid, in.Tag}
	var best []place
	for _, k := range in.Key {
		best = append(best, place{key: k})
	}
	for level := 1; len(best) > 1; level++ {
		best = halved(best)
		if after := bitsFor(p.Lanes) + 1 - level; after%levels != 0 {
			continue
		}
		name := hdl.N("level", level)
		l := delay(m, name, f, 1)
		for i := range best {
			best[i].key = hdl.RegEn(m, hdl.N(name+"_key", i), best[i].key, f.valid)
			best[i].lane = hdl.RegEn(m, hdl.N(name+"_lane", i), best[i].lane, f.valid)
		}
		f = l.out
	}

	z := size(p)
	wide := 32 - z.unit()
	count := hdl.Reg(m, "count", hdl.UIntT(wide)) // units of the words before
	key := hdl.Reg(m, "key", word32())
	index := hdl.Reg(m, "index", word32())
	word := hdl.Mux(f.tag.First, hdl.U(0, wide), count.Q())
	here := z.elementOf(word, best[0].lane)
	m.When(f.valid, func() {
		count.D(word.AddWrap(hdl.U(z.step())))
		m.When(f.tag.First.Or(best[0].key.Gt(key.Q())), func() {
			key.D(best[0].key)
			index.D(here)
		})
	})
	out := delay(m, "whole", f.only(f.tag.Last), 1).out
	return peakOut{out.valid, out.tag, key.Q(), index.Q()}
}

// halved is the greater of each pair of neighbours; one without stays.
func halved(all []place) (out []place) {
	for i := 0; i < len(all); i += 2 {
		low := all[i]
		if i+1 == len(all) {
			lane := hdl.U(0, 1)
			if low.lane.Width() > 0 {
				lane = hdl.Cat(hdl.B(false), low.lane)
			}
			out = append(out, place{low.key, lane})
			continue
		}
		high := all[i+1]
		up := high.key.Gt(low.key)
		lane := up.AsUInt()
		if low.lane.Width() > 0 {
			lane = hdl.Cat(up, hdl.Mux(up, high.lane, low.lane))
		}
		out = append(out, place{hdl.Mux(up, high.key, low.key), lane})
	}
	return out
}
