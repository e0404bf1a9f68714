package compile

import "fmt"

// sequences is the program of one token of each of n sequences. Each sequence
// has a place in the run, with registers of its own for where it is; attention
// goes through them in groups. All arithmetic is that of a token alone.
type sequences struct {
	*pass
	own sequenceBuffers
}

// sequenceBuffers is where attention has its vectors. What is of a group is
// there twice, if there are several steps: while the array computes for one,
// the vector unit works on the other.
type sequenceBuffers struct {
	group int // sequences

	// Vector buffer, in elements.
	constants   int
	valueScales [2]int // of a group: [sequence][pack][unit][position]
	q, kv       int    // [sequence]
	turnedQ     [2]int // [sequence], times cosines, and times sines
	turnedK     [2]int
	query       int    // [sequence][vector][packWidth], each vector with its head alone
	key         int    // [sequence]
	scores      [2]int // of a step: [sequence][vector][scoreWidth]
	sums        [2]int // of a step and a value unit: [sequence][vector][Cols]
	weighted    int    // of a step: the newest value times its probability, [sequence][query][packWidth]
	heads       int    // [sequence]

	// Activation buffer, in rows.
	queries, keys, values int    // [sequence]
	probabilities         [2]int // of a step and a value unit: [sequence]

	// Scalars, of a step.
	newest, top, inverse int
	newWeight            [2]int
}

// placeSequences gives all vectors of a token of each of n sequences their room,
// with groups as large as the buffers allow.
func (g *geometry) placeSequences(n int) (c common, p sequenceBuffers, err error) {
	for group := min(ceil(n, 2), largestGroup); group > 0; group-- {
		if c, p, err = g.placeGroups(n, group); err == nil {
			break
		}
	}
	return c, p, err
}

// largestGroup is the sequences whose softmax goes on together, at most: enough
// for the vector unit's latency not to matter.
const largestGroup = 4

func (g *geometry) placeGroups(n, group int) (common, sequenceBuffers, error) {
	p := sequenceBuffers{group: group}
	a := g.arenas()
	twice := func(a *arena, name string, n int) (at [2]int) {
		return [2]int{a.take(name, n), a.take(name, n)}
	}
	p.constants = a.vb.take("constants", len(g.constants()))
	p.query = a.vb.take("queries", n*g.packs*g.queries*g.packWidth)
	p.valueScales = twice(a.vb, "value scales", group*g.sequenceScales())
	for _, at := range []*int{&p.newest, &p.top, &p.inverse, &p.newWeight[0], &p.newWeight[1]} {
		*at = a.sb.take("softmax", group*g.queries)
	}
	c := g.common(a, n, n, func() {
		p.q = a.vb.take("q", n*g.queryRow())
		p.kv = a.vb.take("k, v", n*g.keyValueRow())
		p.turnedQ = twice(a.vb, "turned q", n*g.queryWidth())
		p.turnedK = twice(a.vb, "turned k", n*g.keyWidth())
		p.key = a.vb.take("key", n*g.keyWidth())
		p.heads = a.vb.take("heads", n*g.queryWidth())
		p.weighted = a.vb.take("newest value", group*g.packQueries())
		p.scores = twice(a.vb, "scores", group*g.queries*g.scoreWidth)
		p.sums = twice(a.vb, "weighted values", group*g.queries*g.outputWidth(1))
		p.queries = a.ab.take("queries", n*g.packs*g.queries*g.keyTiles)
		p.keys = a.ab.take("keys", n*g.packs*g.keyTiles)
		p.values = a.ab.take("values", n*g.packs*len(g.valueUnits))
		p.probabilities = twice(a.ab, "probabilities", group*g.queries*g.rowTiles(g.SeqLen))
	})
	if n > g.AccDepth {
		return c, p, fmt.Errorf("npu.vectors %d is too small: %d sequences go through the array together, so at least %d", g.AccDepth, n, powerOfTwo(n))
	}
	return c, p, a.check(g)
}

// sequenceScales is the elements of the value scales of a sequence.
func (g *geometry) sequenceScales() int { return g.packs * len(g.valueUnits) * g.scaleRow() }

// queryRow is the elements from one position's q to the next, keyValueRow those
// from its k and v, as a product leaves them.
func (g *geometry) queryRow() int    { return g.outputWidth(g.queryWidth()) }
func (g *geometry) keyValueRow() int { return g.outputWidth(2 * g.keyWidth()) }

// start fetches what all layers need.
func (t *sequences) start() {
	t.layer = -1
	t.part("embedding")
	t.each(0, t.n, func(i int) {
		t.load(t.memory.embedding.addr, t.at.x+i*t.dim, t.dim, []plus{{"line", embeddingRow}}, t.memory.embedding.span(false))
	})
	t.loadVectors(0)
	t.part("rope")
	t.each(0, t.n, func(i int) {
		t.load(t.memory.rope.addr, t.at.rope+i*t.ropeRow/4, 2*t.ropeWidth, []plus{{"line", ropeRow}}, t.memory.rope.span(false))
	})
	t.part("constants")
	t.load(t.memory.constants.addr, t.own.constants, len(t.constants()), nil)
	for g := range min(2, len(t.groups())) {
		t.loadScales(0, g)
	}
	t.clearQueries(t.own.constants, t.own.query, t.n*t.packs*t.queries)
}

// each does something for some sequences, with the registers of each.
func (t *sequences) each(first, n int, do func(i int)) {
	for i := range n {
		t.place = first + i
		do(first + i)
	}
	t.place = 0
}

// groups is the sequences of each group.
func (t *sequences) groups() (all []chunk) {
	for first := 0; first < t.n; first += t.own.group {
		all = append(all, chunk{first, min(first+t.own.group, t.n)})
	}
	return all
}

// loadScales is the value scales of a group for a layer, numbered on from group
// to group and from layer to layer: two are there at a time.
func (t *sequences) loadScales(layer, number int) {
	group := t.groups()[number]
	t.each(group.from, group.to-group.from, func(i int) {
		t.loadValueScales(layer, t.scalesAt(layer, number)+(i-group.from)*t.sequenceScales())
	})
}

func (t *sequences) scalesAt(layer, number int) int {
	return t.own.valueScales[(layer*len(t.groups())+number)%2]
}
