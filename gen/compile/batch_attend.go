package compile

import "npugen/isa"

// step is the queries of a pack and of a block of positions.
type step struct{ pack, first, number int }

// stepPiece is a piece of values for a step.
type stepPiece struct {
	step
	piece
	turn int // which of two buffers it has
}

// attend goes through all queries, in an order as that of a token's packs. While
// the vector unit has the scores of a pack, the array computes the queries of the
// next.
func (t *batch) attend(l int, q *queries) {
	var steps []step
	for pack := range t.packs {
		for first := 0; first < t.n; first += t.block {
			steps = append(steps, step{pack, first, len(steps)})
		}
	}
	t.scoresOf(l, steps[0])
	var before *stepPiece
	for i, s := range steps {
		q.beside(s)
		if i+1 < len(steps) {
			t.scoresOf(l, steps[i+1])
		}
		t.softmax(s)
		for _, p := range t.pieces(s.pack) {
			now := stepPiece{s, p, (s.number*len(t.valueUnits) + p.unit) % 2}
			t.probabilitiesOf(now)
			t.valuesOf(l, now)
			if before != nil {
				t.gather(*before)
			}
			before = &now
		}
	}
	t.gather(*before)
	if !t.ownRows() {
		t.quantiseHeads(0, t.n, chunk{0, t.queryWidth()})
	}
}

// ownRows is whether no row of the activation buffer has heads of two packs, so
// that those of a step are quantised when the step is done.
func (t *batch) ownRows() bool { return t.packQueries()%t.Rows == 0 }

// quantiseHeads quantises a part of the heads of n positions.
func (t *batch) quantiseHeads(first, n int, c chunk) {
	t.part("heads")
	tiles := t.rowTiles(t.queryWidth())
	t.quantise(quantising{
		rows: rows{n0: n, len: c.to - c.from}, a: vec{at: t.own.heads + first*t.queryWidth() + c.from, s0: t.queryWidth()},
		d: vec{at: t.at.out + first*tiles + c.from/t.Rows, s0: tiles},
	})
}

// vectors is the queries of a step.
func (t *batch) vectors() int { return t.block * t.queries }

// scoresOf is the scores of a step's queries at all positions; those of later
// positions are not used.
func (t *batch) scoresOf(l int, s step) {
	t.part("queries")
	n := rows{n0: t.block, n1: t.group, len: t.headWidth}
	a := vec{t.own.qkv + s.first*t.attentionWidth() + s.pack*t.group*t.packWidth, t.attentionWidth(), t.packWidth}
	b := vec{t.own.turned + s.first*t.turnedWidth() + s.pack*t.group*t.packWidth, t.turnedWidth(), t.packWidth}
	d := vec{t.own.query, t.queries * t.packWidth, t.packHeads * t.packWidth}
	if t.packHeads > 1 {
		n.n1, a.s1, b.s1, d.s1 = t.packHeads, t.headWidth, t.headWidth, t.packWidth+t.headWidth
	}
	each := t.group // queries of a key head: one after the other, or as the inner loop
	if t.packHeads == 1 {
		each = 1
	}
	for g := range each {
		t.mapRows(mapping{rows: n, a: a.moved(g * t.packWidth), b: b.moved(g * t.packWidth), bin: isa.BinAdd, d: d.moved(g * t.packHeads * t.packWidth), keep: true})
	}
	at := t.own.queries[s.number%2]
	t.quantise(quantising{
		rows: rows{n0: t.vectors(), len: t.packWidth}, a: vec{at: t.own.query, s0: t.packWidth},
		d: vec{at: at, s0: t.keyTiles}, c1: t.scoreFactor(),
	})
	t.streamKeys(l, s.pack)
	t.part("scores")
	t.multiply(product{
		a: at, stride: t.keyTiles, vectors: t.vectors(), inputs: t.packWidth,
		d: t.scores(s).at, dStride: t.batchScores(), noOutputs: true,
		peaks: &peaks{at: t.own.scores[s.number%2], len: s.first + 1, each: t.queries}, raised: []plus{{"nt", blocks}, {"len", cached}},
		macs: seen(s.first, t.block, t.group*t.headsOf(s.pack)*t.headSize),
	})
}

// growing is the loop over a step's rows of scores: each position sees one more.
func (t *batch) growing(s step) rows {
	return rows{n0: t.block, n1: t.queries, len: s.first + 1, inc: 1}
}

// scores is a step's rows of them, by position and query.
func (t *batch) scores(s step) vec {
	return vec{t.own.scores[s.number%2] + t.Lanes, t.queries * t.batchScores(), t.batchScores()}
}

// softmax makes a step's scores probabilities. They are divided by their sum
// when they are quantised, but where not all of a pack's queries are quantised
// together.
func (t *batch) softmax(s step) {
	t.part("softmax")
	at, seen := t.scores(s), []plus{{"len", cached}}
	t.mapRows(mapping{rows: rows{n0: t.vectors(), len: 1}, a: vec{at: t.own.scores[s.number%2], s0: t.batchScores()}, red: isa.RedMax, t: t.own.top})
	t.mapRows(mapping{
		rows: t.growing(s), a: at, d: at, keep: true, pre: isa.PreSub, s: t.own.top, fn: isa.FnExp,
		red: isa.RedSum, fin: isa.FinRecip, t: t.own.inverse, raised: seen,
	})
	if !t.whole() {
		t.mapRows(mapping{rows: t.growing(s), a: at, d: at, keep: true, pre: isa.PreMul, s: t.own.inverse, raised: seen})
	}
}

// whole is whether each value unit is of all heads of its pack.
func (t *batch) whole() bool { return t.valueUnits[0].heads == t.packHeads }

// probabilitiesOf quantises the probabilities of the queries that a piece has
// values for, each position's times the scale of its value.
func (t *batch) probabilitiesOf(p stepPiece) {
	t.part("probabilities")
	tiles := t.rowTiles(t.SeqLen)
	q := quantising{
		rows: t.growing(p.step), a: t.scores(p.step).moved(p.piece.first * t.batchScores()),
		b: vec{at: t.own.valueScales + p.piece.number*t.scaleRow()}, times: true,
		d:      vec{t.own.probabilities[p.turn], t.group * p.heads * tiles, tiles},
		raised: []plus{{"len", cached}},
	}
	if t.whole() {
		q.scaled, q.s = true, t.own.inverse
		t.quantise(q)
		return
	}
	q.n1 = p.heads
	for g := range t.group {
		one := q
		one.a, one.d = q.a.moved(g*t.packHeads*t.batchScores()), q.d.moved(g*p.heads*tiles)
		t.quantise(one)
	}
}

// valuesOf is the values of a piece, weighted by their probabilities.
func (t *batch) valuesOf(l int, p stepPiece) {
	until := p.step.first + t.block
	t.streamValues(l, p.piece.pack, p.unit, until)
	t.multiply(product{
		a: t.own.probabilities[p.turn], stride: t.rowTiles(t.SeqLen), vectors: t.block * t.group * p.heads, tiles: 1, plain: true,
		inputs: until, noTiles: true, d: t.own.sums[p.turn], dStride: t.outputWidth(1),
		raised: []plus{{"kt", valueTiles}, {"last_rows", lastPositions}},
		macs:   seen(p.step.first, t.block, t.group*t.elementsOf(p.piece)),
	})
}

// gather takes each head's columns out of the sums of a piece.
func (t *batch) gather(p stepPiece) {
	t.part("heads")
	n := rows{n0: t.block, n1: t.group, len: p.width / p.heads}
	a := vec{t.own.sums[p.turn], t.group * p.heads * t.outputWidth(1), t.outputWidth(1)}
	d := vec{t.own.heads + p.step.first*t.queryWidth() + t.headAt(p.piece), t.queryWidth(), t.packWidth}
	each := 1
	if p.heads > 1 {
		each = t.group
		n.n1, a.s1, d.s1 = p.heads, t.outputWidth(1)+t.headWidth, t.headWidth
	}
	for g := range each {
		t.mapRows(mapping{rows: n, a: a.moved(g * p.heads * t.outputWidth(1)), d: d.moved(g * t.packWidth), keep: true})
	}
	if t.ownRows() && p.unit == len(t.valueUnits)-1 {
		from := p.step.pack * t.packQueries()
		t.quantiseHeads(p.step.first, t.block, chunk{from, from + t.packQueries()})
	}
}
