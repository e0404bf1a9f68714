package sim

import (
	"math/bits"

	"npugen/sim/internal/engine"
)

// vcdBlock tells which lines are fresh when bytes of a block of the image have
// changed: those that follow each other as its values do, in one word of lines.
type vcdBlock struct {
	line  uint32 // of the first; number of an uneven block
	shown uint16 // bytes that are a value with a line, by bit
	bytes uint8  // of each value; 0 for uneven blocks
}

// vcdUneven is a block of another kind. It has runs if its values have equal
// sizes and, in a few runs, lines that follow each other, as where values are
// known by several names. Else it has marks.
type vcdUneven struct {
	first uint32 // of its marks or runs
	count uint32
	bytes uint8 // of each value, if it has runs; 0 if it has marks
}

// vcdMark is a line, and the bytes of a block that are its value, by bit.
type vcdMark struct {
	line  uint32
	bytes uint16
}

func newMark(p engine.Place, line int) vcdMark {
	return vcdMark{uint32(line), (1<<p.Bytes - 1) << (p.At % engine.BlockBytes)}
}

type vcdRun struct {
	line         uint32
	first, count uint8 // in values
}

// fewRuns is how many are better than to go from value to value.
const fewRuns = 6

// block adds the next block.
func (t *vcdLines) block(marks []vcdMark) {
	b, ok := even(marks)
	if !ok {
		b.line = uint32(len(t.uneven))
		t.uneven = append(t.uneven, t.unevenBlock(marks))
	}
	t.blocks = append(t.blocks, b)
}

// even is a block whose lines follow each other as its values do.
func even(marks []vcdMark) (vcdBlock, bool) {
	if len(marks) == 0 {
		return vcdBlock{}, false
	}
	size := bits.OnesCount16(marks[0].bytes)
	first := int(marks[0].line) - bits.TrailingZeros16(marks[0].bytes)/size
	if first < 0 || first%(engine.BlockBytes/size) != 0 {
		return vcdBlock{}, false
	}
	b := vcdBlock{line: uint32(first), bytes: uint8(size)}
	for _, m := range marks {
		if bits.OnesCount16(m.bytes) != size || int(m.line) != first+bits.TrailingZeros16(m.bytes)/size {
			return vcdBlock{}, false
		}
		b.shown |= m.bytes
	}
	return b, true
}

func (t *vcdLines) unevenBlock(marks []vcdMark) vcdUneven {
	if bytes, runs := runsOf(marks); bytes > 0 {
		t.runs = append(t.runs, runs...)
		return vcdUneven{uint32(len(t.runs) - len(runs)), uint32(len(runs)), bytes}
	}
	t.marks = append(t.marks, marks...)
	return vcdUneven{first: uint32(len(t.marks) - len(marks)), count: uint32(len(marks))}
}

// runsOf is a block as runs of values of a size, which is 0 where marks are
// better.
func runsOf(marks []vcdMark) (bytes uint8, runs []vcdRun) {
	for _, m := range marks {
		size := uint8(bits.OnesCount16(m.bytes))
		if bytes == 0 {
			bytes = size
		}
		if size != bytes {
			return 0, nil
		}
		if runs = extend(runs, m.line, uint8(bits.TrailingZeros16(m.bytes))/size); len(runs) > fewRuns {
			return 0, nil
		}
	}
	return bytes, runs
}

// extend adds a line of value i to a run.
func extend(runs []vcdRun, line uint32, i uint8) []vcdRun {
	for k := range runs {
		if r := &runs[k]; r.line+uint32(r.count) == line && r.first+r.count == i {
			r.count++
			return runs
		}
	}
	return append(runs, vcdRun{line, i, 1})
}

// marked makes fresh the lines of bytes of an uneven block that have changed.
func (t *vcdText) marked(b vcdUneven, changed uint32) {
	if b.bytes > 0 {
		t.ran(b, changed)
		return
	}
	for _, m := range t.marks[b.first:][:b.count] {
		any := uint64(changed&uint32(m.bytes)+0xffff) >> 16 // without a branch, which nothing could predict
		t.fresh[m.line>>6] |= any << (m.line & 63)
	}
}

// ran is marked for a block with runs.
func (t *vcdText) ran(b vcdUneven, changed uint32) {
	values := uint64(merge(changed, b.bytes))
	for _, r := range t.runs[b.first:][:b.count] {
		some, at := values>>r.first&(1<<r.count-1), r.line&63
		t.fresh[r.line>>6] |= some << at
		t.fresh[r.line>>6+1] |= some >> 1 >> (63 - at)
	}
}

// merge turns bits of bytes into bits of values of 1, 2, 4 or 8 bytes: set if
// any byte of the value is.
func merge(x uint32, bytes uint8) uint32 {
	switch bytes {
	case 1:
		return x
	case 2:
		x = (x | x>>1) & 0x5555
		x = (x | x>>1) & 0x3333
		x = (x | x>>2) & 0x0f0f
		return (x | x>>4) & 0xff
	case 4:
		x |= x >> 1
		x = (x | x>>2) & 0x1111
		x = (x | x>>3) & 0x0303
		return (x | x>>6) & 0xf
	}
	x |= x >> 1
	x |= x >> 2
	x = (x | x>>4) & 0x0101
	return (x | x>>7) & 3
}
