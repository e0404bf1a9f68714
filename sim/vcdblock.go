package sim

import (
	"math/bits"

	"npugen/sim/internal/engine"
)

// vcdBlock tells of a block of the image whose values have equal sizes and, in
// a few runs, lines that follow each other: cells of a grid, perhaps of several
// rows, perhaps known by several names. Which have changed is found at once.
type vcdBlock struct {
	bytes uint8    // of a value
	runs  []vcdRun // none for other blocks
}

type vcdRun struct {
	line         uint32
	first, count uint8 // in values
}

// fewRuns is how many are better than to go from value to value.
const fewRuns = 6

// describe finds the block at an address.
func (t *vcdLines) describe(at int) vcdBlock {
	var b vcdBlock
	for i := 0; i < engine.BlockBytes; {
		o := t.owners[at+i]
		if o.line == t.nobody() {
			i++
			continue
		}
		size := bits.OnesCount32(o.bytes)
		if b.bytes != 0 && int(b.bytes) != size {
			return vcdBlock{}
		}
		b.bytes = uint8(size)
		b.extend(o.line, uint8(i/size))
		for o.next != 0 {
			o = t.sharers[o.next]
			b.extend(o.line, uint8(i/size))
		}
		i += size
	}
	if len(b.runs) > fewRuns {
		return vcdBlock{}
	}
	return b
}

// extend adds a line of value i to a run.
func (b *vcdBlock) extend(line uint32, i uint8) {
	for k := range b.runs {
		if r := &b.runs[k]; r.line+uint32(r.count) == line && r.first+r.count == i {
			r.count++
			return
		}
	}
	b.runs = append(b.runs, vcdRun{line, i, 1})
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
