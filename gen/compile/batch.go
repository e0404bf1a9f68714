package compile

// batch is the program of n tokens whose positions follow each other: the
// prompt. Its attention reads all keys and values back from the cache, those of
// the batch included, and goes through the queries in blocks.
type batch struct {
	*pass
	own   batchBuffers
	block int // positions whose queries are in the array together
}

// batchBuffers is where attention has its vectors.
type batchBuffers struct {
	// Vector buffer, in elements.
	constants   int
	valueScales int // [pack][unit][position]
	qkv         int // [position][q, k, v]
	turned      int // [position][q, k]
	heads       int // [position][q]
	query       int // of a block and pack: [position][query][packWidth], each vector with its head alone
	scores      [2]int
	sums        [2]int

	// Activation buffer, in rows.
	keys, values  int
	queries       [2]int
	probabilities [2]int

	// Scalars.
	top, inverse int
}

// placeBatch gives all vectors of a batch their room.
func (g *geometry) placeBatch(n, block int) (common, batchBuffers, error) {
	var p batchBuffers
	a, vectors := g.arenas(), block*g.queries
	p.constants = a.vb.take("constants", len(g.constants()))
	p.query = a.vb.take("queries", vectors*g.packWidth)
	p.valueScales = a.vb.take("value scales", g.packs*len(g.valueUnits)*g.scaleRow())
	p.top, p.inverse = a.sb.take("softmax", vectors), a.sb.take("softmax", vectors)
	c := g.common(a, n, 1, func() {
		p.qkv = a.vb.take("q, k, v", n*g.attentionWidth())
		p.turned = a.vb.take("turned q, k", n*g.turnedWidth())
		p.heads = a.vb.take("heads", n*g.queryWidth())
		p.keys = a.ab.take("keys", n*g.packs*g.keyTiles)
		p.values = a.ab.take("values", n*g.packs*len(g.valueUnits))
		for i := range 2 {
			p.scores[i] = a.vb.take("scores", vectors*g.batchScores())
			p.sums[i] = a.vb.take("weighted values", vectors*g.outputWidth(1))
			p.queries[i] = a.ab.take("queries", vectors*g.keyTiles)
			p.probabilities[i] = a.ab.take("probabilities", vectors*g.rowTiles(g.SeqLen))
		}
	})
	return c, p, a.check(g)
}

// attentionWidth is the elements of q, k and v of a position, of which k begins
// at keyAt; turnedWidth is those of q and k.
func (g *geometry) attentionWidth() int { return g.keyAt() + g.outputWidth(2*g.keyWidth()) }
func (g *geometry) keyAt() int          { return g.outputWidth(g.queryWidth()) }
func (g *geometry) turnedWidth() int    { return g.queryWidth() + g.keyWidth() }

// batchScores is the elements from one query's scores to the next: a word of their
// maximum, then the positions'.
func (g *geometry) batchScores() int { return g.Lanes + g.scoreRow }

// together is whether n positions lie in one block of keys and in one tile of
// positions, as those of a batch do.
func (g *geometry) together(pos, n int) bool {
	last := pos + n - 1
	return pos/g.Cols == last/g.Cols && pos/g.Rows == last/g.Rows
}

// lastBatch is the last position where a batch of n begins.
func (g *geometry) lastBatch(n int) int {
	pos := g.SeqLen - n
	for !g.together(pos, n) {
		pos--
	}
	return pos
}

// largestBatch is the most positions that fit, a power of two, and the positions
// of a block; 0 if none fit.
func (g *geometry) largestBatch() (n, block int) {
	const fieldMax = 1<<16 - 1
	for n = powerOfTwo(min(g.Rows, g.Cols, g.AccDepth, g.SeqLen)+1) / 2; n > 1; n /= 2 {
		for block = n; block > 0; block /= 2 {
			if block*g.queries > g.AccDepth || block > 1 && g.Address(uint64(g.queries*g.batchScores())) > fieldMax {
				continue
			}
			if _, _, err := g.placeBatch(n, block); err == nil {
				return n, block
			}
		}
	}
	return 0, 0
}

// start fetches what all layers need. The first n instructions are the loads of
// the tokens, whose addresses the host writes.
func (t *batch) start() {
	t.layer = -1
	t.part("embedding")
	for i := range t.n {
		t.load(t.memory.embedding.addr, t.at.x+i*t.dim, t.dim, nil, t.memory.embedding.span(false))
	}
	t.loadVectors(0)
	t.part("rope")
	t.load(t.memory.rope.addr, t.at.rope, t.n*t.ropeRow/4, []plus{{"line", ropeRow}}, t.memory.rope.span(false))
	t.part("constants")
	t.load(t.memory.constants.addr, t.own.constants, len(t.constants()), nil)
	t.clearQueries(t.own.constants, t.own.query, t.block*t.queries)
}
