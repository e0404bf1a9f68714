package access

import "npugen/isa"

func (c *checker) vectorMap() {
	l := LoopOf(c.in)
	enums := c.within("pre", c.get("pre"), 0, 2) && c.within("fn", c.get("fn"), 0, 2) && c.within("bin", c.get("bin"), 0, 2) &&
		c.within("red", c.get("red"), 0, 2) && c.within("fin", c.get("fin"), 0, 2)
	if !enums || !c.counts(l) {
		return
	}
	keep, pre, bin, red := c.get("keep") != 0, c.get("pre") != isa.PreNone, c.get("bin") != isa.BinNone, c.get("red") != isa.RedNone
	swap := c.get("swap") != 0
	for r := range l.Rows() {
		if swap && !c.swapped(r, keep) {
			return
		}
		if !c.placed(r, keep, bin) || !c.touch("a", VB, false, r.A, r.Len) {
			return
		}
		if bin && !c.touch("b", VB, false, r.B, r.Len) || pre && !c.touch("s", SB, false, r.S, 1) ||
			keep && !c.touch("d", VB, true, r.D, r.Len) || red && !c.touch("t", SB, true, r.T, 1) {
			return
		}
	}
	c.overlap(l, keep, bin, swap)
}

// placed checks where the row starts: at a multiple of Lanes everywhere, or it
// lies within one word of a and of d, and b starts at d's lane.
func (c *checker) placed(r Row, keep, bin bool) bool {
	lanes := uint64(c.shape.Lanes)
	lane := r.D % lanes // b's
	if !keep {
		lane = 0
	}
	if r.A%lanes != 0 || lane != 0 {
		if r.A%lanes+r.Len > lanes {
			c.refuse("a", r.A, "a multiple of %d, or a row within one word (%d elements at i0 = %d, i1 = %d)", lanes, r.Len, r.I0, r.I1)
			return false
		}
		if lane+r.Len > lanes {
			c.refuse("d", r.D, "a multiple of %d, or a row within one word (%d elements at i0 = %d, i1 = %d)", lanes, r.Len, r.I0, r.I1)
			return false
		}
	}
	if bin && r.B%lanes != lane {
		c.refuse("b", r.B, "%d modulo %d, the lane of d (at i0 = %d, i1 = %d)", lane, lanes, r.I0, r.I1)
		return false
	}
	return true
}

func (c *checker) quant() {
	l := LoopOf(c.in)
	if !c.within("bin", c.get("bin"), 0, 1) || !c.counts(l) {
		return
	}
	bin, scaled, rows := c.get("bin") != isa.BinNone, c.get("scaled") != 0, uint64(c.shape.Rows)
	for r := range l.Rows() {
		if !c.placed(r, false, bin) || !c.touch("a", VB, false, r.A, r.Len) {
			return
		}
		if bin && !c.touch("b", VB, false, r.B, r.Len) || scaled && !c.touch("s", SB, false, r.S, 1) ||
			!c.touch("d", AB, true, r.D, (r.Len+rows-1)/rows) {
			return
		}
	}
}

func (c *checker) argmax() {
	a, n := c.get("a"), c.get("len")
	if c.multiple("a", a, uint64(c.shape.Lanes)) && c.within("len", n, 1, 1<<32-1) {
		c.touch("a", VB, false, a, n)
	}
}

func (c *checker) topK() {
	a, n, k := c.get("a"), c.get("len"), c.get("k")
	if c.shape.TopK == 0 {
		c.refuse("k", k, "a chip with TopK above 0: this one has no TOPK")
		return
	}
	if c.multiple("a", a, uint64(c.shape.Lanes)) && c.within("len", n, 1, 1<<32-1) && c.within("k", k, 1, uint64(c.shape.TopK)) &&
		c.touch("a", VB, false, a, n) {
		c.touch("d", AB, true, c.get("d"), k)
	}
}
