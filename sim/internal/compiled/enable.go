package compiled

import "cmp"

// Registers often hold their values together.
//
// A register of a grid usually holds its value while some condition that is
// the same for all cells is 0. Where that is so for all registers of a space,
// the loop over the space is skipped then, and in it the condition is known to
// be 1.

// enabled finds such conditions and simplifies the updates, but for those of
// some spaces. A plan that watches has no resets apart: what changed would be told
// from what the rest makes, which is hardly ever at rest.
func (l *lowering) enabled(updates []update, except map[*space]bool, watching bool) []update {
	spaces := make([][]int, len(l.spaces))
	for i, u := range updates {
		if sp := u.store.sp; !sp.root() && !except[sp] {
			spaces[sp.id] = append(spaces[sp.id], i)
		}
	}
	out := append([]update(nil), updates...)
	if !watching {
		l.cleared(out)
	}
	l.together(out)
	for _, which := range spaces {
		if len(which) == 0 {
			continue
		}
		for _, when := range conditions(updates[which[0]].next) {
			if l.enable(out, which, when) {
				break
			}
		}
	}
	return out
}

// manyTogether is from how many words on a branch that all share is better
// than a choice for each.
const manyTogether = 8

// cleared finds the registers of the root space that hold a constant while a
// register or an input is 1, if there are many: a branch past all that it clears is
// then better than a choice for each.
func (l *lowering) cleared(updates []update) {
	which := map[*value][]int{}
	for i, u := range updates {
		if v := u.next; u.store.sp.root() && v.op == opMux && v.args[0].op == opState && v.args[1].constant() {
			which[v.args[0]] = append(which[v.args[0]], i)
		}
	}
	for reset, list := range which {
		if len(list) < cmp.Or(l.how.together, manyTogether) {
			continue
		}
		for _, i := range list {
			v := updates[i].next
			updates[i].reset, updates[i].clear, updates[i].next = reset, v.args[1], v.args[2]
		}
	}
}

// together finds the conditions under which many registers of the root space
// hold their values.
func (l *lowering) together(updates []update) {
	words := map[*value][]int{}
	for i, u := range updates {
		if v := u.next; u.store.sp.root() && v.op == opMux && v.args[2].op == opState && v.args[2].store == u.store {
			words[v.args[0]] = append(words[v.args[0]], i)
		}
	}
	for when, which := range words {
		if len(which) < cmp.Or(l.how.together, manyTogether) {
			continue
		}
		for _, i := range which {
			updates[i].next, updates[i].when = updates[i].next.args[1], when
		}
	}
}

// conditions lists the conditions of one space that hold a value: a chain of
// choices and ands.
func conditions(v *value) (list []*value) {
	if v.op != opMux {
		return nil
	}
	var visit func(c *value)
	visit = func(c *value) {
		switch {
		case c.op == opSplat:
			list = append(list, c)
		case c.op == opAnd && c.w == 1:
			visit(c.args[0])
			visit(c.args[1])
		}
	}
	visit(v.args[0])
	for _, a := range v.args[1:] {
		if !a.leaf() {
			list = append(list, conditions(a)...)
		}
	}
	return list
}

func (l *lowering) enable(updates []update, which []int, when *value) bool {
	off := substitution{l: l, when: when, is: 0, memo: map[*value]*value{}}
	for _, i := range which {
		if off.of(updates[i].next) != l.graph.state(updates[i].store) {
			return false
		}
	}
	on := substitution{l: l, when: when, is: 1, memo: map[*value]*value{}}
	for _, i := range which {
		updates[i].next = on.of(updates[i].next)
		updates[i].when = when.args[0]
	}
	return true
}

// substitution rebuilds values with a condition known.
type substitution struct {
	l    *lowering
	when *value
	is   uint64
	memo map[*value]*value
}

func (s *substitution) of(v *value) *value {
	switch {
	case v == s.when:
		return s.l.constant(s.is, 1)
	case v.leaf() || v.op < opNot || v.op == opTable || v.op == opMatch || v.op == opZext && v.k != 0:
		return v
	}
	if x, ok := s.memo[v]; ok {
		return x
	}
	args := make([]*value, len(v.args))
	same := true
	for i, a := range v.args {
		args[i] = s.of(a)
		same = same && args[i] == a
	}
	x := v
	if !same {
		x = s.l.op(v.op, int(v.w), v.k, args...)
	}
	s.memo[v] = x
	return x
}
