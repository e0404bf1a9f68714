package compile

import "npugen/isa"

// piece is a value unit of a pack, in the order in which they are computed.
type piece struct {
	pack, unit, number int
	valueUnit
}

func (g *geometry) pieces(pack int) []piece {
	var all []piece
	for i, u := range g.valueUnits {
		all = append(all, piece{pack, i, pack*len(g.valueUnits) + i, u})
	}
	return all
}

// cachedPositions is the softmax over all positions and the sum of their values,
// pack by pack. While the array computes a pack's scores or values, the vector
// unit works on those of its neighbours: the next scores are asked for before a
// pack's softmax, and sums are gathered one piece late.
func (t *token) cachedPositions(l int) {
	t.scoresOf(l, 0)
	var last *piece
	for pack := range t.packs {
		if pack+1 < t.packs {
			t.scoresOf(l, pack+1)
		}
		t.softmax(pack)
		for _, p := range t.pieces(pack) {
			t.probabilitiesOf(p)
			t.valuesOf(l, p)
			if p.unit == 0 {
				t.newestValue(pack)
			}
			if last != nil {
				t.gather(*last)
			}
			last = &p
		}
	}
	t.gather(*last)
}

// scoreRows is rows of scores: the maximum of the cached positions' in the first
// lane of a word, the newest position's in that of the next, and the cached ones'
// from the word behind it on.
type scoreRows struct{ top, newest, seen vec }

func (g *geometry) scoreRows(at int) scoreRows {
	top := vec{at: at, s0: g.scoreWidth}
	return scoreRows{top, top.moved(g.Lanes), top.moved(2 * g.Lanes)}
}

// scores is a pack's rows of scores.
func (t *token) scores(pack int) scoreRows { return t.scoreRows(t.own.scores[pack%2]) }

// scoresOf is the scores of a pack's queries.
func (t *token) scoresOf(l, pack int) {
	scores := t.scores(pack)
	if pack > 0 {
		t.streamKeys(l, pack)
	}
	t.part("scores")
	t.multiply(product{
		a: t.own.queries + pack*t.queries*t.keyTiles, stride: t.keyTiles, vectors: t.queries, inputs: t.packWidth,
		d: scores.seen.at, dStride: t.scoreWidth, noOutputs: true,
		peaks: &peaks{at: scores.top.at}, raised: []plus{{"nt", blocks}, {"len", cached}},
		macs: perPosition{each: t.group * t.headsOf(pack) * t.headSize},
	})
	t.mapRows(mapping{
		rows: rows{n0: t.queries, len: t.Lanes}, a: vec{at: t.own.constants}, b: vec{at: t.own.constants + t.Lanes}, bin: isa.BinAdd,
		pre: isa.PreMul, s: t.own.newest + pack*t.queries, d: scores.newest, keep: true,
	})
}

// softmax makes the scores of a pack probabilities that are not yet divided by
// their sum, and the reciprocal of that. The array has found the greatest of the
// cached positions, so that the maximum is that of two elements.
func (t *token) softmax(pack int) {
	t.part("softmax")
	scores := t.scores(pack)
	top, inverse := t.own.top+pack*t.queries, t.own.inverse+pack*t.queries
	t.greatest(t.queries, scores.top, t.own.constants, t.own.newest+pack*t.queries, top)
	t.mapRows(mapping{
		rows: rows{n0: t.queries, len: t.Lanes}, a: scores.newest, d: scores.newest, keep: true, pre: isa.PreSub, s: top, fn: isa.FnExp,
		red: isa.RedSum, fin: isa.FinRecip, t: inverse, raised: []plus{{"len", cached}},
	})
}

// greatest is the maximum of n rows of scores, of which the words at have that of
// the cached positions, and scalars the newest position's.
func (b *builder) greatest(n int, at vec, constants, newest, top int) {
	m := mapping{rows: rows{n0: n, len: 2}, a: at, red: isa.RedMax, t: top}
	if b.Lanes > 1 { // the word plus (0, 1) * newest; else the two are next to each other
		m.a, m.b, m.swap, m.pre, m.s, m.bin = vec{at: constants}, at, true, isa.PreMul, newest, isa.BinAdd
	}
	b.mapRows(m)
}

// probabilitiesOf quantises the probabilities of the queries that a piece has
// values for, each position's times the scale of its value.
func (t *token) probabilitiesOf(p piece) {
	t.part("probabilities")
	seen := t.scores(p.pack).seen
	tiles := t.rowTiles(t.SeqLen)
	q := quantising{
		rows: rows{n0: t.group, n1: p.heads},
		a:    vec{seen.at + p.first*t.scoreWidth, t.packHeads * t.scoreWidth, t.scoreWidth},
		b:    vec{at: t.own.valueScales + p.number*t.scaleRow()}, times: true,
		d:      vec{t.own.probabilities[p.number%2], p.heads * tiles, tiles},
		scaled: true, s: t.own.inverse + p.pack*t.queries, raised: []plus{{"len", cached}},
	}
	if p.heads == t.packHeads {
		t.quantise(q)
		return
	}
	q.n0 = 1 // the scalars of the piece's queries do not follow each other
	for g := range t.group {
		one := q
		one.a, one.d = q.a.moved(g*q.a.s0), q.d.moved(g*q.d.s0)
		one.s += g*t.packHeads + p.first
		t.quantise(one)
	}
}

// valuesOf is the values of a piece, weighted by their probabilities.
func (t *token) valuesOf(l int, p piece) {
	t.streamValues(l, p.pack, p.unit, 0)
	t.multiply(product{
		a: t.own.probabilities[p.number%2], stride: t.rowTiles(t.SeqLen), vectors: t.group * p.heads, tiles: 1, plain: true,
		d: t.own.sums[p.number%2], dStride: t.outputWidth(1), noTiles: true, raised: []plus{{"kt", valueTiles}, {"last_rows", lastPositions}},
		macs: perPosition{each: t.group * t.elementsOf(p)},
	})
}

// newestValue is the newest position's value times its probability.
func (t *token) newestValue(pack int) {
	t.part("newest value")
	scalars := pack * t.queries
	t.mapRows(mapping{
		rows: rows{n0: t.queries, len: 1}, a: t.scores(pack).newest, pre: isa.PreMul, s: t.own.inverse + scalars,
		red: isa.RedSum, t: t.own.newWeight + scalars,
	})
	t.mapRows(mapping{
		rows: rows{n0: t.group, n1: t.packHeads, len: t.headWidth}, a: vec{at: t.own.value + pack*t.packWidth, s1: t.headWidth},
		d: vec{t.own.weighted + pack*t.group*t.packWidth, t.packWidth, t.headWidth}, keep: true, pre: isa.PreMul, s: t.own.newWeight + scalars,
	})
}

// gather takes each head's columns out of the sums of a piece, and adds the
// newest position's part.
func (t *token) gather(p piece) {
	t.part("heads")
	to := t.headAt(p)
	t.mapRows(mapping{
		rows: rows{n0: t.group, n1: p.heads, len: p.width / p.heads},
		a:    vec{t.own.sums[p.number%2], p.heads * t.outputWidth(1), t.outputWidth(1) + t.headWidth},
		b:    vec{t.own.weighted + to, t.packWidth, t.headWidth}, bin: isa.BinAdd,
		d: vec{t.own.heads + to, t.packWidth, t.headWidth}, keep: true,
	})
}

// headAt is the first element of the q vector that a piece has the values of.
func (g *geometry) headAt(p piece) int {
	return p.pack*g.group*g.packWidth + p.first*g.headWidth + p.from
}
