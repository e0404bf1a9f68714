package compile

import "math"

// token is the program of one token.
type token struct {
	*pass
	own   buffers
	first bool // the cache is empty
}

// buffers is where attention has its vectors.
type buffers struct {
	// Vector buffer, in elements.
	constants   int
	valueScales int // [pack][unit][position]
	q, kv       int
	turned      [2]int // q, then k, times cosines, and times sines
	value       int    // v in fp32
	query       int    // [vector][packWidth], each vector with its head alone
	key         int
	scores      [2]int // of a pack: [vector][scoreWidth]
	weighted    int    // the newest value times its probability
	heads       int    // what attention gives
	sums        [2]int // of a value unit

	// Activation buffer, in rows.
	queries, keys, values int
	probabilities         [2]int

	// Scalars.
	newest, top, inverse, newWeight int
}

// placeToken gives all vectors of a token their room.
func (g *geometry) placeToken() (common, buffers, error) {
	var p buffers
	a := g.arenas()
	p.constants = a.vb.take("constants", len(g.constants()))
	p.query = a.vb.take("queries", g.packs*g.queries*g.packWidth)
	p.valueScales = a.vb.take("value scales", g.packs*len(g.valueUnits)*g.scaleRow())
	for _, at := range []*int{&p.newest, &p.top, &p.inverse, &p.newWeight} {
		*at = a.sb.take("softmax", g.packs*g.queries)
	}
	c := g.common(a, 1, 1, func() {
		p.q = a.vb.take("q", g.outputWidth(g.queryWidth()))
		p.kv = a.vb.take("k, v", g.outputWidth(2*g.keyWidth()))
		for i := range p.turned {
			p.turned[i] = a.vb.take("turned q, k", g.queryWidth()+g.keyWidth())
		}
		p.value = a.vb.take("value", g.keyWidth())
		p.key = a.vb.take("key", g.keyWidth())
		p.weighted = a.vb.take("newest value", g.queryWidth())
		p.heads = a.vb.take("heads", g.queryWidth())
		for i := range min(2, g.packs) {
			p.scores[i] = a.vb.take("scores", g.queries*g.scoreWidth)
		}
		for i := range p.sums {
			p.sums[i] = a.vb.take("weighted values", g.queries*g.outputWidth(1))
		}
		p.queries = a.ab.take("queries", g.packs*g.queries*g.keyTiles)
		p.keys = a.ab.take("keys", g.packs*g.keyTiles)
		p.values = a.ab.take("values", g.packs*len(g.valueUnits))
		for i := range p.probabilities {
			p.probabilities[i] = a.ab.take("probabilities", g.queries*g.rowTiles(g.SeqLen))
		}
	})
	return c, p, a.check(g)
}

// scaleRow is the elements from one unit's value scales to the next.
func (g *geometry) scaleRow() int { return roundUp(g.SeqLen, g.Lanes) }

// constants is words that are always the same: 1 and zeros; 0 and minus
// infinities; a row of zeros for the queries of a pack.
func (g *geometry) constants() []float32 {
	c := make([]float32, 2*g.Lanes+g.packWidth)
	c[0] = 1
	for i := 1; i < g.Lanes; i++ {
		c[g.Lanes+i] = float32(math.Inf(-1))
	}
	return c
}

// start fetches what all layers need.
func (t *token) start() {
	t.layer = -1
	t.part("embedding")
	t.load(t.memory.embedding.addr, t.at.x, t.dim, []plus{{"line", embeddingRow}}, t.memory.embedding.span(false))
	t.loadVectors(0)
	t.part("rope")
	t.load(t.memory.rope.addr, t.at.rope, 2*t.ropeWidth, []plus{{"line", ropeRow}}, t.memory.rope.span(false))
	if t.first {
		return
	}
	t.part("constants")
	t.load(t.memory.constants.addr, t.own.constants, len(t.constants()), nil)
	t.loadValueScales(0, t.own.valueScales)
	t.clearQueries(t.own.constants, t.own.query, t.packs*t.queries)
}

// clearQueries makes n vectors zeros, of which each will have its own head's
// elements only.
func (t *pass) clearQueries(constants, query, n int) {
	if t.packHeads == 1 {
		return
	}
	t.part("queries")
	t.mapRows(mapping{
		rows: rows{n0: n, len: t.packWidth},
		a:    vec{at: constants + 2*t.Lanes}, d: vec{at: query, s0: t.packWidth}, keep: true,
	})
}
