package compile

import "npugen/isa"

// feedForward is the SwiGLU half of a layer: down(silu(gate x) * up x), chunk by
// chunk of the hidden vector. The product of all chunks but the last with down
// is computed while the vector unit works on the last. The input has been
// quantised (see attended); what it is divided by is ready when gate and up are.
func (t *pass) feedForward(l int) {
	w, chunks := t.memory.layers[l], t.chunks()
	t.part("norm, ffn")
	t.rootMeanSquare(0, t.n, t.at.ffnNorm)
	for i, c := range chunks {
		t.part("gate, up")
		products := len(w.up[i])
		for j, part := range w.up[i] {
			t.stream(part)
			t.multiply(product{
				a: t.at.in, stride: t.rowTiles(t.Dim), vectors: t.n, inputs: t.Dim,
				tiles: 2 * ceil(c.to-c.from, t.Cols) / products, d: t.at.hidden[i%2] + j*t.gateUp(c)/2, dStride: t.gateUp(c),
				macs: dense(t.n, t.Dim, 2*(c.to-c.from)/products),
			})
		}
		if i > 0 {
			t.swish(chunks[i-1], t.at.hidden[(i-1)%2])
		}
	}
	last := len(chunks) - 1
	tail, tiles := chunks[last], t.rowTiles(t.Hidden)
	var before addend
	if last == 0 {
		t.swish(tail, t.at.hidden[0])
	} else {
		for i, c := range t.streamParts(t.n, tail.from) {
			t.part("down")
			now := t.toStream(w.down[0], t.at.down, tiles, tail.from, c)
			if i == 0 {
				t.swish(tail, t.at.hidden[last%2])
			} else {
				t.add(before)
			}
			before = now
		}
	}
	t.part("down")
	for i, c := range t.streamParts(t.n, t.Hidden-tail.from) {
		now := t.toStream(w.down[1], t.at.down+tail.from/t.Rows, tiles, t.Hidden-tail.from, c)
		if i == 0 && last > 0 {
			t.add(before)
		}
		t.add(now)
	}
}

// gateUp is the elements of a chunk's gate and up together. They are one product if
// the gate's tiles end with a word, else two.
func (g *geometry) gateUp(c chunk) int      { return 2 * g.width(c) }
func (g *geometry) gateWithUp(c chunk) bool { return g.width(c)%g.Cols == 0 }

// swish is silu(gate) * up of a chunk, quantised.
func (t *pass) swish(c chunk, gate int) {
	n, stride := c.to-c.from, t.gateUp(c)
	t.part("silu")
	t.mapRows(mapping{
		rows: rows{n0: t.n, len: n}, a: vec{at: gate, s0: stride}, b: vec{at: gate + stride/2, s0: stride}, d: vec{at: gate, s0: stride}, keep: true,
		fn: isa.FnSilu, bin: isa.BinMul, pre: isa.PreMul, s: t.at.ffnNorm,
	})
	t.quantise(quantising{
		rows: rows{n0: t.n, len: n}, a: vec{at: gate, s0: stride}, d: vec{at: t.at.down + c.from/t.Rows, s0: t.rowTiles(t.Hidden)},
		scaled: true, s: t.at.ffnNorm,
	})
}
