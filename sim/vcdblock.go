package sim

import "npugen/sim/internal/engine"

// vcdBlock tells of a block of the image whose values have equal sizes and, in
// one or two runs, lines that follow each other: cells of a grid, perhaps at
// the end of a row of them. Which of them have changed is found at once.
type vcdBlock struct {
	bytes uint8 // of a value
	runs  uint8 // 0 for other blocks
	run   [2]vcdRun
}

type vcdRun struct {
	line         uint32
	first, count uint8 // in values
}

// vcdBlocks describes the blocks by the owners of their bytes.
func vcdBlocks(owners []vcdOwner, nobody uint32) []vcdBlock {
	blocks := make([]vcdBlock, len(owners)/engine.BlockBytes)
	for i := range blocks {
		blocks[i].describe(owners[i*engine.BlockBytes:(i+1)*engine.BlockBytes], nobody)
	}
	return blocks
}

func (b *vcdBlock) describe(owners []vcdOwner, nobody uint32) {
	for at := 0; at < len(owners); {
		o := owners[at]
		if o.line == nobody {
			at++
			continue
		}
		size := 0
		for at+size < len(owners) && owners[at+size].bytes == o.bytes && owners[at+size].line == o.line {
			size++
		}
		if o.next != 0 || !b.extend(o.line, at, size) {
			b.runs = 0
			return
		}
		at += size
	}
}

// extend adds a value; it reports whether the block can still be described.
func (b *vcdBlock) extend(line uint32, at, size int) bool {
	if b.runs > 0 && int(b.bytes) != size {
		return false
	}
	b.bytes = uint8(size)
	first := uint8(at / size)
	if b.runs > 0 {
		if r := &b.run[b.runs-1]; r.line+uint32(r.count) == line && r.first+r.count == first {
			r.count++
			return true
		}
	}
	if int(b.runs) == len(b.run) {
		return false
	}
	b.run[b.runs] = vcdRun{line, first, 1}
	b.runs++
	return true
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
