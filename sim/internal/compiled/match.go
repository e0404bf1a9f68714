package compiled

import "slices"

// Tables that are searched by content (queues, tags of caches, translation buffers)
// compare all their elements with one number, and put the answers side by side into
// a word. Where the elements lie side by side in memory that is a few comparisons of
// vectors.

// manyMatched is from how many elements on they are compared in vectors.
const manyMatched = 8

// compared is an element in a comparison with others: whether state & under equals
// with.
type compared struct {
	with, under *value // under is nil for all bits
	state       *value
	not         bool
}

// readings is what a bit may say of an element: each argument may be the element.
func readings(v *value) (list []compared) {
	c := compared{not: v.op == opNot}
	if c.not {
		v = v.args[0]
	}
	if v.op != opEq {
		return nil
	}
	for i, x := range v.args {
		c.with, c.under, c.state = v.args[1-i], nil, x
		if x.op == opState {
			list = append(list, c)
		}
		if x.op == opAnd {
			for k, s := range x.args {
				c.under, c.state = x.args[1-k], s
				if s.op == opState {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

// follows reports whether an element is compared like the one before it.
func (c compared) follows(o compared) bool {
	s, p := c.state.store, o.state.store
	return c.with == o.with && c.under == o.under && c.not == o.not && s.width == p.width && s.elem == p.elem && s.addr == p.addr+p.elem
}

// matches finds such words and changes how they are made.
func (g *graph) matches() {
	inner := make([]bool, len(g.values))
	for _, v := range g.values {
		if v.op == opCat {
			for _, a := range v.args {
				inner[a.id] = true
			}
		}
	}
	found := false
	for _, v := range g.values[:len(inner)] {
		if v.op == opCat && v.sp.root() && !inner[v.id] {
			found = g.match(v) || found
		}
	}
	if found {
		g.renumber()
	}
}

// match makes a concatenation of matches and of what is left.
func (g *graph) match(v *value) bool {
	var pieces []*value // from the lowest
	var flatten func(v *value)
	flatten = func(v *value) {
		if v.op != opCat {
			pieces = append(pieces, v)
			return
		}
		flatten(v.args[1])
		flatten(v.args[0])
	}
	flatten(v)
	var word *value
	found := false
	add := func(x *value) {
		if word == nil {
			word = x
		} else {
			word = g.op(opCat, int(x.w)+int(word.w), 0, x, word)
		}
	}
	for i := 0; i < len(pieces); {
		elements := run(pieces[i:])
		if len(elements) < manyMatched {
			add(pieces[i])
			i++
			continue
		}
		found = true
		add(g.matched(elements))
		i += len(elements)
	}
	if found {
		v.op, v.args, v.k = word.op, word.args, word.k
	}
	return found
}

// run is the first bits as comparisons of elements side by side.
func run(bits []*value) (longest []compared) {
	for _, c := range readings(bits[0]) {
		elements := []compared{c}
		for _, v := range bits[1:] {
			i := slices.IndexFunc(readings(v), func(c compared) bool { return c.follows(elements[len(elements)-1]) })
			if i < 0 {
				break
			}
			elements = append(elements, readings(v)[i])
		}
		if len(elements) > len(longest) {
			longest = elements
		}
	}
	return longest
}

// matched is the answers of a run of elements.
func (g *graph) matched(elements []compared) *value {
	c, n := elements[0], len(elements)
	args := []*value{c.with, c.under}
	if c.under == nil {
		args[1] = g.constant(^uint64(0), int(c.with.w))
	}
	for _, x := range elements {
		args = append(args, x.state)
	}
	v := g.make(value{op: opMatch, w: uint8(n), sp: c.state.sp, args: args}, nil)
	if c.not {
		return g.op(opNot, n, 0, v)
	}
	return v
}
