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
		t.project("k, v", w.kv, 2*t.keyWidth(), t.own.kv, 0, 2*t.elements(chunk{0, t.keyWidth()}, 1))
		t.onlyValue()
		t.newKey(l)
		t.quantiseNew()
		t.storeNew(l, t.own.keys, t.own.values)
	} else {
		// q goes first: it is turned and quantised while k and v are computed.
		t.project("q", w.q, t.queryWidth(), t.own.q, 0, t.elements(chunk{0, t.queryWidth()}, t.group))
		t.project("k, v", w.kv, 2*t.keyWidth(), t.own.kv, 0, 2*t.elements(chunk{0, t.keyWidth()}, 1))
		t.streamKeys(l, 0)
		t.newQueries()
		t.newKey(l)
		t.newestScores()
		t.quantiseNew()
		t.cachedPositions(l)
		t.storeNew(l, t.own.keys, t.own.values)
		if l+1 < t.Layers {
			t.loadValueScales(l+1, t.own.valueScales)
		}
	}
	t.part("attention out")
	t.quantise(quantising{rows: rows{len: t.queryWidth()}, a: vec{at: t.own.heads}, d: vec{at: t.at.out}})
	t.attended(l)
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
