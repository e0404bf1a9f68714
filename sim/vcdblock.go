package sim

import "npugen/sim/internal/engine"

// vcdBlock tells which lines are fresh when bytes of a block of the image have
// changed. Where the lines follow each other as the values do, in one word of
// lines, one look tells all. Else each quarter of the block is one by itself.
type vcdBlock struct {
	shown uint64 // bytes that are a value with a line, by bit
	line  uint32 // of the first value that it has room for; else number of the first quarter
	bytes uint8  // of each value, if lines follow; else 0
}

// vcdQuarter is a quarter of a block, which may be uneven too.
type vcdQuarter struct {
	line  uint32 // of the first value; else number of the uneven quarter
	shown uint16
	bytes uint8 // of each value; else 0
}

const quarterBytes = engine.BlockBytes / 4

// vcdValue is a value in a block, and its line.
type vcdValue struct {
	line      int
	at, bytes int
}

// block adds the next block.
func (t *vcdLines) block(values []vcdValue) {
	if line, bytes, shown, ok := even(values, engine.BlockBytes); ok {
		t.blocks = append(t.blocks, vcdBlock{shown, uint32(line), uint8(bytes)})
		return
	}
	t.blocks = append(t.blocks, vcdBlock{line: uint32(len(t.quarters))})
	var quarters [4][]vcdValue
	for _, v := range values {
		q := &quarters[v.at/quarterBytes]
		v.at %= quarterBytes
		*q = append(*q, v)
	}
	for _, q := range quarters {
		t.quarter(q)
	}
}

func (t *vcdLines) quarter(values []vcdValue) {
	if line, bytes, shown, ok := even(values, quarterBytes); ok {
		t.quarters = append(t.quarters, vcdQuarter{uint32(line), uint16(shown), uint8(bytes)})
		return
	}
	t.quarters = append(t.quarters, vcdQuarter{line: uint32(len(t.uneven))})
	t.uneven = append(t.uneven, t.unevenQuarter(values))
}

// even reports whether lines follow each other as the values of a block, or of a
// part of one, do, so that all that there is room for are in one word.
func even(values []vcdValue, room int) (line, bytes int, shown uint64, ok bool) {
	for i, v := range values {
		if i == 0 {
			line, bytes = v.line-v.at/v.bytes, v.bytes
		}
		if v.bytes != bytes || v.line-v.at/v.bytes != line {
			return 0, 0, 0, false
		}
		shown |= (1<<bytes - 1) << v.at
	}
	if len(values) == 0 || line < 0 || line%(room/bytes) != 0 {
		return 0, 0, 0, false
	}
	return line, bytes, shown, true
}

// changed makes fresh the lines of bytes of a block that have changed.
func (t *vcdText) changed(b *vcdBlock, bytes uint64) {
	if b.bytes > 0 {
		t.fresh[b.line/wordLines] |= merge(bytes&b.shown, b.bytes) << (b.line % wordLines)
		return
	}
	for i := range t.quarters[b.line:][:4] {
		q := &t.quarters[b.line:][:4][i]
		some := uint16(bytes)
		bytes >>= quarterBytes
		switch {
		case some == 0:
		case q.bytes > 0:
			t.fresh[q.line/wordLines] |= merge(uint64(some&q.shown), q.bytes) << (q.line % wordLines)
		default:
			t.marked(t.uneven[q.line], uint32(some))
		}
	}
}

// merge turns bits of bytes into bits of values of 1, 2, 4 or 8 bytes: set if
// any byte of the value is.
func merge(x uint64, bytes uint8) uint64 {
	switch bytes {
	case 1:
		return x
	case 2:
		x = (x | x>>1) & 0x5555_5555_5555_5555
		x = (x | x>>1) & 0x3333_3333_3333_3333
		x = (x | x>>2) & 0x0f0f_0f0f_0f0f_0f0f
		x = (x | x>>4) & 0x00ff_00ff_00ff_00ff
		x = (x | x>>8) & 0x0000_ffff_0000_ffff
		return (x | x>>16) & 0xffff_ffff
	case 4:
		x |= x >> 1
		x = (x | x>>2) & 0x1111_1111_1111_1111
		x = (x | x>>3) & 0x0303_0303_0303_0303
		x = (x | x>>6) & 0x000f_000f_000f_000f
		x = (x | x>>12) & 0x0000_00ff_0000_00ff
		return (x | x>>24) & 0xffff
	}
	x |= x >> 1
	x |= x >> 2
	x = (x | x>>4) & 0x0101_0101_0101_0101
	return x * 0x0102_0408_1020_4080 >> 56
}
