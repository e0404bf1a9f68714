package compiled

import "cmp"

// A choice needs only one of two values, and where one condition settles an and or an
// or of two the other is not needed. What nothing else needs is an arm: if there is much
// in it, it is computed behind a branch. Arms lie within each other; a value that two
// of them need is in the innermost that holds both, or in none.

// arm is what one argument of a choice, an and or an or alone needs.
type arm struct {
	user   *value
	within *arm // nil for none
	depth  int  // 1 within none
	size   int  // how many values, those of arms within it too
	branch bool // it is behind a branch
	values []*value
}

// arms is those of a plan.
type arms struct {
	of    []*arm           // by number of a value; nil for none
	known []bool           // by number: of has been told
	sides map[*value]sides // of what branches
	all   []*arm           // an outer one before those within it
}

// sides is the arms of the last two arguments; nil for one that has none.
type sides [2]*arm

// manyInArm is from how many values on an arm is behind a branch.
const manyInArm = 8

// branches finds the arms of the straight code.
func (p *plan) branches() {
	n := len(p.l.values)
	a := &p.arms
	*a = arms{of: make([]*arm, n), known: make([]bool, n), sides: map[*value]sides{}}
	p.roots(func(v *value) { a.need(v, nil) })
	for i := len(p.used) - 1; i >= 0; i-- {
		p.needs(p.used[i])
	}
	for i := len(a.all) - 1; i >= 0; i-- {
		if in := a.all[i].within; in != nil {
			in.size += a.all[i].size
		}
	}
	least := cmp.Or(p.l.how.arm, manyInArm)
	for v, s := range a.sides {
		s, ok := s.worth(v, least)
		if a.sides[v] = s; !ok {
			delete(a.sides, v)
		}
	}
	for _, v := range p.used {
		in := a.of[v.id]
		for in != nil && !in.branch {
			in = in.within
		}
		if a.of[v.id] = in; in != nil {
			in.values = append(in.values, v)
		}
	}
}

// need notes that an arm, or what is in none, needs a value.
func (a *arms) need(v *value, by *arm) {
	if a.known[v.id] {
		by = common(by, a.of[v.id])
	}
	a.known[v.id], a.of[v.id] = true, by
}

// needs finds the arms of a value, and notes who needs its arguments.
// All that need the value itself are known.
func (p *plan) needs(v *value) {
	a := &p.arms
	if p.kept[v] {
		a.of[v.id] = nil
	}
	in := a.of[v.id]
	if in != nil {
		in.size++
	}
	var mine sides
	for k, x := range v.args {
		at, ok := sideOf(v, k)
		switch {
		case x.leaf():
		case kindOf(v) != scalarKind || kindOf(x) != scalarKind || p.level[x] != p.level[v] || p.chunk[x] != p.chunk[v]:
			a.need(x, nil)
		case ok:
			mine[at] = &arm{user: v, within: in, depth: in.deep() + 1}
			a.all = append(a.all, mine[at])
			a.need(x, mine[at])
		default:
			a.need(x, in)
		}
	}
	if mine != (sides{}) {
		a.sides[v] = mine
	}
}

// sideOf is which side an argument is, if it may not be needed.
func sideOf(v *value, k int) (at int, ok bool) {
	switch {
	case v.op == opMux && k > 0:
		return k - 1, true
	case (v.op == opAnd || v.op == opOr) && v.w == 1:
		return k, true
	}
	return 0, false
}

// worth decides whether a value branches, and which sides are then behind the branch:
// one of those of an and or an or is the condition.
func (s sides) worth(v *value, least int) (sides, bool) {
	size := func(a *arm) int {
		if a == nil {
			return 0
		}
		return a.size
	}
	if max(size(s[0]), size(s[1])) < least {
		return s, false
	}
	if v.op != opMux {
		if size(s[0]) > size(s[1]) {
			s[1] = nil
		} else {
			s[0] = nil
		}
	}
	for _, a := range s {
		if a != nil {
			a.branch = true
		}
	}
	return s, true
}

// deep is the depth of an arm, or of none.
func (a *arm) deep() int {
	if a == nil {
		return 0
	}
	return a.depth
}

// common is the innermost arm that holds two.
func common(a, b *arm) *arm {
	for a != b {
		if a.deep() >= b.deep() {
			a = a.within
		} else {
			b = b.within
		}
	}
	return a
}
