package access

// overlap refuses a MAP that reads what it has itself written: its elements are
// in a pipeline, so whether such a read sees the new value is a matter of time.
// Writing an element where it is read, or before, is right.
func (c *checker) overlap(l Loop, keep, bin, swap bool) {
	scalars := span{}
	elements := span{}
	for _, s := range c.spans {
		switch {
		case s.Write && s.Space == SB:
			scalars.add(s)
		case s.Write && s.Space == VB:
			elements.add(s)
		}
	}
	var near bool
	for _, s := range c.spans {
		near = near || !s.Write && (s.Space == SB && scalars.meets(s) || s.Space == VB && elements.meets(s))
	}
	if !near {
		return
	}
	lanes := uint64(c.shape.Lanes)
	done := written{elements: map[uint64]bool{}, scalars: map[uint64]bool{}}
	for r := range l.Rows() {
		if c.touches(SB, false) && done.scalars[r.S] {
			c.refuse("s", r.S, "a scalar that no earlier row of the instruction writes")
		}
		for lo := uint64(0); lo < r.Len && c.err == nil; lo += lanes {
			// The word's elements, those of the neighbours included that a swap takes.
			hi := min(lo+lanes, r.Len)
			for e := lo; e < hi; e++ {
				from := r.A + e
				if swap {
					from = r.A + Partner(c.shape, e)
				}
				if done.elements[from] {
					c.refuse("a", from, "an element that the instruction has not yet written (at i0 = %d, i1 = %d)", r.I0, r.I1)
				}
				if bin && done.elements[r.B+e] {
					c.refuse("b", r.B+e, "an element that the instruction has not yet written (at i0 = %d, i1 = %d)", r.I0, r.I1)
				}
			}
			for e := lo; e < hi && keep; e++ {
				done.elements[r.D+e] = true
			}
		}
		if c.touches(SB, true) {
			done.scalars[r.T] = true
		}
	}
}

// written is what the instruction has written so far.
type written struct{ elements, scalars map[uint64]bool }

func (c *checker) touches(space Space, write bool) bool {
	for _, s := range c.spans {
		if s.Space == space && s.Write == write {
			return true
		}
	}
	return false
}

// span is the least range that has all spans added.
type span struct{ lo, hi uint64 }

func (p *span) add(s Span) {
	if p.hi == 0 {
		p.lo, p.hi = s.Lo, s.Hi
	}
	p.lo, p.hi = min(p.lo, s.Lo), max(p.hi, s.Hi)
}

func (p span) meets(s Span) bool { return s.Lo < p.hi && p.lo < s.Hi }
