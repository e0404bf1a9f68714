package access

import (
	"npugen/blocks/bundle"
	"npugen/isa"
)

// Passes is the vectors that a MATMUL sends through the array: each of its own
// once for each tile.
func Passes(in isa.Instruction) uint64 {
	return uint64(in.Get("m")) * uint64(in.Get("kt")) * uint64(in.Get("nt"))
}

// Seen is the elements of a vector's result that count for a MATMUL with peak.
func Seen(in isa.Instruction, vector uint64) uint64 {
	n := uint64(in.Get("len"))
	if each := uint64(in.Get("each")); each > 0 {
		n += vector / each
	}
	return n
}

// Written is the elements of a vector's result that a MATMUL writes: with peak,
// words that have one that counts.
func Written(s bundle.Shape, in isa.Instruction, vector uint64) uint64 {
	all, lanes := uint64(in.Get("nt"))*uint64(s.Cols), uint64(s.Lanes)
	if in.Get("peak") == 0 {
		return all
	}
	return min(all, (Seen(in, vector)+lanes-1)/lanes*lanes)
}

func (c *checker) matmul() {
	rows, cols, lanes := uint64(c.shape.Rows), uint64(c.shape.Cols), uint64(c.shape.Lanes)
	a, stride, m, kt, nt := c.get("a"), c.get("a_stride"), c.get("m"), c.get("kt"), c.get("nt")
	d, dStride := c.get("d"), c.get("d_stride")
	ok := c.within("m", m, 1, uint64(c.shape.AccDepth)) && c.multiple("d", d, lanes) && c.multiple("d_stride", dStride, lanes)
	if ok && kt > 0 {
		ok = c.within("last_rows", c.get("last_rows"), 1, rows)
	}
	peak := c.get("peak") != 0
	if ok && peak {
		ok = c.multiple("p", c.get("p"), lanes) && c.ends(m, nt*cols, cols)
	}
	if !ok {
		return
	}
	for v := range m {
		if nt > 0 && !c.touch("a", AB, false, a+v*stride, kt) {
			return
		}
	}
	for n := range nt {
		for v := range m {
			if !c.touch("d", VB, true, d+v*dStride+n*cols, min(cols, Written(c.shape, c.in, v)-n*cols)) {
				return
			}
		}
	}
	for v := range m {
		if peak && !c.touch("p", VB, true, c.get("p")+v*dStride, lanes) {
			return
		}
	}
}

// ends refuses results that do not end in their last tile.
func (c *checker) ends(m, all, tile uint64) bool {
	least := min(all, all-tile+1)
	return c.within("len", Seen(c.in, 0), least, all) && c.within("len", Seen(c.in, m-1), least, all)
}
