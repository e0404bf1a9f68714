package compile

import "npugen/isa"

// attention is the attention half of a layer.
//
// The newest position takes part in fp32, from the vector unit: its score is
// the first element of a row of scores, its value is added to the sums of the
// others. So nothing that the token writes to memory is read by itself.
func (t *token) attention(l int) {
	w := t.memory.layers[l]
	t.part("norm, attention")
	t.normalised(t.at.vectors[l%2], t.at.attNorm)
	if t.first {
		t.project("k, v", w.kv, 2*t.keyWidth(), t.own.kv)
		t.onlyValue()
		t.newKey(l)
		t.quantiseNew()
		t.store(l)
	} else {
		t.project("q", w.q, t.queryWidth(), t.own.q)
		t.project("k, v", w.kv, 2*t.keyWidth(), t.own.kv)
		t.streamKeys(l, 0)
		t.newQueries()
		t.newKey(l)
		t.newestScores()
		t.quantiseNew()
		t.cachedPositions(l)
		t.store(l)
		if l+1 < t.Layers {
			t.loadValueScales(l+1, t.own.valueScales)
		}
	}
	t.attended(l, t.own.heads)
}

// project multiplies the input of attention. q goes before k and v: it is turned
// and quantised while those are computed.
func (t *token) project(name string, w stored, width, d int) {
	t.part(name)
	t.stream(w)
	t.multiply(product{a: t.at.in, vectors: 1, inputs: t.Dim, tiles: ceil(width, t.Cols), d: d})
}

// turn multiplies a vector by the rotary tables, to a place of the turned ones.
func (t *token) turn(a, width, to int) {
	t.part("rope")
	for i, d := range t.own.turned {
		t.mapRows(mapping{
			rows: rows{n0: width / t.ropeWidth, len: t.ropeWidth}, a: vec{at: a, s0: t.ropeWidth},
			b: vec{at: t.at.rope + i*t.ropeWidth}, bin: isa.BinMul, d: vec{at: d + to, s0: t.ropeWidth}, keep: true,
			swap: i == 1, pre: isa.PreMul, s: t.at.attNorm, one: true,
		})
	}
}

// newQueries turns q, and quantises each query in a row of its own with zeros
// where the other heads of its pack have their keys.
func (t *token) newQueries() {
	t.turn(t.own.q, t.queryWidth(), 0)
	t.mapRows(mapping{
		rows: rows{n0: t.packs * t.group, n1: t.packHeads, len: t.headWidth},
		a:    vec{t.own.turned[0], t.packWidth, t.headWidth}, b: vec{t.own.turned[1], t.packWidth, t.headWidth}, bin: isa.BinAdd,
		d: vec{t.own.query, t.packHeads * t.packWidth, t.packWidth + t.headWidth}, keep: true,
	})
	t.part("queries")
	t.quantise(quantising{
		rows: rows{n0: t.packs * t.queries, len: t.packWidth},
		a:    vec{at: t.own.query, s0: t.packWidth}, d: vec{at: t.own.queries, s0: t.keyTiles}, c1: t.scoreFactor(),
	})
}

// newKey is the newest key, turned and less the centre, and the newest value.
func (t *token) newKey(l int) {
	t.turn(t.own.kv, t.keyWidth(), t.queryWidth())
	t.mapRows(mapping{
		rows: rows{len: t.keyWidth()}, a: vec{at: t.own.kv + t.keyWidth()}, d: vec{at: t.own.value}, keep: true,
		pre: isa.PreMul, s: t.at.attNorm,
	})
	key := mapping{
		rows: rows{len: t.keyWidth()}, a: vec{at: t.own.turned[0] + t.queryWidth()}, b: vec{at: t.own.turned[1] + t.queryWidth()}, bin: isa.BinAdd,
		d: vec{at: t.own.key}, keep: true,
	}
	t.mapRows(key)
	t.part("centre")
	key.a, key.b = key.d, vec{at: t.at.vectors[l%2] + 2*t.dim}
	t.mapRows(key)
}

// newestScores is the scores of the newest position.
func (t *token) newestScores() {
	t.part("newest score")
	t.mapRows(mapping{
		rows: rows{n0: t.packs, n1: t.queries, len: t.packWidth},
		a:    vec{t.own.query, t.queries * t.packWidth, t.packWidth}, b: vec{at: t.own.key, s0: t.packWidth}, bin: isa.BinMul,
		red: isa.RedSum, c1: t.scoreFactor(), t: t.own.newest,
	})
}

// onlyValue is the attention of the first position: its own value for all queries.
func (t *token) onlyValue() {
	t.mapRows(mapping{
		rows: rows{n0: t.packs, n1: t.group, len: t.packWidth},
		a:    vec{at: t.own.kv + t.keyWidth(), s0: t.packWidth}, d: vec{t.own.heads, t.group * t.packWidth, t.packWidth}, keep: true,
		pre: isa.PreMul, s: t.at.attNorm, one: true,
	})
}

// cachedPositions is the softmax over all positions and the sum of their values,
// pack by pack: the scores of a pack are computed while the vector unit works
// on those of the one before.
func (t *token) cachedPositions(l int) {
	t.scoresOf(l, 0)
	for pack := range t.packs {
		if pack+1 < t.packs {
			t.scoresOf(l, pack+1)
		}
		t.softmax(pack)
		t.valuesOf(l, pack)
	}
}

// scoresOf is the scores of a pack's queries: the newest position's in the word
// before those of the cached ones.
func (t *token) scoresOf(l, pack int) {
	if pack > 0 {
		t.streamKeys(l, pack)
	}
	t.part("scores")
	d := t.own.scores[pack%2] + t.Cols
	t.multiply(product{
		a: t.own.queries + pack*t.buffersPerPack(), stride: t.keyTiles, vectors: t.queries, inputs: t.packWidth,
		d: d, dStride: t.scoreWidth, noOutputs: true, raised: []plus{{"nt", blocks}},
	})
	t.mapRows(mapping{
		rows: rows{n0: t.queries, len: t.Lanes}, a: vec{at: t.own.constants}, b: vec{at: t.own.constants + t.Lanes}, bin: isa.BinAdd,
		pre: isa.PreMul, s: t.own.newest + pack*t.queries, d: vec{at: d - t.Lanes, s0: t.scoreWidth}, keep: true,
	})
}

func (t *token) buffersPerPack() int { return t.queries * t.keyTiles }

// softmax makes the scores of a pack probabilities that are not yet divided by
// their sum, and the reciprocal of that.
func (t *token) softmax(pack int) {
	t.part("softmax")
	n, first := t.queries, t.own.scores[pack%2]+t.Cols-t.Lanes
	row := rows{n0: n, len: t.Lanes}
	at := vec{at: first, s0: t.scoreWidth}
	scalars := pack * n
	t.mapRows(mapping{rows: row, a: at, red: isa.RedMax, t: t.own.top + scalars, raised: []plus{{"len", cached}}})
	t.mapRows(mapping{
		rows: row, a: at, d: at, keep: true, pre: isa.PreSub, s: t.own.top + scalars, fn: isa.FnExp,
		red: isa.RedSum, fin: isa.FinRecip, t: t.own.inverse + scalars, raised: []plus{{"len", cached}},
	})
}

// valuesOf is the values of a pack, weighted by their probabilities.
func (t *token) valuesOf(l, pack int) {
	n := t.queries
	scalars, first := pack*n, t.own.scores[pack%2]+t.Cols-t.Lanes
	for i, u := range t.valueUnits {
		t.probabilitiesOf(pack, i, u)
		t.streamValues(l, pack, i, 0)
		t.multiply(product{
			a: t.own.probabilities[i%2], stride: t.rowTiles(t.SeqLen), vectors: t.group * u.heads, tiles: 1, plain: true,
			d: t.own.sums[i%2], dStride: t.Cols, noTiles: true, raised: []plus{{"kt", valueTiles}, {"last_rows", lastPositions}},
		})
		if i == 0 {
			t.newestValue(pack, first, scalars)
		}
		t.part("heads")
		at2 := pack*t.group*t.packWidth + u.first*t.headWidth + u.from
		t.mapRows(mapping{
			rows: rows{n0: t.group, n1: u.heads, len: u.width / u.heads},
			a:    vec{t.own.sums[i%2], u.heads * t.Cols, t.Cols + t.headWidth},
			b:    vec{t.own.weighted + at2, t.packWidth, t.headWidth}, bin: isa.BinAdd,
			d: vec{t.own.heads + at2, t.packWidth, t.headWidth}, keep: true,
		})
	}
}

// probabilitiesOf quantises the probabilities of the queries that a unit has
// values for, each position's times the scale of its value.
func (t *token) probabilitiesOf(pack, unit int, u valueUnit) {
	t.part("probabilities")
	n, tiles := t.queries, t.rowTiles(t.SeqLen)
	scales := t.own.valueScales + (pack*len(t.valueUnits)+unit)*t.scaleRow()
	q := quantising{
		rows: rows{n0: t.group, n1: u.heads},
		a:    vec{t.own.scores[pack%2] + t.Cols + u.first*t.scoreWidth, t.packHeads * t.scoreWidth, t.scoreWidth},
		b:    vec{at: scales}, times: true,
		d:      vec{t.own.probabilities[unit%2], u.heads * tiles, tiles},
		scaled: true, s: t.own.inverse + pack*n, raised: []plus{{"len", cached}},
	}
	if u.heads == t.packHeads {
		t.quantise(q)
		return
	}
	// The scalars of the unit's queries do not follow each other.
	for g := range t.group {
		one := q
		one.n0 = 1
		one.a.at += g * q.a.s0
		one.d.at += g * q.d.s0
		one.s += g*t.packHeads + u.first
		t.quantise(one)
	}
}

// newestValue is the newest position's value times its probability.
func (t *token) newestValue(pack, first, scalars int) {
	t.part("newest value")
	t.mapRows(mapping{
		rows: rows{n0: t.queries, len: 1}, a: vec{at: first, s0: t.scoreWidth}, pre: isa.PreMul, s: t.own.inverse + scalars,
		red: isa.RedSum, t: t.own.newWeight + scalars,
	})
	t.mapRows(mapping{
		rows: rows{n0: t.group, n1: t.packHeads, len: t.headWidth}, a: vec{at: t.own.value + pack*t.packWidth, s1: t.headWidth},
		d: vec{t.own.weighted + pack*t.group*t.packWidth, t.packWidth, t.headWidth}, keep: true, pre: isa.PreMul, s: t.own.newWeight + scalars,
	})
}
