package check

import "cmp"

// loops reports each component of the module in which some bit depends on
// itself without a register between. Loops inside an instance are reported for
// its own module.
func (c *checker) loops(f *flow) {
	for _, comp := range f.loops {
		cycle := f.cycle(comp)
		if cycle == nil {
			continue // bits pass by each other
		}
		hs := forward(f.hops(cycle, true))
		hs = rotate(hs)
		c.add(Finding{
			Code:    CodeLoop,
			Loc:     hs[0].place(),
			Module:  f.m.Name,
			Message: "combinational loop: " + hs[0].name + " depends on itself with no register in between",
			Cause:   chain(append(hs[:len(hs):len(hs)], hs[0])),
			Fix:     "put a register on the path, or compute one of its signals without the others",
			Related: places(hs),
		})
	}
}

// cycle is a closed path of bits within a component, nil if there is none. The
// last step leads back to the bit of the first.
func (f *flow) cycle(comp []int) []step {
	in := make(map[int]bool, len(comp))
	for _, v := range comp {
		in[v] = true
	}
	const open, done = 1, 2
	state := map[bitAt]int{}
	var path, found []step
	var visit func(s step)
	visit = func(s step) {
		if found != nil || !in[s.to.v] || state[s.to] == done {
			return
		}
		path = append(path, s)
		if state[s.to] == open {
			for i := range path {
				if path[i].to == s.to {
					found = append(found, path[i+1:]...)
					return
				}
			}
		}
		state[s.to] = open
		f.bitSucc(s.to, visit)
		state[s.to] = done
		path = path[:len(path)-1]
	}
	for _, v := range comp {
		for bit := range f.width(v) {
			if visit(step{to: bitAt{v, bit}}); found != nil {
				return found
			}
		}
	}
	return nil
}

// rotate starts a closed path at the signal of the module that is declared
// first, so that the same loop always reads the same.
func rotate(hs []hop) []hop {
	if len(hs) > 1 && hs[0].name == hs[len(hs)-1].name {
		hs = hs[:len(hs)-1]
	}
	best := 0
	for i, h := range hs {
		if before(h, hs[best]) {
			best = i
		}
	}
	return append(append([]hop(nil), hs[best:]...), hs[:best]...)
}

// before orders hops: own signals before those in instances, then by place.
func before(a, b hop) bool {
	if a.inst.IsZero() != b.inst.IsZero() {
		return a.inst.IsZero()
	}
	return cmp.Or(
		cmp.Compare(a.place().File, b.place().File),
		cmp.Compare(a.place().Line, b.place().Line),
		cmp.Compare(a.name, b.name),
	) < 0
}
