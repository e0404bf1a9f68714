package compile

import "npugen/isa"

// attention is the attention half of a layer.
func (t *batch) attention(l int) {
	w := t.memory.layers[l]
	t.part("norm, attention")
	t.normalised(t.at.vectors[l%2], t.at.attNorm)
	t.project("q", w.q, t.queryWidth(), t.own.qkv)
	t.project("k, v", w.kv, 2*t.keyWidth(), t.own.qkv+t.keyAt())
	t.turn(0, t.queryWidth(), 0)
	t.turn(t.keyAt(), t.keyWidth(), t.queryWidth())
	t.newKeys(l)
	t.quantiseNew()
	t.store(l)
	t.loadValueScales(l, t.own.valueScales)
	t.blocks(l)
	t.attended(l, t.own.heads)
}

// project multiplies the input of attention.
func (t *batch) project(name string, w stored, width, d int) {
	t.part(name)
	t.stream(w)
	t.multiply(product{
		a: t.at.in, stride: t.rowTiles(t.Dim), vectors: t.n, inputs: t.Dim,
		tiles: ceil(width, t.Cols), d: d, dStride: t.attentionWidth(),
	})
}

// turn multiplies elements of q, k and v by the rotary tables: times sines to a
// place of the turned ones, then times cosines in place.
func (t *batch) turn(from, width, to int) {
	t.part("rope")
	m := mapping{
		rows: rows{n0: t.n, n1: width / t.ropeWidth, len: t.ropeWidth}, a: vec{t.own.qkv + from, t.attentionWidth(), t.ropeWidth},
		b: vec{at: t.at.rope + t.ropeWidth, s0: t.ropeRow / 4}, bin: isa.BinMul,
		d: vec{t.own.turned + to, t.turnedWidth(), t.ropeWidth}, keep: true, swap: true,
	}
	t.mapRows(m)
	m.b.at, m.d, m.swap = t.at.rope, m.a, false
	t.mapRows(m)
}

// newKeys is the sum of both, less the centre.
func (t *batch) newKeys(l int) {
	key := vec{at: t.own.qkv + t.keyAt(), s0: t.attentionWidth()}
	m := mapping{
		rows: rows{n0: t.n, len: t.keyWidth()}, a: key, b: vec{at: t.own.turned + t.queryWidth(), s0: t.turnedWidth()}, bin: isa.BinAdd,
		d: key, keep: true,
	}
	t.mapRows(m)
	t.part("centre")
	m.b = vec{at: t.at.vectors[l%2] + 2*t.dim}
	t.mapRows(m)
}

// step is the queries of a pack and of a block of positions.
type step struct{ pack, first, number int }

// blocks goes through all queries. The scores of a step are computed while the
// vector unit works on those of the one before.
func (t *batch) blocks(l int) {
	var steps []step
	for pack := range t.packs {
		for first := 0; first < t.n; first += t.block {
			steps = append(steps, step{pack, first, len(steps)})
		}
	}
	t.scoresOf(l, steps[0])
	for i, s := range steps {
		if i+1 < len(steps) {
			t.scoresOf(l, steps[i+1])
		}
		t.softmax(s)
		t.valuesOf(l, s)
	}
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
		d: t.own.scores[s.number%2], dStride: t.positions, noOutputs: true, raised: []plus{{"nt", blocks}},
	})
}

// growing is the loop over a step's rows of scores: each position sees one more.
func (t *batch) growing(s step) rows {
	return rows{n0: t.block, n1: t.queries, len: s.first + 1, inc: 1}
}

// softmax makes a step's scores probabilities. They are divided by their sum
// when they are quantised, but where not all of a pack's queries are quantised
// together.
func (t *batch) softmax(s step) {
	t.part("softmax")
	at := vec{t.own.scores[s.number%2], t.queries * t.positions, t.positions}
	seen := []plus{{"len", cached}}
	t.mapRows(mapping{rows: t.growing(s), a: at, red: isa.RedMax, t: t.own.top, raised: seen})
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

// valuesOf is the values of a step, weighted by their probabilities.
func (t *batch) valuesOf(l int, s step) {
	tiles := t.rowTiles(t.SeqLen)
	for i, u := range t.valueUnits {
		turn := (s.number*len(t.valueUnits) + i) % 2
		t.part("probabilities")
		q := quantising{
			rows: t.growing(s), a: vec{t.own.scores[s.number%2] + u.first*t.positions, t.queries * t.positions, t.positions},
			b: vec{at: t.own.valueScales + (s.pack*len(t.valueUnits)+i)*t.scaleRow()}, times: true,
			d:      vec{t.own.probabilities[turn], t.group * u.heads * tiles, tiles},
			raised: []plus{{"len", cached}},
		}
		if t.whole() {
			q.scaled, q.s = true, t.own.inverse
			t.quantise(q)
		} else {
			q.n1 = u.heads
			for g := range t.group {
				one := q
				one.a, one.d = q.a.moved(g*t.packHeads*t.positions), q.d.moved(g*u.heads*tiles)
				t.quantise(one)
			}
		}
		t.streamValues(l, s.pack, i, s.first+t.block)
		vectors := t.group * u.heads
		t.multiply(product{
			a: t.own.probabilities[turn], stride: tiles, vectors: t.block * vectors, tiles: 1, plain: true, inputs: s.first + t.block, noTiles: true,
			d: t.own.sums[turn], dStride: t.Cols, raised: []plus{{"kt", valueTiles}, {"last_rows", lastPositions}},
		})
		t.gather(s, u, t.own.sums[turn])
	}
}

// gather takes each head's columns out of the sums of its vectors.
func (t *batch) gather(s step, u valueUnit, sums int) {
	t.part("heads")
	vectors := t.group * u.heads
	n := rows{n0: t.block, n1: t.group, len: u.width / u.heads}
	a := vec{sums, vectors * t.Cols, t.Cols}
	d := vec{t.own.heads + s.first*t.queryWidth() + s.pack*t.group*t.packWidth + u.first*t.headWidth + u.from, t.queryWidth(), t.packWidth}
	each := 1
	if u.heads > 1 {
		each = t.group
		n.n1, a.s1, d.s1 = u.heads, t.Cols+t.headWidth, t.headWidth
	}
	for g := range each {
		t.mapRows(mapping{rows: n, a: a.moved(g * u.heads * t.Cols), d: d.moved(g * t.packWidth), keep: true})
	}
}
