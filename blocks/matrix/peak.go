package matrix

import (
	"math/bits"

	"npugen/blocks/fp"
	"npugen/hdl"
)

// peaks keeps the greatest element of each vector of results while their words go
// to the vector buffer, and then gives the maxima, vector by vector.
//
//	word -> keys -> tree -> the vector's maximum so far, in a memory -> Peak
//
// Registers are behind the keys and where a multiple of peakLevels comparisons is
// left, that with the maximum so far included.
type peaks struct {
	Lanes int `hdl:"l"`
	Depth int `hdl:"d"` // vectors
}

// peakLevels is how many comparisons are made between registers.
const peakLevels = 3

type peaksIn struct {
	Put  hdl.Bool // Word is a word of a vector
	Word []hdl.UInt
	Seen hdl.UInt // a bit for each lane that counts
	Of   peakOf

	Give    hdl.Bool // the maxima are wanted; until the last is taken no word is put
	Vectors hdl.UInt // how many
	Take    hdl.Bool // Peak is taken
}

// peakOf is whose word it is.
type peakOf struct {
	First hdl.Bool // of the vector
	Entry hdl.UInt // number of the vector
}

type peaksOut struct {
	Valid hdl.Bool
	Peak  hdl.UInt // fp32
}

func (p peaks) Inputs() peaksIn {
	return peaksIn{
		Word: hdl.Vec(p.Lanes, hdl.UIntT(32)), Seen: hdl.UIntT(p.Lanes),
		Of: peakOf{Entry: hdl.UIntT(indexBits(p.Depth))}, Vectors: hdl.UIntT(16),
	}
}

func (p peaks) Build(m *hdl.Module, in peaksIn) peaksOut {
	m.Doc("greatest elements of vectors")
	none := hdl.U(noPeak, 32)
	keys := make([]hdl.UInt, p.Lanes)
	for l, x := range in.Word {
		keys[l] = hdl.Mux(in.Seen.Bit(l), fp.Key(fp.FP32, x), none)
	}
	valid, of, busy := in.Put, in.Of, hdl.B(false) // busy: words are on their way
	before, beforeOf := valid, of                  // a stage earlier
	stages := 0
	stage := func() {
		before, beforeOf = valid, of
		of = hdl.RegEn(m, hdl.N("of", stages), of, valid)
		for l := range keys {
			keys[l] = hdl.RegEn(m, hdl.N("key", stages, l), keys[l], valid)
		}
		valid = hdl.RegNextInit(m, hdl.N("valid", stages), valid, hdl.B(false))
		busy = busy.Or(valid)
		stages++
	}
	stage()
	for left := bits.Len(uint(p.Lanes - 1)); left > 0; left-- {
		keys = halved(keys)
		if left%peakLevels == 0 {
			stage()
		}
	}

	have := hdl.RegInit(m, "have", hdl.B(false))
	next := hdl.RegInit(m, "next", hdl.U(0, 16)) // the vector whose maximum is read next
	free := have.Q().Not().Or(in.Take)
	read := hdl.Name(m, "read_now", hdl.All(in.Give, free, busy.Not(), next.Q().Ne(in.Vectors)))
	m.When(free, func() { have.D(read) })
	m.When(in.Give.Not(), func() {
		next.D(hdl.U(0, 16))
	}).Elsewhen(read, func() { next.D(next.Q().AddWrap(hdl.U(1))) })

	memory := hdl.Mem(m, "so_far", p.Depth, hdl.UIntT(32))
	entry := hdl.Mux(read, next.Q().Wrap(indexBits(p.Depth)), beforeOf.Entry)
	known := memory.ReadSync("known", entry, read.Or(before))
	top := hdl.Wire(m, "top", hdl.UIntT(32))
	// What is written in the cycle of the read is not read yet.
	again := hdl.RegNext(m, "again", valid.And(of.Entry.Eq(beforeOf.Entry)))
	latest := hdl.RegEn(m, "latest", top.Get(), valid)
	top.Set(greater(keys[0], hdl.Mux(of.First, none, hdl.Mux(again, latest, known))))
	m.When(valid, func() { memory.Write(of.Entry, top.Get()) })
	return peaksOut{Valid: have.Q(), Peak: fp.Keyed(fp.FP32, known)}
}

const (
	minusInfinity = 0xff800000
	noPeak        = 0xffffffff ^ minusInfinity // its key
)

func greater(a, b hdl.UInt) hdl.UInt { return hdl.Mux(a.Gt(b), a, b) }

// halved is the greater of each pair of neighbours; one without stays.
func halved(keys []hdl.UInt) (out []hdl.UInt) {
	for i := 0; i+1 < len(keys); i += 2 {
		out = append(out, greater(keys[i], keys[i+1]))
	}
	if len(keys)%2 != 0 {
		out = append(out, keys[len(keys)-1])
	}
	return out
}
