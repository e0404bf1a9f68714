package check

import "math/bits"

// set is a set of small numbers. Sets are shared and never changed once made;
// nil is the empty one.
type set struct{ words []uint64 }

// union shares one of its operands when that holds the other.
func union(a, b *set) *set {
	switch {
	case a == b || b == nil:
		return a
	case a == nil:
		return b
	case len(a.words) < len(b.words):
		a, b = b, a
	}
	if a.holds(b) {
		return a
	}
	u := &set{append([]uint64(nil), a.words...)}
	for i, w := range b.words {
		u.words[i] |= w
	}
	if len(a.words) == len(b.words) && b.holds(a) {
		return b
	}
	return u
}

func (s *set) holds(t *set) bool {
	for i, w := range t.words {
		if w&^s.words[i] != 0 {
			return false
		}
	}
	return true
}

// with is s and x.
func (s *set) with(x int) *set {
	one := &set{make([]uint64, x/64+1)}
	one.words[x/64] = 1 << (x % 64)
	return union(s, one)
}

func (s *set) has(x int) bool {
	return s != nil && x/64 < len(s.words) && s.words[x/64]>>(x%64)&1 == 1
}

// each calls f for the members in order.
func (s *set) each(f func(x int)) {
	if s == nil {
		return
	}
	for i, w := range s.words {
		for ; w != 0; w &= w - 1 {
			f(i*64 + bits.TrailingZeros64(w))
		}
	}
}
