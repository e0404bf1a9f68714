package compile

import "npugen/isa"

// addend is a part of a product that is yet to be added to the residual stream.
type addend struct {
	chunk
	y vec
}

// toStream multiplies rows of the activation buffer, of which each position has
// stride, into a part of a vector as long as the residual stream.
func (t *pass) toStream(w stored, a, stride, inputs int, c chunk) addend {
	return t.someToStream(w, a, stride, inputs, inputs, c)
}

// someToStream is toStream where some of the inputs are the model's.
func (t *pass) someToStream(w stored, a, stride, inputs, some int, c chunk) addend {
	y := vec{t.at.y[t.turn%len(t.at.y)], t.width(c), 0}
	t.turn++
	t.stream(t.outputs(w, inputs, c))
	t.multiply(product{
		a: a, stride: stride, vectors: t.n, inputs: inputs, tiles: ceil(c.to-c.from, t.Cols), d: y.at, dStride: y.s0,
		macs: dense(t.n, some, c.to-c.from),
	})
	return addend{c, y}
}

// add is x += y.
func (t *pass) add(p addend) {
	x := vec{at: t.at.x + p.from, s0: t.dim}
	t.mapRows(mapping{
		rows: rows{n0: t.n, len: p.to - p.from}, a: x, b: p.y, bin: isa.BinAdd, d: x, keep: true,
	})
}

// streamParts is the parts in which products of some inputs are added to the
// residual stream. One position is in one, many are added part by part while the
// array computes the next.
func (g *geometry) streamParts(n, inputs int) []chunk {
	const tiles = 4
	if n == 1 {
		return []chunk{{0, g.Dim}}
	}
	unit := lcm(lcm(g.Rows, g.Cols), g.Lanes)
	each := roundUp(tiles*g.Cols, unit)
	for each < g.Dim && g.outputBytes(each, inputs)%g.BeatBytes() != 0 {
		each += unit
	}
	return g.parts(g.Dim, each, inputs)
}

// width is the elements that the results of a part of a product take.
func (g *geometry) width(c chunk) int { return g.outputWidth(c.to - c.from) }

// widestPart is the most that a part of a product for the residual stream takes.
func (g *geometry) widestPart(n int) int {
	cs, most := g.chunks(), 0
	tail := cs[len(cs)-1]
	for _, inputs := range []int{g.queryWidth(), tail.from, g.Hidden - tail.from} {
		if inputs > 0 {
			most = max(most, g.width(g.streamParts(n, inputs)[0]))
		}
	}
	return most
}
