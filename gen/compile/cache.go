package compile

import (
	"npugen/isa"
	"npugen/isa/access"
)

// quantiseNew quantises the newest key and value.
func (t *token) quantiseNew() {
	t.part("store key")
	t.quantise(quantising{rows: rows{n0: t.packs, len: t.packWidth}, a: vec{at: t.own.key, s0: t.packWidth}, d: vec{at: t.own.keys, s0: t.keyTiles}})
	t.part("store value")
	for i, u := range t.valueUnits {
		t.quantise(quantising{
			rows: rows{n0: t.packs, len: u.width}, a: vec{at: t.own.value + u.first*t.headWidth + u.from, s0: t.packWidth},
			d: vec{at: t.own.values + i, s0: len(t.valueUnits)},
		})
	}
}

// storeNew writes the newest key and value of a sequence to its cache, from rows
// of the activation buffer. It stands behind all that reads the cache, since a
// transfer touches more than it uses: the column of this position in the block
// of keys.
func (t *pass) storeNew(l, keys, values int) {
	w := t.memory.layers[l]
	t.part("store key")
	t.storeColumns(w, keys, 0, t.keyTiles-1, t.Rows)
	t.storeColumns(w, keys, t.keyTiles-1, 1, t.lastRows(t.packWidth))
	t.cacheStore(w.keys, fields{
		"a": keys, "a_s0": t.keyTiles, "a_s1": 1, "n0": t.packs, "n1": t.keyTiles, "len": 1, "scale": 1,
		"s0": int(t.memory.keyBytes), "s1": t.tileBytes(),
	}, keyScale)
	t.part("store value")
	for i, u := range t.valueUnits {
		at := stored{w.values.addr + uint64(i)*t.memory.valueBytes, w.values.bytes - uint64(i)*t.memory.valueBytes}
		t.cacheStore(at, fields{
			"a": values + i, "a_s0": len(t.valueUnits), "n0": t.packs, "n1": 1, "len": u.width % 256, "se": 1,
			"s0": len(t.valueUnits) * int(t.memory.valueBytes),
		}, valueRow)
	}
	t.cacheStore(w.valueScales, fields{
		"a": values, "a_s0": 1, "n0": t.packs * len(t.valueUnits), "n1": 1, "len": 1, "scale": 1, "s0": int(t.memory.scaleBytes),
	}, valueScale)
}

// storeColumns writes tiles of each pack, n rows of the position's column.
func (t *pass) storeColumns(w layerLayout, keys, first, tiles, n int) {
	if tiles == 0 {
		return
	}
	at := stored{w.keys.addr + uint64(first*t.tileBytes()), w.keys.bytes - uint64(first*t.tileBytes())}
	t.cacheStore(at, fields{
		"a": keys + first, "a_s0": t.keyTiles, "a_s1": 1, "n0": t.packs, "n1": tiles, "len": n,
		"s0": int(t.memory.keyBytes), "s1": t.tileBytes(), "se": t.Cols,
	}, keyColumn)
}

// tileBytes is a full tile with its scales.
func (g *geometry) tileBytes() int { return (4 + g.Rows) * g.Cols }

func (t *pass) cacheStore(at stored, f fields, r register) {
	f["line"], f["off"] = int(at.addr/64), int(at.addr%64)
	t.emit(isa.STORE, f, []plus{{"line", cache}, {"off", r}}, t.cacheOf(at).span(true))
}

// cacheOf is where something of the first cache is in that of the sequence: each
// place has a cache of its own, whichever it is in a run.
func (t *pass) cacheOf(at stored) stored {
	at.addr += uint64(t.place) * t.memory.cacheBytes
	return at
}

// loadValueScales is the scales of all cached values of a layer.
func (t *pass) loadValueScales(l, d int) {
	t.part("value scales")
	for i := range t.packs * len(t.valueUnits) {
		at := stored{t.memory.layers[l].valueScales.addr + uint64(i)*t.memory.scaleBytes, t.memory.scaleBytes}
		t.emit(isa.LOAD, fields{"line": int(at.addr / 64), "d": d + i*t.scaleRow()}, []plus{{"line", cache}, {"words", scaleWords}}, t.cacheOf(at).span(false))
	}
}

// span is all of it, for what registers take anywhere in it.
func (s stored) span(write bool) access.Span {
	return access.Span{Space: access.Memory, Write: write, Lo: s.addr, Hi: s.addr + s.bytes}
}

// streamKeys is the keys of a pack, as far as registers say.
func (t *pass) streamKeys(l, pack int) {
	t.part("keys")
	at := stored{t.memory.layers[l].keys.addr + uint64(pack)*t.memory.keyBytes, t.memory.keyBytes}
	t.emit(isa.STREAM, fields{"line": int(at.addr / 64)}, []plus{{"line", cache}, {"rows", keyRows}}, t.cacheOf(at).span(false))
}

// streamValues is the values of a unit, of the cached positions and n more.
func (t *pass) streamValues(l, pack, unit, n int) {
	t.part("values")
	at := stored{t.memory.layers[l].values.addr + uint64(pack*len(t.valueUnits)+unit)*t.memory.valueBytes, t.memory.valueBytes}
	t.emit(isa.STREAM, fields{"line": int(at.addr / 64), "rows": n}, []plus{{"line", cache}, {"rows", cached}}, t.cacheOf(at).span(false))
}
