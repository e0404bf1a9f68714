package compile

import "npugen/isa"

// attention is the attention half of a layer: as that of a token, with the
// products, and what goes from row to row alike, for all sequences at once.
func (t *sequences) attention(l int) {
	w := t.memory.layers[l]
	t.part("norm, attention")
	t.normalised(t.at.vectors[l%2], t.at.attNorm)
	t.project("q", w.q, t.queryWidth(), t.own.q, t.queryRow(), t.elements(chunk{0, t.queryWidth()}, t.group))
	t.project("k, v", w.kv, 2*t.keyWidth(), t.own.kv, t.keyValueRow(), 2*t.elements(chunk{0, t.keyWidth()}, 1))
	t.newQueries()
	t.newKeys(l)
	t.quantiseNew()
	t.attend(l)
	t.attended(l)
}

// divided divides a product in place by the root mean square of its input.
func (t *sequences) divided(name string, width int, at vec) {
	t.part(name)
	t.mapRows(mapping{rows: rows{n0: t.n, len: width}, a: at, d: at, keep: true, pre: isa.PreMul, s: t.at.attNorm})
}

// turn multiplies vectors by the rotary tables of their positions.
func (t *sequences) turn(at, row, width int, to [2]int) {
	t.part("rope")
	for i, d := range to {
		t.mapRows(mapping{
			rows: rows{n0: t.n, n1: width / t.ropeWidth, len: t.ropeWidth}, a: vec{at, row, t.ropeWidth},
			b: vec{at: t.at.rope + i*t.ropeWidth, s0: t.ropeRow / 4}, bin: isa.BinMul,
			d: vec{d, width, t.ropeWidth}, keep: true, swap: i == 1,
		})
	}
}

// newQueries turns q, and quantises each query in a row of its own with zeros
// where the other heads of its pack have their keys.
func (t *sequences) newQueries() {
	t.divided("rope", t.queryWidth(), vec{at: t.own.q, s0: t.queryRow()})
	t.turn(t.own.q, t.queryRow(), t.queryWidth(), t.own.turnedQ)
	t.mapRows(mapping{
		rows: rows{n0: t.n * t.packs * t.group, n1: t.packHeads, len: t.headWidth},
		a:    vec{t.own.turnedQ[0], t.packWidth, t.headWidth}, b: vec{t.own.turnedQ[1], t.packWidth, t.headWidth}, bin: isa.BinAdd,
		d: vec{t.own.query, t.packHeads * t.packWidth, t.packWidth + t.headWidth}, keep: true,
	})
	t.part("queries")
	t.quantise(quantising{
		rows: rows{n0: t.n * t.packs * t.queries, len: t.packWidth},
		a:    vec{at: t.own.query, s0: t.packWidth}, d: vec{at: t.own.queries, s0: t.keyTiles}, c1: t.scoreFactor(),
	})
}

// newKeys is the newest keys, turned and less the centre, and the newest values.
func (t *sequences) newKeys(l int) {
	t.divided("rope", 2*t.keyWidth(), vec{at: t.own.kv, s0: t.keyValueRow()})
	t.turn(t.own.kv, t.keyValueRow(), t.keyWidth(), t.own.turnedK)
	key := mapping{
		rows: rows{n0: t.n, len: t.keyWidth()}, a: vec{at: t.own.turnedK[0], s0: t.keyWidth()}, b: vec{at: t.own.turnedK[1], s0: t.keyWidth()}, bin: isa.BinAdd,
		d: vec{at: t.own.key, s0: t.keyWidth()}, keep: true,
	}
	t.mapRows(key)
	t.part("centre")
	key.a, key.b = key.d, vec{at: t.at.vectors[l%2] + 2*t.dim}
	t.mapRows(key)
}

// valueAt is where the newest value of a sequence is.
func (t *sequences) valueAt(i int) int { return t.own.kv + i*t.keyValueRow() + t.keyWidth() }

// quantiseNew quantises the newest keys and values.
func (t *sequences) quantiseNew() {
	t.part("store key")
	t.quantise(quantising{
		rows: rows{n0: t.n, n1: t.packs, len: t.packWidth}, a: vec{t.own.key, t.keyWidth(), t.packWidth},
		d: vec{t.own.keys, t.packs * t.keyTiles, t.keyTiles},
	})
	t.part("store value")
	units := len(t.valueUnits)
	for i, u := range t.valueUnits {
		t.quantise(quantising{
			rows: rows{n0: t.n, n1: t.packs, len: u.width}, a: vec{t.valueAt(0) + u.first*t.headWidth + u.from, t.keyValueRow(), t.packWidth},
			d: vec{t.own.values + i, t.packs * units, units},
		})
	}
}
