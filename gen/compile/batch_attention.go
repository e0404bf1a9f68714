package compile

import "npugen/isa"

// attention is the attention half of a layer. Keys go first, since to store them
// across takes the store unit a cycle a byte; the array computes the first
// queries meanwhile, dispatched before the stores fill their queue.
func (t *batch) attention(l int) {
	w := t.memory.layers[l]
	t.part("norm, attention")
	t.normalised(t.at.vectors[l%2], t.at.attNorm)
	t.project("k, v", w.kv, 2*t.keyWidth(), t.own.qkv+t.keyAt(), t.attentionWidth(), 2*t.elements(chunk{0, t.keyWidth()}, 1))
	q := t.newQueries(w.q)
	q.projectFirst()
	t.turn(t.keyAt(), t.keyWidth(), t.queryWidth())
	t.newKeys(l)
	t.quantiseNew()
	q.turnFirst()
	t.store(l)
	t.loadValueScales(l, t.own.valueScales)
	t.attend(l, q)
	t.attended(l)
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
