package matrix

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// beginning is where the vectors of a tile begin in their words: always in lane 0
// if they are whole words.
type beginning struct {
	bundle.Across
	lane     *hdl.Register[hdl.UInt] // nil: 0
	next     hdl.UInt                // that of the next tile
	last     hdl.UInt                // number of the last part
	words    hdl.UInt                // from one tile to the next
	elements hdl.UInt                // of those words
}

func (w resultWriter) lane(m *hdl.Module, across bundle.Across) beginning {
	b := beginning{Across: across}
	words, lanes := uint64(w.Cols/w.Lanes), uint64(w.Lanes)
	if across.Aligned() {
		b.last, b.words, b.elements = across.LastPart(hdl.U(0, 1)), hdl.U(words), hdl.U(uint64(w.Cols))
		return b
	}
	b.lane = hdl.Reg(m, "lane", hdl.UIntT(w.LaneBits()))
	next, more := across.NextLane(b.lane.Q())
	b.next, b.last = next, across.LastPart(b.lane.Q())
	b.words = hdl.U(words).Add(more.AsUInt())
	b.elements = hdl.Mux(more, hdl.U((words+1)*lanes, 8), hdl.U(words*lanes, 8))
	return b
}

// move goes on to the next tile, restart to the first of an instruction.
func (b beginning) move() {
	if b.lane != nil {
		b.lane.D(b.next)
	}
}

func (b beginning) restart() {
	if b.lane != nil {
		b.lane.D(hdl.Zero(b.lane.Q()))
	}
}

// part is part j of a vector: the word in which it lies.
func (w resultWriter) part(m *hdl.Module, vector []hdl.UInt, j hdl.UInt, from beginning) bundle.Word {
	parts := from.Parts()
	words := make([][]hdl.UInt, parts) // of the vector, if it began in lane 0
	for k := range words {
		for l := range w.Lanes {
			x := hdl.U(0, 32)
			if c := k*w.Lanes + l; c < len(vector) {
				x = vector[c]
			}
			words[k] = append(words[k], x)
		}
	}
	pick := func(words [][]hdl.UInt) []hdl.UInt {
		if parts == 1 {
			return words[0]
		}
		return hdl.Index(words, j)
	}
	here := pick(words)
	if from.lane == nil {
		return bundle.Word{Data: here}
	}
	// The word has the end of one of these and the beginning of the next.
	lane, n := from.lane.Q(), w.LaneBits()
	before := pick(append([][]hdl.UInt{make32(w.Lanes)}, words[:parts-1]...))
	left := hdl.U(uint64(w.Lanes), n+1).SubWrap(lane.Ext(n + 1)) // of here
	data := make([]hdl.UInt, w.Lanes)
	for l := range data {
		data[l] = hdl.Mux(left.Gt(hdl.U(uint64(l), n+1)), here[l], before[l])
	}
	for k := range n {
		moved := make([]hdl.UInt, w.Lanes)
		for l := range moved {
			moved[l] = hdl.Mux(lane.Bit(k), data[((l-1<<k)%w.Lanes+w.Lanes)%w.Lanes], data[l])
		}
		data = moved
	}
	ones := hdl.U(0, w.Lanes).Not()
	first := hdl.Mux(j.OrR(), ones, ones.ShlVar(lane))
	end := hdl.Mux(j.Eq(from.last).And(from.next.OrR()), ones.ShlVar(from.next).Not(), ones)
	return bundle.Word{Data: hdl.Name(m, "part", data), Mask: []hdl.UInt{hdl.Name(m, "part_mask", first.And(end))}}
}

// top is the word with a maximum, of the type of a word of results.
func (w resultWriter) top(like bundle.Word, at, peak hdl.UInt) bundle.Word {
	word := bundle.Word{Addr: at, Data: append([]hdl.UInt{peak}, make32(w.Lanes-1)...)}
	for range like.Mask {
		word.Mask = append(word.Mask, hdl.U(0, w.Lanes).Not())
	}
	return word
}

func make32(n int) (zeros []hdl.UInt) {
	for range n {
		zeros = append(zeros, hdl.U(0, 32))
	}
	return zeros
}

// folded is X of a word, lanes that are not written being 0.
func folded(w bundle.Word) hdl.UInt {
	data := w.Data
	if len(w.Mask) > 0 {
		data = make([]hdl.UInt, len(w.Data))
		for l, x := range w.Data {
			data[l] = hdl.Mux(w.Mask[0].Bit(l), x, hdl.U(0, 32))
		}
	}
	return bundle.Fold(hdl.Pack(data))
}
