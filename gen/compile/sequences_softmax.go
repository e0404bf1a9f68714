package compile

import "npugen/isa"

// scoresOf is the scores of a share's queries.
func (t *sequences) scoresOf(l int, s share) {
	scores := t.scores(s)
	t.each(s.from, s.n(), func(i int) {
		t.streamKeys(l, s.pack)
		t.part("scores")
		t.multiply(product{
			a: t.own.queries + (i*t.packs+s.pack)*t.queries*t.keyTiles, stride: t.keyTiles, vectors: t.queries, inputs: t.packWidth,
			d: t.ownRows(scores.seen, i-s.from).at, dStride: t.scoreWidth, noOutputs: true,
			peaks: &peaks{at: t.ownRows(scores.top, i-s.from).at}, raised: []plus{{"nt", blocks}, {"len", cached}},
			macs: perPosition{each: t.group * t.headsOf(s.pack) * t.headSize},
		})
	})
}

// newestScores is the scores of the newest positions.
func (t *sequences) newestScores(s share) {
	t.part("newest score")
	each := t.packs * t.queries * t.packWidth
	t.mapRows(mapping{
		rows: rows{n0: s.n(), n1: t.queries, len: t.packWidth},
		a:    vec{t.own.query + s.from*each + s.pack*t.queries*t.packWidth, each, t.packWidth},
		b:    vec{at: t.own.key + s.from*t.keyWidth() + s.pack*t.packWidth, s0: t.keyWidth()}, bin: isa.BinMul,
		red: isa.RedSum, c1: t.scoreFactor(), t: t.own.newest,
	})
}

// newestRows puts them in front of the others, with minus infinity between.
func (t *sequences) newestRows(s share) {
	t.part("scores")
	t.mapRows(mapping{
		rows: t.all(s, t.Lanes), a: vec{at: t.own.constants}, b: vec{at: t.own.constants + t.Lanes}, bin: isa.BinAdd,
		pre: isa.PreMul, s: t.own.newest, d: t.scores(s).newest, keep: true,
	})
}

// greatestScores is the maximum of each row of scores.
func (t *sequences) greatestScores(s share) {
	t.part("softmax")
	for i := range s.n() { // each when its scores are there
		t.greatest(t.queries, t.ownRows(t.scores(s).top, i), t.own.constants, t.ownScalars(t.own.newest, i), t.ownScalars(t.own.top, i))
	}
}

// exponentials makes the scores probabilities that are not yet divided by their
// sum, and the reciprocal of that.
func (t *sequences) exponentials(s share) {
	t.part("softmax")
	t.each(s.from, s.n(), func(i int) {
		own := t.ownRows(t.scores(s).newest, i-s.from)
		t.mapRows(mapping{
			rows: rows{n0: t.queries, len: t.Lanes}, a: own, d: own, keep: true,
			pre: isa.PreSub, s: t.ownScalars(t.own.top, i-s.from), fn: isa.FnExp,
			red: isa.RedSum, fin: isa.FinRecip, t: t.ownScalars(t.own.inverse, i-s.from), raised: []plus{{"len", cached}},
		})
	})
}

// probabilitiesOf quantises the probabilities of the queries that a piece has
// values for, each position's times the scale of its value. Then the next value
// scales of the group may come.
func (t *sequences) probabilitiesOf(l int, p sharePiece) {
	tiles := t.rowTiles(t.SeqLen)
	t.each(p.share.from, p.n(), func(i int) {
		i -= p.share.from
		t.part("probabilities")
		q := quantising{
			rows: rows{n0: t.group, n1: p.heads},
			a:    vec{t.ownRows(t.scores(p.share).seen, i).at + p.piece.first*t.scoreWidth, t.packHeads * t.scoreWidth, t.scoreWidth},
			b:    vec{at: t.scalesAt(l, p.share.group) + i*t.sequenceScales() + p.piece.number*t.scaleRow()}, times: true,
			d:      vec{t.own.probabilities[p.turn] + i*t.queries*tiles, p.heads * tiles, tiles},
			scaled: true, s: t.ownScalars(t.own.inverse, i), raised: []plus{{"len", weighed}, {"a", weighedFrom}},
		}
		if p.heads == t.packHeads {
			t.quantise(q)
			return
		}
		q.n0 = 1 // the scalars of the piece's queries do not follow each other
		for g := range t.geometry.group {
			one := q
			one.a, one.d = q.a.moved(g*q.a.s0), q.d.moved(g*q.d.s0)
			one.s += g*t.packHeads + p.piece.first
			t.quantise(one)
		}
	})
}

// newestWeights is the probabilities of the newest positions.
func (t *sequences) newestWeights(s share) {
	t.part("newest value")
	t.mapRows(mapping{
		rows: t.all(s, 1), a: t.scores(s).newest, pre: isa.PreMul, s: t.own.inverse,
		red: isa.RedSum, t: t.own.newWeight[s.number%2],
	})
}
