package compiled

import "sort"

// Straight code is cut into zones so that what runs together stays together:
// the logic that only one register needs goes with the register, small
// neighbours are put together, and what several zones need becomes zones before
// them. A label is a set of values that belong together; its depth is the
// longest chain of other labels from it to a register. Labels of equal depth do
// not depend on each other, so that any of them may be put together.

// zoneSize is about how many values a zone of straight code has.
const zoneSize = 48

type label struct {
	depth int
	size  int
	owner int // the instance that it comes from
	fixed int // the cluster it has been put into, -1 before that
}

// clusters cuts the straight code of one level.
type clusters struct {
	p      *plan
	values []*value // in the order of computation
	number map[*value]int
	args   [][]int // of values, those that are in the same cut
	sinks  []update
	roots  [][]int // what each sink needs of it

	fixed []int // the cluster of a value, -1 for none yet
	sink  []int // and of a sink
	depth []int // of a cluster
	owner []int
}

// cluster gives each scalar value its chunk, and each update of the root space.
func (p *plan) cluster() {
	p.parts = make([]int, p.top+1)
	p.updated = map[*storage]int{}
	for level := range p.parts {
		c := p.newClusters(level)
		for layer := 0; c.fix(layer); layer++ {
		}
		c.chunks(level)
	}
}

func (p *plan) newClusters(level int) *clusters {
	c := &clusters{p: p, number: map[*value]int{}}
	for _, v := range p.used {
		if k := kindOf(v); p.level[v] == level && (k == scalarKind || k == fillKind) {
			c.number[v] = len(c.values)
			c.values = append(c.values, v)
			c.args = append(c.args, c.inside(v.args...))
			c.fixed = append(c.fixed, -1)
		}
	}
	if level != p.top {
		return c
	}
	for _, u := range p.job.updates {
		if u.store.sp.root() {
			c.sinks = append(c.sinks, u)
			if u.when != nil {
				c.roots = append(c.roots, c.inside(u.next, u.when))
			} else {
				c.roots = append(c.roots, c.inside(u.next))
			}
			c.sink = append(c.sink, -1)
		}
	}
	return c
}

// inside is the numbers of those values that are in the cut.
func (c *clusters) inside(values ...*value) (list []int) {
	for _, v := range values {
		if n, ok := c.number[v]; ok {
			list = append(list, n)
		}
	}
	return list
}

// labelling is the labels by what is known of the clusters.
type labelling struct {
	labels []*label
	of     []*label // of the values, first the label of the users seen so far
	deep   []int    // the greatest depth of those
	mixed  []bool   // they differ
}

func (x *labelling) fresh(depth, owner int) *label {
	l := &label{depth: depth, owner: owner, fixed: -1}
	x.labels = append(x.labels, l)
	return l
}

// touch notes that a user with a label needs some values.
func (x *labelling) touch(values []int, l *label) {
	for _, a := range values {
		if x.of[a] != nil && x.of[a] != l {
			x.mixed[a] = true
		}
		x.of[a], x.deep[a] = l, max(x.deep[a], l.depth)
	}
}

// fix labels what has no cluster yet and puts the labels of one depth into
// clusters. It reports whether anything is left to do.
func (c *clusters) fix(layer int) bool {
	known := make([]*label, len(c.depth))
	for i := range known {
		known[i] = &label{depth: c.depth[i], owner: c.owner[i], fixed: i}
	}
	x := &labelling{of: make([]*label, len(c.values)), deep: make([]int, len(c.values)), mixed: make([]bool, len(c.values))}
	sinks := make([]*label, len(c.sinks))
	for i, u := range c.sinks {
		switch {
		case c.sink[i] >= 0:
			sinks[i] = known[c.sink[i]]
		case i > 0 && u.store.wordOf(c.sinks[i-1].store):
			sinks[i] = sinks[i-1]
		default:
			sinks[i] = x.fresh(0, u.store.unit)
		}
		sinks[i].size++
		x.touch(c.roots[i], sinks[i])
	}
	for i := len(c.values) - 1; i >= 0; i-- {
		v := c.values[i]
		switch {
		case c.fixed[i] >= 0:
			x.of[i] = known[c.fixed[i]]
		case x.of[i] == nil:
			x.of[i] = x.fresh(0, int(v.unit))
		case x.mixed[i]:
			x.of[i] = x.fresh(x.deep[i]+1, int(v.unit))
		}
		x.of[i].size += max(1, len(v.args)/4)
		x.touch(c.args[i], x.of[i])
	}
	var now []*label
	for _, l := range x.labels {
		if l.depth == layer {
			now = append(now, l)
		}
	}
	c.pack(now)
	for i, l := range sinks {
		c.sink[i] = l.fixed
	}
	for i, l := range x.of {
		c.fixed[i] = l.fixed
	}
	return len(x.labels) > 0
}

// pack puts labels of one depth into clusters: those of one unit together.
func (c *clusters) pack(labels []*label) {
	sort.SliceStable(labels, func(i, j int) bool { return labels[i].owner < labels[j].owner })
	size := zoneSize
	for _, l := range labels {
		last := len(c.depth) - 1
		if size+l.size/2 >= zoneSize || size >= zoneSize/4 && c.owner[last] != l.owner {
			c.depth, c.owner = append(c.depth, l.depth), append(c.owner, l.owner)
			last, size = last+1, 0
		}
		l.fixed = last
		size += l.size
	}
}

// chunks numbers the clusters, deepest first.
func (c *clusters) chunks(level int) {
	order := make([]int, len(c.depth))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return c.depth[order[i]] > c.depth[order[j]] })
	chunk := make([]int, len(order))
	for n, i := range order {
		chunk[i] = n
	}
	for i, v := range c.values {
		c.p.chunk[v] = chunk[c.fixed[i]]
	}
	for i, u := range c.sinks {
		c.p.updated[u.store] = chunk[c.sink[i]]
	}
	c.p.parts[level] = max(1, len(order))
}
