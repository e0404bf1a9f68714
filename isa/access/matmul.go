package access

import "npugen/isa"

// Passes is the vectors that a MATMUL sends through the array: each of its own
// once for each tile.
func Passes(in isa.Instruction) uint64 {
	return uint64(in.Get("m")) * uint64(in.Get("kt")) * uint64(in.Get("nt"))
}

func (c *checker) matmul() {
	rows, cols, lanes := uint64(c.shape.Rows), uint64(c.shape.Cols), uint64(c.shape.Lanes)
	a, stride, m, kt, nt := c.get("a"), c.get("a_stride"), c.get("m"), c.get("kt"), c.get("nt")
	d, dStride := c.get("d"), c.get("d_stride")
	ok := c.within("m", m, 1, uint64(c.shape.AccDepth)) && c.multiple("d", d, lanes) && c.multiple("d_stride", dStride, lanes)
	if ok && kt > 0 {
		ok = c.within("last_rows", c.get("last_rows"), 1, rows)
	}
	if !ok || nt == 0 {
		return
	}
	for v := range m {
		if !c.touch("a", AB, false, a+v*stride, kt) {
			return
		}
	}
	for n := range nt {
		for v := range m {
			if !c.touch("d", VB, true, d+v*dStride+n*cols, cols) {
				return
			}
		}
	}
}
