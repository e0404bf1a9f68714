package access

import "npugen/blocks/bundle"

// Partner is the element of a row that a swap puts in the place of element e: the
// other one of lanes 2i and 2i+1 of its word. The last of an odd number of lanes
// stays; a single lane exchanges words.
func Partner(s bundle.Shape, e uint64) uint64 {
	lanes := uint64(s.Lanes)
	if lanes%2 == 0 || lanes == 1 {
		return e ^ 1
	}
	switch lane := e % lanes; {
	case lane == lanes-1:
		return e
	case lane%2 == 0:
		return e + 1
	}
	return e - 1
}

// swapped checks where the row starts, and that none of its elements is without its
// partner.
func (c *checker) swapped(r Row, keep bool) bool {
	least := uint64(2)
	switch lanes := uint64(c.shape.Lanes); {
	case lanes == 1:
		least = 1
	case lanes%2 != 0:
		least = lanes
	}
	if Partner(c.shape, r.Len-1) >= r.Len {
		c.refuse("len", r.Len, "an even number in the last word (swap; at i0 = %d)", r.I0)
		return false
	}
	return c.multiple("a", r.A, least) && (!keep || c.multiple("d", r.D, least))
}
