package isatest

import (
	"math"
	"math/bits"
	"slices"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

// Source is where choices come from: a *rand.Rand, or draws of a property test.
type Source interface{ IntN(n int) int }

// Lines is how many lines of memory the instructions touch, at most.
const Lines = 1 << 8

// Instruction draws a legal instruction of an operation. Rows and words are few
// enough for slow models.
func Instruction(src Source, s bundle.Shape, op isa.Op) isa.Instruction {
	d := drawer{src: src, s: s}
	for {
		in := d.draw(op)
		if spans, err := access.Of(s, in); err == nil && inside(spans) {
			return in
		}
	}
}

// Side draws a side of an array: 4 to most, half of them powers of two.
func Side(src Source, most int) int {
	if src.IntN(2) == 0 {
		return 4 << src.IntN(bits.Len(uint(most/4)))
	}
	return 4 + src.IntN(most-3)
}

// Lanes draws a number of lanes for an array: a power of two, one that divides its
// sides if there is one, or any.
func Lanes(src Source, rows, cols int) int {
	most := min(rows, cols)
	if src.IntN(3) == 0 {
		return 1 << src.IntN(bits.Len(uint(most)))
	}
	if src.IntN(2) == 0 {
		if fit := divisors(rows, cols); len(fit) > 0 {
			return fit[src.IntN(len(fit))]
		}
	}
	return 1 + src.IntN(most)
}

// divisors is those above 1 that two numbers have in common.
func divisors(a, b int) (all []int) {
	for n := 2; n <= min(a, b); n++ {
		if a%n == 0 && b%n == 0 {
			all = append(all, n)
		}
	}
	return all
}

// Words is the words that hold so many elements, or fewer: a power of two.
func Words(elements, lanes int) int { return 1 << (bits.Len(uint(elements/lanes)) - 1) }

// Shape draws a small shape.
func Shape(src Source) bundle.Shape {
	pow := func(lo, hi int) int { return 1 << (lo + src.IntN(hi-lo+1)) }
	s := bundle.Shape{Rows: Side(src, 16), Cols: Side(src, 16), ABRows: pow(3, 6), SBWords: pow(3, 6), AccDepth: pow(0, 3), Channels: pow(0, 2)}
	s.Lanes = Lanes(src, s.Rows, s.Cols)
	s.VBWords = Words(512, s.Lanes)
	s.TopK = 1 + src.IntN(8)
	return s
}

// Float draws the bits of a number; corners are frequent.
func Float(src Source) uint32 {
	corners := []uint32{0, 1 << 31, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffa00001, 1, 0x007fffff, 0x7f7fffff}
	switch src.IntN(8) {
	case 0:
		return corners[src.IntN(len(corners))]
	case 1:
		return uint32(src.IntN(1 << 32))
	}
	return math.Float32bits(float32(src.IntN(1<<12)-1<<11) / 256)
}

// inside says that memory is touched in its first lines alone.
func inside(spans []access.Span) bool {
	for _, s := range spans {
		if s.Space == access.Memory && s.Hi > 64*Lines {
			return false
		}
	}
	return true
}

type drawer struct {
	src Source
	s   bundle.Shape
}

func (d drawer) n(limit int) uint32 { return uint32(d.src.IntN(limit)) }

// some is 1 to limit, small more often.
func (d drawer) some(limit int) uint32 { return 1 + d.n(1+int(d.n(limit))) }

func (d drawer) draw(op isa.Op) isa.Instruction {
	in := isa.New(op)
	set := func(name string, v uint32) {
		f, ok := isa.Lookup(op, name)
		if ok {
			if slices.Contains(isa.Elements(op), name) {
				v = uint32(d.s.Address(uint64(v)))
			}
			in[f.Word] = in[f.Word]&^f.Mask() | v<<f.Lo&f.Mask()
		}
	}
	s, lanes, rows := d.s, uint32(d.s.Lanes), s32(d.s.Rows)
	channels := s32(s.Channels)
	switch op {
	case isa.STREAM:
		set("line", d.n(Lines)/channels*channels)
		set("rows", d.n(3*s.Rows+1))
	case isa.LOAD:
		set("line", d.n(Lines)/channels*channels)
		set("words", d.n(20))
		set("d", d.n(s.VBWords)*lanes)
	case isa.MATMUL:
		set("a", d.n(s.ABRows))
		set("a_stride", d.n(4))
		set("m", d.some(s.AccDepth))
		set("kt", d.n(4))
		set("nt", d.n(4))
		set("last_rows", 1+d.n(s.Rows))
		set("plain", d.n(2))
		set("d", d.n(s.VBWords)*lanes)
		set("d_stride", d.n(1+4*(s.Cols/s.Lanes+1))*lanes)
		set("peak", d.n(2))
		set("p", d.n(s.VBWords)*lanes)
		if nt := in.Get("nt"); nt > 0 && in.Get("peak") > 0 {
			set("len", nt*s32(s.Cols)-d.n(s.Cols))
			set("each", d.n(s.AccDepth+1))
		}
	case isa.STORE:
		set("a", d.n(s.ABRows))
		set("a_s0", d.n(3))
		set("a_s1", d.n(3))
		set("line", d.n(Lines))
		set("off", d.n(64*s.Channels))
		for _, f := range []string{"s0", "s1", "se"} {
			set(f, []uint32{0, 1, 2, 4, rows, 64, 64 * channels}[d.n(7)]*d.some(2))
		}
		set("se", []uint32{1, 1, 2, 64, 100}[d.n(5)])
		set("n0", d.some(4))
		set("n1", d.some(4))
		set("len", d.some(s.Rows))
		set("transpose", d.n(2))
		set("scale", d.n(2))
	case isa.ARGMAX:
		set("a", d.n(s.VBWords)*lanes)
		set("len", d.some(5*s.Lanes))
	case isa.TOPK:
		set("a", d.n(s.VBWords)*lanes)
		set("len", d.some(12*s.Lanes))
		set("d", d.n(s.ABRows))
		set("k", d.some(s.TopK))
	default:
		d.vector(set)
	}
	return in
}

// vector draws the fields of MAP and QUANT: rows within a word or at starts of
// words.
func (d drawer) vector(set func(string, uint32)) {
	s, lanes := d.s, d.s.Lanes
	unit, length := s32(lanes), d.some(6*lanes+1)
	if d.n(3) == 0 {
		unit, length = 1, d.some(lanes)
	}
	set("len", length)
	inc := []uint32{0, 0, 1, 2, s32(lanes)}[d.n(5)]
	set("inc", inc)
	place := func(limit int) uint32 { return d.n(limit*lanes) / unit * unit }
	a, b := place(s.VBWords), place(s.VBWords)
	dst := place(s.VBWords)
	if d.n(4) == 0 {
		dst = a
	}
	if unit == 1 {
		b = b/s32(lanes)*s32(lanes) + dst%s32(lanes)
	}
	set("a", a)
	set("b", b)
	set("d", dst)
	for _, f := range []string{"a_s0", "a_s1", "b_s0", "b_s1", "d_s0", "d_s1"} {
		set(f, place(4))
	}
	set("n0", d.some(4))
	set("n1", d.some(4))
	set("s", d.n(s.SBWords))
	set("t", d.n(s.SBWords))
	for _, f := range []string{"pre", "fn", "bin", "red", "fin"} {
		set(f, d.n(3))
	}
	for _, f := range []string{"keep", "one", "sync", "scaled"} {
		set(f, d.n(2))
	}
	if d.n(4) == 0 {
		set("swap", 1)
		set("len", (length+1)&^1)
		set("inc", inc&^1)
	}
	set("c1", Float(d.src))
	set("c2", Float(d.src))
}

func s32(n int) uint32 { return uint32(n) }
