package access

func (c *checker) stream() {
	line := c.get("line")
	if c.multiple("line", line, uint64(c.shape.Channels)) {
		c.touch("line", Memory, false, 64*line, c.get("rows")*uint64(c.shape.Cols))
	}
}

func (c *checker) load() {
	line, d, words, lanes := c.get("line"), c.get("d"), c.get("words"), uint64(c.shape.Lanes)
	if c.multiple("line", line, uint64(c.shape.Channels)) && c.multiple("d", d, lanes) {
		c.touch("line", Memory, false, 64*line, 4*words*lanes)
		c.touch("d", VB, true, d, words*lanes)
	}
}

func (c *checker) store() {
	l := LoopOf(c.in)
	if !c.counts(l) || !c.within("len", l.Len, 1, uint64(c.shape.Rows)) {
		return
	}
	for r := range l.Rows() {
		if !c.touch("a", AB, false, r.A, 1) {
			return
		}
	}
	for b := range StoreOf(c.in).Bytes() {
		if !c.touch("line", Memory, true, b.Addr, 1) {
			return
		}
	}
}

// counts refuses empty loops.
func (c *checker) counts(l Loop) bool {
	return c.within("n0", l.N0, 1, 1<<16-1) && c.within("n1", l.N1, 1, 1<<16-1) && c.within("len", l.Len, 1, 1<<32-1)
}
