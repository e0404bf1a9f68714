package compile

// quantiseNew quantises the keys and values of all positions.
func (t *batch) quantiseNew() {
	t.part("store key")
	t.quantise(quantising{
		rows: rows{n0: t.n, n1: t.packs, len: t.packWidth}, a: vec{t.own.qkv + t.keyAt(), t.attentionWidth(), t.packWidth},
		d: vec{t.own.keys, t.packs * t.keyTiles, t.keyTiles},
	})
	t.part("store value")
	for i, u := range t.valueUnits {
		t.quantise(quantising{
			rows: rows{n0: t.n, n1: t.packs, len: u.width},
			a:    vec{t.own.qkv + t.keyAt() + t.keyWidth() + u.first*t.headWidth + u.from, t.attentionWidth(), t.packWidth},
			d:    vec{t.own.values + i, t.packs * len(t.valueUnits), len(t.valueUnits)},
		})
	}
}

// store writes them to the cache, first what the first pack's scores and
// probabilities wait for.
func (t *batch) store(l int) {
	w := t.memory.layers[l]
	t.storeKeys(w, 0)
	t.part("store value")
	units := len(t.valueUnits)
	for i, u := range t.valueUnits {
		at := stored{w.values.addr + uint64(i)*t.memory.valueBytes, w.values.bytes - uint64(i)*t.memory.valueBytes}
		t.cacheStore(at, fields{
			"a": t.own.values + i, "a_s0": t.packs * units, "a_s1": units, "n0": t.n, "n1": t.packs, "len": u.width % 256, "se": 1,
			"s0": t.Cols, "s1": units * int(t.memory.valueBytes),
		}, valueRow)
	}
	t.cacheStore(w.valueScales, fields{
		"a": t.own.values, "a_s0": t.packs * units, "a_s1": 1, "n0": t.n, "n1": t.packs * units, "len": 1, "scale": 1, "transpose": 1,
		"s0": 4, "s1": int(t.memory.scaleBytes),
	}, valueScale)
	for pack := 1; pack < t.packs; pack++ {
		t.storeKeys(w, pack)
	}
}

// storeKeys writes those of a pack. The positions of a row lie side by side, so
// they are written together.
func (t *batch) storeKeys(w layerLayout, pack int) {
	t.part("store key")
	at := stored{w.keys.addr + uint64(pack)*t.memory.keyBytes, t.memory.keyBytes}
	row := t.own.keys + pack*t.keyTiles
	t.storeTiles(at, row, 0, t.keyTiles-1, t.Rows)
	t.storeTiles(at, row, t.keyTiles-1, 1, t.lastRows(t.packWidth))
	t.cacheStore(at, fields{
		"a": row, "a_s0": t.packs * t.keyTiles, "a_s1": 1, "n0": t.n, "n1": t.keyTiles, "len": 1, "scale": 1, "transpose": 1,
		"s0": 4, "s1": t.tileBytes(),
	}, keyScale)
}

// storeTiles writes n rows each of some tiles of a pack's keys.
func (t *batch) storeTiles(pack stored, a, first, tiles, n int) {
	if tiles == 0 {
		return
	}
	at := stored{pack.addr + uint64(first*t.tileBytes()), pack.bytes - uint64(first*t.tileBytes())}
	t.cacheStore(at, fields{
		"a": a + first, "a_s0": t.packs * t.keyTiles, "a_s1": 1, "n0": t.n, "n1": tiles, "len": n, "transpose": 1,
		"s0": 1, "s1": t.tileBytes(), "se": t.Cols,
	}, keyColumn)
}
