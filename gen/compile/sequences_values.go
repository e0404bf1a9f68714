package compile

import "npugen/isa"

// valuesOf is the values of a piece, weighted by their probabilities.
func (t *sequences) valuesOf(l int, p sharePiece) {
	tiles := t.rowTiles(t.SeqLen)
	t.each(p.share.from, p.n(), func(i int) {
		t.streamValues(l, p.piece.pack, p.unit, 0)
		i -= p.share.from
		t.multiply(product{
			a: t.own.probabilities[p.turn] + i*t.queries*tiles, stride: tiles, vectors: t.group * p.heads, tiles: 1, plain: true,
			d: t.own.sums[p.turn] + i*t.queries*t.outputWidth(1), dStride: t.outputWidth(1), noTiles: true, raised: []plus{{"kt", valueTiles}, {"last_rows", lastPositions}},
			macs: perPosition{each: t.group * t.elementsOf(p.piece)},
		})
	})
}

// newestValues is the newest values times their probabilities.
func (t *sequences) newestValues(s share) {
	t.part("newest value")
	for i := range s.n() {
		t.mapRows(mapping{
			rows: rows{n0: t.group, n1: t.packHeads, len: t.headWidth}, a: vec{at: t.valueAt(s.from+i) + s.pack*t.packWidth, s1: t.headWidth},
			d: vec{t.own.weighted + i*t.packQueries(), t.packWidth, t.headWidth}, keep: true,
			pre: isa.PreMul, s: t.ownScalars(t.own.newWeight[s.number%2], i),
		})
	}
}

// gather takes each head's columns out of the sums of a piece, and adds the
// newest position's part. Behind the last of a group its heads are quantised,
// and its newest keys and values go to the cache.
func (t *sequences) gather(l int, p sharePiece) {
	s := p.share
	if p.unit == 0 {
		t.newestValues(s)
	}
	t.part("heads")
	to := t.headAt(p.piece)
	for i := range s.n() {
		t.mapRows(mapping{
			rows: rows{n0: t.group, n1: p.heads, len: p.width / p.heads},
			a:    vec{t.own.sums[p.turn] + i*t.queries*t.outputWidth(1), p.heads * t.outputWidth(1), t.outputWidth(1) + t.headWidth},
			b:    vec{t.own.weighted + i*t.packQueries() + to - s.pack*t.packQueries(), t.packWidth, t.headWidth}, bin: isa.BinAdd,
			d: vec{t.own.heads + (s.from+i)*t.queryWidth() + to, t.packWidth, t.headWidth}, keep: true,
		})
	}
	if !s.last || p.unit != len(t.valueUnits)-1 {
		return
	}
	t.quantise(quantising{
		rows: rows{n0: s.n(), len: t.queryWidth()}, a: vec{at: t.own.heads + s.from*t.queryWidth(), s0: t.queryWidth()},
		d: vec{at: t.at.out + s.from*t.rowTiles(t.queryWidth()), s0: t.rowTiles(t.queryWidth())},
	})
	t.each(s.from, s.n(), func(i int) {
		t.storeNew(l, t.own.keys+i*t.packs*t.keyTiles, t.own.values+i*t.packs*len(t.valueUnits))
	})
	if number := s.group + 2; number < len(t.groups()) {
		t.loadScales(l, number)
	} else if l+1 < t.Layers {
		t.loadScales(l+1, number-len(t.groups()))
	}
}
